// Files of every format, as NumPy and onnx write them, against what NumPy counts in them.

#include <binpoint/io/file.hpp>
#include <binpoint/io/tensor_file.hpp>
#include <binpoint/io/tensor_values.hpp>
#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "support/temporary_folder.hpp"
#include "support/tensor_fixtures.hpp"

namespace io = binpoint::io;
namespace fs = std::filesystem;

namespace {

const fs::path folder = fs::path(BINPOINT_TEST_DATA) / "tensors";

void write_text(const fs::path& path, const std::string& text) {
  io::write_file(path, std::as_bytes(std::span(text)));
}

std::string file_error(const fs::path& path) {
  try {
    const io::tensor_file file(path);
    return "";
  } catch (const std::runtime_error& error) {
    return error.what();
  }
}

}  // namespace

TEST_CASE("tensor files: every tensor of every format is as NumPy sees it") {
  const auto expected = support::read_expected(folder);
  REQUIRE(expected.size() > 50);
  std::set<std::string> types;
  for (const auto& each : expected) {
    INFO(each.file << " " << each.name);
    const io::tensor_file file(folder / each.file);
    const io::tensor_entry* entry = support::find_tensor(file, each.name);
    REQUIRE(entry != nullptr);
    const auto h = io::count_octaves<3>(file, *entry);
    CHECK(support::difference(each, *entry, h).empty());
    types.insert(each.type);
    if (entry->shape.empty()) continue;
    binpoint::octave_histogram<3> all;
    const auto channels = io::count_octaves_by_channel<3>(file, *entry, entry->shape.size() - 1);
    CHECK(channels.size() == entry->shape.back());
    for (const auto& channel : channels) all.merge(channel);
    CHECK(all == h);
  }
  CHECK(types.size() == io::detail::element_table.size());
}

TEST_CASE("tensor files: no tensor is left out") {
  std::map<std::string, std::size_t> counts;
  for (const auto& each : support::read_expected(folder)) ++counts[each.file];
  for (const auto& [file, count] : counts) {
    INFO(file);
    CHECK(io::tensor_file(folder / file).tensors().size() == count);
  }
}

TEST_CASE("tensor files: what cannot be read is refused by name") {
  const auto expect = [](const char* file, const std::string& part) {
    const std::string error = file_error(folder / file);
    INFO(error);
    CHECK(error.starts_with("binpoint: " + (folder / file).string() + ": "));
    CHECK(error.find(part) != std::string::npos);
  };
  expect("complex.npy", "found type '<c8', expected");
  expect("compressed.npz", "found compressed file 'a.npy', expected a stored one");
  expect("external.onnx", "found tensor 'w' in another file 'weights.bin', expected its values");
  expect("strings.onnx", "found tensor 'words' of data type 8, expected float32, float16");
  expect("make.py", "found '#!/usr/b', expected the first bytes of");
  expect("nowhere.npy", "found no such file");
}

TEST_CASE("tensor files: the format is found by content, an ONNX model also by its name") {
  const temporary_folder place;
  const auto kind_of = [&](const char* file, const char* name) {
    const auto bytes = io::read_file(folder / file);
    return io::find_tensor_format(bytes, name);
  };
  CHECK(kind_of("float32.npy", "weights") == io::file_format::npy);
  CHECK(kind_of("zip64.npz", "weights") == io::file_format::npz);
  CHECK(kind_of("model.safetensors", "weights") == io::file_format::safetensors);
  CHECK(kind_of("model.onnx", "weights") == io::file_format::onnx);
  CHECK(kind_of("expected.txt", "weights") == std::nullopt);
  CHECK(kind_of("expected.txt", "weights.onnx") == io::file_format::onnx);
  write_text(place.path() / "empty", "");
  CHECK(file_error(place.path() / "empty").find("offset 0: found '', expected") !=
        std::string::npos);
}

TEST_CASE("tensor files: values alone take a shape that fits them") {
  const temporary_folder place;
  const fs::path path = place.path() / "raw.bin";
  write_text(path, std::string("\0\0\x80\x3f\0\0\0\xc0", 8));
  const io::tensor_file file(path, io::element_type::float32, {2, 1});
  REQUIRE(file.tensors().size() == 1);
  CHECK(file.tensors()[0].name == "raw");
  CHECK(file.tensors()[0].shape == std::vector<std::size_t>{2, 1});
  const auto h = io::count_octaves<0>(file, file.tensors()[0]);
  CHECK(h.total() == 2);
  CHECK(h.min() == -2);
  CHECK(h.max() == 1);
  CHECK_THROWS_WITH(io::tensor_file(path, io::element_type::float64, {2}),
                    "binpoint: " + path.string() +
                        ": offset 0: found 8 bytes of values, expected 8 for each element of "
                        "shape (2,)");
}
