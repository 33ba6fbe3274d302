// The files of the examples: what is missing, damaged or of another shape is named in one line.

#include <binpoint/io/file.hpp>
#include <binpoint/io/idx.hpp>
#include <binpoint/io/npy.hpp>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "support/demo_network.hpp"
#include "support/images.hpp"
#include "support/options.hpp"
#include "support/temporary_folder.hpp"

namespace io = binpoint::io;
namespace fs = std::filesystem;

namespace {

const fs::path example_data = BINPOINT_EXAMPLE_DATA;

/// What the error says after "binpoint: ", or "" when there is none.
template <class Function>
std::string error_of(Function function) {
  try {
    function();
    return "";
  } catch (const std::runtime_error& error) {
    const std::string text = error.what();
    const std::string prefix = "binpoint: ";
    return text.starts_with(prefix) ? text.substr(prefix.size()) : text;
  }
}

std::string load_error(const fs::path& directory) {
  return error_of([&] { (void)demo::load_demo_network(directory); });
}

void write_images(const fs::path& path, const demo::sizes& shape) {
  std::size_t count = 1;
  for (const std::size_t dimension : shape) count *= dimension;
  io::write_idx(path, shape, std::vector<std::uint8_t>(count));
}

}  // namespace

TEST_CASE("demo network: loads, saves and loads the same again") {
  const temporary_folder folder;
  const auto net = demo::load_demo_network(example_data);
  demo::save_demo_network(net, folder.path());
  const auto again = demo::load_demo_network(folder.path());
  const auto inputs = demo::load_images(example_data / "calibration-images.idx3-ubyte");
  REQUIRE(inputs.size() == 500);
  CHECK(net.run(inputs[0]) == again.run(inputs[0]));
  CHECK(net.output_shape() == binpoint::eigen::shape{10, 1, 1});
  std::size_t parameters = 0;
  auto copy = net;
  copy.for_each_parameter([&](const binpoint::site&, binpoint::tensor_view<float> values) {
    parameters += values.size();
  });
  CHECK(parameters == 52'138);
}

TEST_CASE("demo network: a missing, truncated or misshapen file is named") {
  const temporary_folder folder;
  demo::save_demo_network(demo::load_demo_network(example_data), folder.path());
  const fs::path file = folder.path() / "conv2.weight.npy";
  const std::string name = file.string();
  fs::resize_file(file, 1000);
  CHECK(load_error(folder.path()) == name +
                                         ": offset 128: found 872 bytes of values, expected 4 for "
                                         "each element of shape (16, 8, 3, 3)");
  io::write_npy(file, demo::sizes{16, 8, 9}, std::vector<float>(16 * 8 * 9));
  CHECK(load_error(folder.path()) == name + ": found shape (16, 8, 9), expected (16, 8, 3, 3)");
  fs::remove(file);
  CHECK(load_error(folder.path()) == name + ": found no such file, expected one");
}

TEST_CASE("demo images: those at hand are 2,000 with labels, pixels exact in 8 bits") {
  const demo::labelled_images test = demo::load_labelled_images(data, "test");
  REQUIRE(test.size() == 2000);
  for (const float pixel : demo::to_input(test.images, 1999)) {
    const auto code = static_cast<std::uint8_t>(pixel * 256.0F);
    CHECK(static_cast<float>(code) / 256.0F == pixel);
  }
}

TEST_CASE("demo images: what does not fit is named") {
  const temporary_folder folder;
  const fs::path images = folder.path() / "x-images.idx3-ubyte";
  const fs::path labels = folder.path() / "x-labels.idx1-ubyte";
  const auto error = [&] {
    return error_of([&] { (void)demo::load_labelled_images(folder.path(), "x"); });
  };
  CHECK(error() == folder.path().string() +
                       ": found no x-images, expected x-images-idx3-ubyte or the same with .gz");
  write_images(images, {3, 28, 27});
  CHECK(error() == images.string() + ": found shape (3, 28, 27), expected (N, 28, 28) with N > 0");
  write_images(images, {0, 28, 28});
  CHECK(error() == images.string() + ": found shape (0, 28, 28), expected (N, 28, 28) with N > 0");
  write_images(images, {3, 28, 28});
  io::write_idx(labels, demo::sizes{2}, std::vector<std::uint8_t>{1, 2});
  CHECK(error() == labels.string() + ": found shape (2,), expected a label for each of 3 images");
  io::write_idx(labels, demo::sizes{3}, std::vector<std::uint8_t>{1, 2, 10});
  CHECK(error() == labels.string() + ": found label 10 for image 2, expected 0..9");
  io::write_idx(labels, demo::sizes{3}, std::vector<std::uint8_t>{1, 2, 9});
  CHECK(error().empty());
}

#if defined(BINPOINT_EXAMPLE_HAS_ZLIB)
TEST_CASE("gzip: whole streams are read, damaged and cut ones named") {
  // "binpoint" twice, as gzip -n -9 writes it
  const std::vector<unsigned char> packed{
      0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0x4b, 0xca, 0xcc, 0x2b, 0xc8,
      0xcf, 0xcc, 0x2b, 0x49, 0x82, 0xd2, 0x00, 0x2d, 0x2e, 0x03, 0x47, 0x10, 0x00, 0x00, 0x00};
  const auto read = [&](std::size_t length, std::size_t changed) {
    std::vector<std::byte> bytes;
    for (std::size_t i = 0; i < length; ++i) {
      bytes.push_back(static_cast<std::byte>(packed[i] ^ (i == changed ? 0x55U : 0U)));
    }
    return demo::gunzip(bytes, "a.gz", 100);
  };
  CHECK(io::as_text(read(packed.size(), packed.size())) == "binpointbinpoint");
  for (std::size_t length = 0; length < packed.size(); ++length) {
    const std::string error = error_of([&] { (void)read(length, length); });
    INFO("length " << length);
    CHECK(error == "a.gz: offset " + std::to_string(length) +
                       ": found the end, expected one whole gzip stream");
  }
  const std::string error = error_of([&] { (void)read(packed.size(), packed.size() - 6); });
  CHECK(error.find("found damaged data, expected one whole gzip stream") != std::string::npos);
  std::vector<std::byte> bytes;
  for (const unsigned char b : packed) bytes.push_back(static_cast<std::byte>(b));
  CHECK(error_of([&] { (void)demo::gunzip(bytes, "a.gz", 15); }) ==
        "a.gz: found more than 15 bytes, expected no more");
}
#endif

TEST_CASE("options: each mistake is named") {
  using arguments = std::vector<const char*>;
  const auto parse = [](const arguments& given) {
    return demo::options(given, {{"--epochs", "N", "how many"}, {"--fast", "", "a switch"}});
  };
  const auto usage_error = [&](const arguments& given) {
    try {
      (void)parse(given).number("--epochs", 3, 1, 10);
      return std::string();
    } catch (const demo::usage_error& error) {
      return std::string(error.what());
    }
  };
  CHECK(parse({}).number("--epochs", 3, 1, 10) == 3);
  CHECK(parse({"--fast", "--epochs", "10"}).number("--epochs", 3, 1, 10) == 10);
  CHECK(parse({"--fast"}).has("--fast"));
  CHECK(usage_error({"--slow"}) == "unknown option '--slow', --help lists the known ones");
  CHECK(usage_error({"--epochs"}) == "--epochs: found nothing after it, expected N");
  CHECK(usage_error({"--fast", "--fast"}) == "--fast: given twice");
  for (const char* wrong : {"0", "11", "x", "3x", "", "99999999999999999999", "-1", " 3"}) {
    CHECK(usage_error({"--epochs", wrong}) ==
          "--epochs: found '" + std::string(wrong) + "', expected a number in 1..10");
  }
}
