#!/usr/bin/env python3
"""A published network in fixed point: the text-direction classifier of PP-OCR, read, profiled, rounded
and run.

Usage: text_direction.py MODEL --inspect PROGRAM [--lines N] [--word-lengths 8,6,4]

MODEL is ch_ppocr_mobile_v2.0_cls_infer.onnx, or the wheel of the PyPI package rapidocr-onnxruntime,
which holds it:

    pip download --no-deps rapidocr-onnxruntime

PROGRAM is the built example `inspect`. It prints where the bits of each tensor are, the formats it
chooses, what they lose, and writes the model again with its weights rounded. Then OpenCV's DNN module
runs the float model and the rounded ones on rendered lines of text, half of them upside down.
That part needs the Debian packages python3-opencv, python3-onnx, python3-pil, fonts-dejavu-core.
"""
import argparse
import pathlib
import random
import subprocess
import sys
import tempfile
import zipfile

MODEL = "ch_ppocr_mobile_v2.0_cls_infer.onnx"
HEIGHT, WIDTH = 48, 192
WORDS = """the quick brown fox jumps over a lazy dog while seven wizards box with twelve heavy jugs
of liquor and pack my Quartz sphinx under Bright vixen moons Number 42 Invoice total 1985 Street
Avenue Please return before Monday Open daily Closed Exit Platform 9 Gate B17 Fresh coffee""".split()


def find_model(path, folder):
    """The model's file, taken out of the wheel where that is given."""
    if not path.exists():
        sys.exit(f"text_direction: {path}: found no such file, expected {MODEL} or the wheel that "
                 "holds it: pip download --no-deps rapidocr-onnxruntime")
    if path.suffix != ".whl":
        return path
    with zipfile.ZipFile(path) as wheel:
        for name in wheel.namelist():
            if name.endswith("/" + MODEL):
                target = folder / MODEL
                target.write_bytes(wheel.read(name))
                return target
    sys.exit(f"text_direction: {path}: found no {MODEL} in it")


def inspect(program, model, *options):
    """Runs the example and gives what it prints."""
    command = [str(program), str(model), "--floats", *options]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError as error:
        sys.exit(f"text_direction: {program}: {error.strerror}, expected the built example inspect")
    if done.returncode != 0:
        sys.exit(f"text_direction: {done.stderr.strip()}")
    return done.stdout


def prepared(model):
    """The model as OpenCV takes it: a fixed input, bounds of Clip as attributes."""
    import onnx
    from onnx import helper, numpy_helper

    proto = onnx.load(str(model))
    graph = proto.graph
    constants = {each.name: numpy_helper.to_array(each) for each in graph.initializer}
    for node in graph.node:
        if node.op_type == "Constant":
            constants[node.output[0]] = numpy_helper.to_array(node.attribute[0].t)
    for node in graph.node:
        if node.op_type == "Clip" and len(node.input) == 3:
            for key, name in zip(("min", "max"), node.input[1:]):
                node.attribute.append(helper.make_attribute(key, float(constants[name])))
            del node.input[1:]
    for size, dimension in zip((1, 3, HEIGHT, WIDTH), graph.input[0].type.tensor_type.shape.dim):
        dimension.dim_value = size
    return proto.SerializeToString()


def rendered_lines(count):
    """Images as the network takes them, and whether each is upside down."""
    import numpy as np
    from PIL import Image, ImageDraw, ImageFont

    folder = pathlib.Path("/usr/share/fonts/truetype/dejavu")
    faces = ["DejaVuSans.ttf", "DejaVuSerif.ttf", "DejaVuSansMono.ttf", "DejaVuSans-Bold.ttf"]
    dice = random.Random(1)
    images, labels = [], []
    for i in range(count):
        text = " ".join(dice.choices(WORDS, k=dice.randint(1, 4)))
        font = ImageFont.truetype(str(folder / dice.choice(faces)), dice.randint(20, 40))
        left, top, right, bottom = font.getbbox(text)
        ink, paper = dice.randint(0, 90), dice.randint(170, 255)
        margin = dice.randint(3, 8)
        image = Image.new("L", (right - left + 2 * margin, bottom - top + 2 * margin), paper)
        ImageDraw.Draw(image).text((margin - left, margin - top), text, fill=ink, font=font)
        if i % 2 == 1:
            image = image.rotate(180)
        width = min(WIDTH, max(1, round(image.width * HEIGHT / image.height)))
        pixels = np.asarray(image.resize((width, HEIGHT), Image.BILINEAR), dtype=np.float32)
        pixels += np.random.default_rng(i).normal(0, 12, pixels.shape)
        blob = np.zeros((1, 3, HEIGHT, WIDTH), np.float32)
        blob[0, :, :, :width] = np.clip(pixels, 0, 255) / 127.5 - 1
        images.append(blob)
        labels.append(i % 2)
    return images, np.array(labels)


def answers(model, images):
    """Which of the two directions the network finds more likely."""
    import cv2
    import numpy as np

    net = cv2.dnn.readNetFromONNX(np.frombuffer(prepared(model), np.uint8))
    found = []
    for image in images:
        net.setInput(image)
        found.append(int(net.forward().reshape(-1).argmax()))
    return np.array(found)


def compare(program, model, folder, word_lengths, count):
    """Accuracy and agreement of the rounded models."""
    images, labels = rendered_lines(count)
    of_float = answers(model, images)
    print(f"\n{count} lines of text, half of them upside down; weights of two dimensions and more "
          "rounded\n")
    print(f"{'weights':24}{'accuracy':>10}{'same answer':>14}")
    print(f"{'float':24}{(of_float == labels).mean():10.3f}")
    for length in word_lengths:
        for by_channel in ([], ["--per-channel"]):
            rounded = folder / f"rounded{length}.onnx"
            inspect(program, model, "--min-rank", "2", "--word-length", str(length), "--rounded",
                    str(rounded), *by_channel)
            found = answers(rounded, images)
            name = f"{length} bits{', by channel' if by_channel else ''}"
            print(f"{name:24}{(found == labels).mean():10.3f}{(found == of_float).mean():14.3f}",
                  flush=True)


def word_lengths(text):
    """The numbers of a list like 8,6,4."""
    lengths = [int(each) if each.isdecimal() else 0 for each in text.split(",")]
    if not all(1 <= each <= 64 for each in lengths):
        raise argparse.ArgumentTypeError(f"found '{text}', expected numbers in 1..64: 8,6,4")
    return lengths


def line_count(text):
    """A number of lines, both directions among them."""
    if not text.isdecimal() or int(text) < 2:
        raise argparse.ArgumentTypeError(f"found '{text}', expected 2 or more")
    return int(text)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("model", type=pathlib.Path, help=f"{MODEL}, or the wheel")
    parser.add_argument("--inspect", type=pathlib.Path, required=True, help="the built example")
    parser.add_argument("--lines", type=line_count, default=100, help="lines of text (100)")
    parser.add_argument("--word-lengths", type=word_lengths, default="8,6,4",
                        help="of the weights (8,6,4)")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        model = find_model(given.model, folder)
        print(inspect(given.inspect, model, "--min-rank", "1", "--per-channel", "--word-lengths"))
        try:
            import cv2, numpy, onnx, PIL  # noqa: F401
        except ImportError as missing:
            print(f"text_direction: {missing.name} is not installed: the model is profiled, not run "
                  "(Debian: python3-opencv python3-onnx python3-pil fonts-dejavu-core)")
            return
        compare(given.inspect, model, folder, given.word_lengths, given.lines)


if __name__ == "__main__":
    main()
