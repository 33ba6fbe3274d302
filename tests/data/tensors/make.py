#!/usr/bin/env python3
"""Makes the tensor files of this folder with NumPy and onnx, expected.txt with what they hold, and
profile.bpp, a profile of the floats among them as include/binpoint/io/profile.hpp describes it.

Usage: make.py, in any folder. The files are the same bytes each time (the .npz ones apart from their
times, which are set to one).
"""
import io
import json
import math
import pathlib
import struct
import zipfile
import zlib

import numpy as np
from onnx import TensorProto, checker, helper, numpy_helper

FOLDER = pathlib.Path(__file__).parent
RANDOM = np.random.default_rng(1)
EXPECTED = []
PROFILE = []
SUB_BITS = 3


def bfloat16_bits(values):
    """The upper half of each float, rounded toward zero."""
    return (values.astype("<f4").view("<u4") >> 16).astype("<u2")


def from_bfloat16(bits):
    return (bits.astype("<u4") << 16).view("<f4")


def floats(shape, kind):
    """Values of every kind that the type has."""
    values = (RANDOM.standard_normal(shape) * np.exp2(RANDOM.integers(-9, 9, shape))).astype(kind)
    flat = values.reshape(-1)
    info = np.finfo(kind)
    special = [0.0, -0.0, np.nan, np.inf, -np.inf, info.max, info.min, info.tiny, info.tiny / 4]
    flat[: len(special)] = special[: flat.size]
    return values


def integers(shape, kind):
    info = np.iinfo(kind)
    values = RANDOM.integers(info.min, info.max, shape, dtype=kind, endpoint=True)
    values.reshape(-1)[:3] = [info.min, info.max, 0]
    return values


def counts(values):
    """Zeros, NaNs, infinities, extremes and the values at each bit position, by NumPy alone."""
    values = np.asarray(values)
    if values.dtype.kind == "b":
        values = values.astype("u1")
    if values.dtype.kind in "iu":
        flat = [int(x) for x in values.reshape(-1)]
        positions = [abs(x).bit_length() - 1 for x in flat if x != 0]
        specials = [sum(x == 0 for x in flat), 0, 0, 0]
        extremes = [float(min(flat, default=0)), float(max(flat, default=0))]
    else:
        wide = values.reshape(-1).astype("f8")
        finite = wide[np.isfinite(wide)]
        positions = (np.frexp(finite[finite != 0])[1] - 1).tolist()
        specials = [int((wide == 0).sum()), int(np.isnan(wide).sum()),
                    int((wide == np.inf).sum()), int((wide == -np.inf).sum())]
        extremes = [float(finite.min(initial=np.inf)), float(finite.max(initial=-np.inf))]
        extremes = [x + 0.0 if finite.size else 0.0 for x in extremes]
    found = {}
    for position in positions:
        # What lies beyond the histogram's positions, below and above.
        clamped = min(max(position, -150), 128)
        found[clamped] = found.get(clamped, 0) + 1
    return specials, extremes, found


def expect(file, name, kind, values):
    """A line: file, tensor, type, shape, specials, min, max, then position:count."""
    specials, extremes, found = counts(values)
    shape = "x".join(str(n) for n in np.shape(values)) or "scalar"
    cells = [file, name, kind, shape, *(str(n) for n in specials),
             *(float(x).hex() for x in extremes)]
    cells += [f"{p}:{found[p]}" for p in sorted(found)]
    EXPECTED.append(" ".join(cells))
    if "float" in kind:
        PROFILE.append(profile_site(f"{file} {name}", np.asarray(values).reshape(-1).tolist()))


def key_of(x):
    """An integer in the order of doubles."""
    bits = struct.unpack("<Q", struct.pack("<d", x))[0]
    return bits ^ (2**64 - 1) if bits >> 63 else bits | 1 << 63


def extremes_of(numbers):
    """Minimum, maximum, least magnitude above 0; the words that merge by their maximum."""
    words = [0, 0, 0, 0]
    if numbers:
        words[0] = 2**64 - 1 - key_of(min(numbers) + 0.0)
        words[1] = key_of(max(numbers) + 0.0)
    magnitudes = [abs(x) for x in numbers if x != 0]
    if magnitudes:
        words[2] = 2**64 - 1 - struct.unpack("<Q", struct.pack("<d", min(magnitudes)))[0]
    return words


def profile_site(name, values):
    """The bytes of a weight in a profile."""
    numbers = [x for x in values if math.isfinite(x)]
    special = [0] * 8
    special[0] = sum(x == 0 for x in numbers)
    special[1] = sum(math.isnan(x) for x in values)
    special[2] = values.count(math.inf)
    special[3] = values.count(-math.inf)
    octaves = {}
    for x in numbers:
        if x == 0:
            continue
        fraction, exponent = math.frexp(abs(x))
        position = exponent - 1
        if position < -149 or position > 127:
            special[(4 if position < -149 else 6) + (x < 0)] += 1
            continue
        parts = octaves.setdefault(position + 149 + (277 if x < 0 else 0), [0] * 2**SUB_BITS)
        parts[int((2 * fraction - 1) * 2**SUB_BITS)] += 1
    text = name.encode()
    site = struct.pack("<II", 0, len(text)) + text
    site += struct.pack("<12QI", *extremes_of(numbers), *special, len(octaves))
    for octave in sorted(octaves):
        site += struct.pack(f"<I{2**SUB_BITS}Q", octave, *octaves[octave])
    return site


def make_profile():
    body = b"".join(PROFILE)
    length = 32 + len(body) + 4
    file = b"\x89bpprof\n" + struct.pack("<IIQQ", 1, SUB_BITS, length, len(PROFILE)) + body
    (FOLDER / "profile.bpp").write_bytes(file + struct.pack("<I", zlib.crc32(file)))


TYPES = [("float32", "f4"), ("float16", "f2"), ("float64", "f8"), ("int8", "i1"), ("int16", "i2"),
         ("int32", "i4"), ("int64", "i8"), ("uint8", "u1"), ("uint16", "u2"), ("uint32", "u4"),
         ("uint64", "u8")]


def sample(kind, shape):
    return floats(shape, kind) if kind[0] == "f" else integers(shape, kind)


def save_npy(name, kind, values):
    np.save(FOLDER / f"{name}.npy", values)
    expect(f"{name}.npy", name, kind, values)


def make_npy():
    save_npy("float32", "float32", sample("f4", (2, 3, 4)))
    save_npy("float32_big_endian", "float32", sample("f4", (3, 7)).astype(">f4"))
    save_npy("float64_fortran", "float64", np.asfortranarray(sample("f8", (4, 5))))
    save_npy("float16", "float16", sample("f2", (19,)))
    save_npy("int16_big_endian", "int16", sample("i2", (5, 2)).astype(">i2"))
    save_npy("scalar", "float32", np.array(-6.5, "f4"))
    save_npy("empty", "float64", np.zeros((2, 0), "f8"))
    save_npy("bool", "bool", np.array([True, False, True]))
    np.save(FOLDER / "complex.npy", np.zeros(3, "c8"))


def npy_bytes(values):
    stream = io.BytesIO()
    np.save(stream, values)
    return stream.getvalue()


def make_npz():
    # As numpy.savez writes, but with fixed times.
    def save(file, arrays, method, zip64):
        with zipfile.ZipFile(FOLDER / file, "w", method) as archive:
            for name, values in arrays.items():
                info = zipfile.ZipInfo(f"{name}.npy", (1980, 1, 1, 0, 0, 0))
                info.compress_type = method
                with archive.open(info, "w", force_zip64=zip64) as entry:
                    entry.write(npy_bytes(values))

    arrays = {name: sample(kind, (3, 5)) for name, kind in TYPES}
    save("all_types.npz", arrays, zipfile.ZIP_STORED, False)
    for name, kind in TYPES:
        expect("all_types.npz", name, name, arrays[name])
    two = {"a": sample("f4", (6,)), "b": sample("i8", (2, 2))}
    save("zip64.npz", two, zipfile.ZIP_STORED, True)
    expect("zip64.npz", "a", "float32", two["a"])
    expect("zip64.npz", "b", "int64", two["b"])
    save("compressed.npz", two, zipfile.ZIP_DEFLATED, False)


SAFETENSORS = {"float32": "F32", "float16": "F16", "float64": "F64", "int8": "I8", "int16": "I16",
               "int32": "I32", "int64": "I64", "uint8": "U8", "uint16": "U16", "uint32": "U32",
               "uint64": "U64"}


def make_safetensors():
    header = {"__metadata__": {"format": "np", "note": 'quotes " and \u00e9'}}
    data = b""
    # An odd number of bytes first, so that the others are not aligned.
    first = sample("i1", (3,))
    tensors = [("odd", "I8", "int8", first, first.tobytes())]
    for name, kind in TYPES:
        values = sample(kind, (4, 3)).astype(f"<{kind}")
        tensors.append((f"layer.{name}.weight", SAFETENSORS[name], name, values, values.tobytes()))
    brain = bfloat16_bits(floats((5, 3), "f4"))
    tensors.append(("br\u00e4in", "BF16", "bfloat16", from_bfloat16(brain), brain.tobytes()))
    truth = np.array([[True], [False]])
    tensors.append(("truth", "BOOL", "bool", truth, truth.tobytes()))
    tensors.append(("none", "F32", "float32", np.zeros((0, 4), "f4"), b""))
    for name, dtype, kind, values, content in tensors:
        header[name] = {"dtype": dtype, "shape": list(values.shape),
                        "data_offsets": [len(data), len(data) + len(content)]}
        data += content
        expect("model.safetensors", name, kind, values)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    (FOLDER / "model.safetensors").write_bytes(struct.pack("<Q", len(text)) + text + data)


ONNX = {"float32": TensorProto.FLOAT, "float16": TensorProto.FLOAT16, "float64": TensorProto.DOUBLE,
        "int8": TensorProto.INT8, "int16": TensorProto.INT16, "int32": TensorProto.INT32,
        "int64": TensorProto.INT64, "uint8": TensorProto.UINT8, "uint16": TensorProto.UINT16,
        "uint32": TensorProto.UINT32, "uint64": TensorProto.UINT64}


def save_onnx(file, initializers, nodes):
    x = helper.make_tensor_value_info("x", TensorProto.FLOAT, [1])
    y = helper.make_tensor_value_info("y", TensorProto.FLOAT, [1])
    graph = helper.make_graph([*nodes, helper.make_node("Relu", ["x"], ["y"])], "g", [x], [y],
                              initializer=initializers)
    model = helper.make_model(graph, producer_name="make.py")
    checker.check_model(model)
    (FOLDER / file).write_bytes(model.SerializeToString())


def make_onnx():
    tensors, nodes = [], []
    constant = sample("f4", (2, 2))
    nodes.append(helper.make_node("Constant", [], ["constant"],
                                  value=numpy_helper.from_array(constant, "inner")))
    expect("model.onnx", "constant", "float32", constant)
    for name, kind in TYPES:
        raw = sample(kind, (2, 5))
        tensors.append(helper.make_tensor(f"{name}.raw", ONNX[name], raw.shape,
                                          raw.astype(f"<{kind}").tobytes(), raw=True))
        expect("model.onnx", f"{name}.raw", name, raw)
        typed = sample(kind, (3, 3))
        tensors.append(helper.make_tensor(f"{name}.typed", ONNX[name], typed.shape,
                                          typed.reshape(-1).tolist()
                                          if name != "float16" else typed.reshape(-1)))
        expect("model.onnx", f"{name}.typed", name, typed)
    brain = bfloat16_bits(floats((11,), "f4"))
    proto = TensorProto(name="brain", data_type=TensorProto.BFLOAT16, dims=brain.shape)
    proto.int32_data.extend(brain.tolist())
    tensors.append(proto)
    expect("model.onnx", "brain", "bfloat16", from_bfloat16(brain))
    truth = helper.make_tensor("truth", TensorProto.BOOL, [3], [True, False, True])
    tensors.append(truth)
    expect("model.onnx", "truth", "bool", np.array([True, False, True]))
    save_onnx("model.onnx", tensors, nodes)

    # What a network has: values in place, types mixed.
    network = []
    for name, kind, shape in [("conv.weight", "f4", (4, 2, 3, 3)), ("conv.bias", "f4", (4,)),
                              ("dense.weight", "f2", (3, 8)), ("shape", "i8", (2,))]:
        values = RANDOM.standard_normal(shape) if kind[0] == "f" else np.array([1, -1])
        values = (values * 0.3 if kind[0] == "f" else values).astype(f"<{kind}")
        proto = {"f4": TensorProto.FLOAT, "f2": TensorProto.FLOAT16, "i8": TensorProto.INT64}[kind]
        network.append(helper.make_tensor(name, proto, shape, values.tobytes(), raw=True))
        expect("network.onnx", name, dict(f4="float32", f2="float16", i8="int64")[kind], values)
    save_onnx("network.onnx", network, [])

    outside = TensorProto(name="w", data_type=TensorProto.FLOAT, dims=[2],
                          data_location=TensorProto.EXTERNAL)
    outside.external_data.add(key="location", value="weights.bin")
    graph = helper.make_graph([helper.make_node("Relu", ["x"], ["y"])], "g", [], [],
                              initializer=[outside])
    (FOLDER / "external.onnx").write_bytes(helper.make_model(graph).SerializeToString())
    words = helper.make_tensor("words", TensorProto.STRING, [1], [b"hello"])
    save_onnx("strings.onnx", [words], [])


make_npy()
make_npz()
make_safetensors()
make_onnx()
make_profile()
(FOLDER / "expected.txt").write_text("\n".join(EXPECTED) + "\n", encoding="utf-8")
