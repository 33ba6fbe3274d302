// Counting values where they lie in a file: any size, order of bytes, order of indices, executor.

#include <algorithm>
#include <binpoint/io/file.hpp>
#include <binpoint/io/npy.hpp>
#include <binpoint/io/tensor_file.hpp>
#include <binpoint/io/tensor_values.hpp>
#include <binpoint/parallel.hpp>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "support/random.hpp"
#include "support/temporary_folder.hpp"

namespace bp = binpoint;
namespace io = binpoint::io;

namespace {

using sizes = std::vector<std::size_t>;

std::vector<float> random_values(std::size_t n) {
  support::generator random(n + 1);
  auto values = support::mixed_values<float>(random, static_cast<int>(n / 3 + 1));
  values.resize(n);
  return values;
}

/// A file of those values behind `before` bytes: an entry and the file it is in.
class stored {
 public:
  stored(const std::vector<float>& values, std::size_t before, std::endian order, sizes shape)
      : file_(write(folder_.path() / "f.bin", values, before, order)) {
    entry = file_.tensors()[0];
    entry.type = io::element_type::float32;
    entry.shape = std::move(shape);
    entry.offset = before;
    entry.bytes = values.size() * sizeof(float);
    entry.order = order;
  }

  [[nodiscard]] const io::tensor_file& file() const { return file_; }
  io::tensor_entry entry;

 private:
  static io::tensor_file write(const std::filesystem::path& path, const std::vector<float>& values,
                               std::size_t before, std::endian order) {
    std::vector<std::byte> bytes(before);
    for (const float value : values) {
      const auto bits = std::bit_cast<std::uint32_t>(value);
      for (int i = 0; i < 4; ++i) {
        const int shift = order == std::endian::little ? 8 * i : 24 - 8 * i;
        bytes.push_back(static_cast<std::byte>(bits >> shift & 0xff));
      }
    }
    io::write_file(path, bytes);
    return {path, io::element_type::uint8, {bytes.size()}};
  }

  temporary_folder folder_;
  io::tensor_file file_;
};

constexpr std::size_t window = io::detail::window_bytes / sizeof(float);

}  // namespace

TEST_CASE("tensor values: the same histogram at any place, in any order, by any executor") {
  const std::size_t n =
      GENERATE(as<std::size_t>{}, 0, 1, 1000, window - 1, window, 2 * window + 77);
  const std::size_t before = GENERATE(as<std::size_t>{}, 0, 3, 4096);
  const std::endian order = GENERATE(std::endian::little, std::endian::big);
  INFO(n << " values, " << before << " bytes before");
  const auto values = random_values(n);
  const stored s(values, before, order, {n});
  const auto expected = bp::count_octaves<3>(values);
  CHECK(io::count_octaves<3>(s.file(), s.entry) == expected);
  CHECK(io::count_octaves<3>(s.file(), s.entry, bp::thread_executor{.threads = 3}) == expected);
  CHECK(io::count_octaves<0>(s.file(), s.entry) == bp::msb_histogram(expected));
}

TEST_CASE("tensor values: by channel, as the library counts them in memory") {
  const auto shape = GENERATE(sizes{7, 3, 5}, sizes{3, 400}, sizes{2, 700000}, sizes{300, 1, 2},
                              sizes{5}, sizes{3000, 110}, sizes{2, 3, 100000});
  const std::endian order = GENERATE(std::endian::little, std::endian::big);
  std::size_t n = 1;
  for (const std::size_t each : shape) n *= each;
  const auto values = random_values(n);
  stored s(values, 8, order, shape);
  for (std::size_t axis = 0; axis < shape.size(); ++axis) {
    for (const bool fortran : {false, true}) {
      s.entry.first_index_fastest = fortran;
      if (shape[axis] > 5000) continue;
      INFO("axis " << axis << " of " << io::shape_text(shape) << " fortran " << fortran);
      const auto found = io::count_octaves_by_channel<0>(s.file(), s.entry, axis);
      const bp::tensor_view<const float> view(values, s.entry.channels(axis));
      CHECK(found == bp::count_msb_by_channel(view));
    }
  }
}

TEST_CASE("tensor values: an axis that is not there, or too long, is refused") {
  const stored s(random_values(66000), 0, std::endian::little, {66000, 1});
  CHECK_THROWS_WITH(io::count_octaves_by_channel<0>(s.file(), s.entry, 2),
                    "binpoint: count_octaves_by_channel: shape (66000, 1) has no axis 2 of at most "
                    "65536 channels");
  CHECK_THROWS_AS(io::count_octaves_by_channel<0>(s.file(), s.entry, 0), std::invalid_argument);
  CHECK(io::count_octaves_by_channel<0>(s.file(), s.entry, 1).size() == 1);
}

TEST_CASE("tensor values: progress hears of every byte, and can end the counting") {
  const stored s(random_values(3 * window), 0, std::endian::little, {3 * window});
  std::size_t done = 0;
  (void)io::count_octaves<0>(s.file(), s.entry, bp::thread_executor{.threads = 2},
                             [&](std::size_t bytes) { done += bytes; });
  CHECK(done == s.entry.bytes);
  done = 0;
  const auto stop = [&](std::size_t) {
    if (++done == 2) throw std::runtime_error("enough");
  };
  CHECK_THROWS_WITH(io::count_octaves<0>(s.file(), s.entry, io::serial_executor{}, stop), "enough");
  CHECK(done == 2);
}
