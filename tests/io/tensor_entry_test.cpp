#include <binpoint/io/tensor_entry.hpp>
#include <cstddef>
#include <vector>

#include "support/catch.hpp"

namespace io = binpoint::io;

TEST_CASE("tensor entries: the channel of each element is its index along the axis") {
  const std::vector<std::size_t> shape{2, 3, 4};
  for (const bool fortran : {false, true}) {
    for (std::size_t axis = 0; axis < 3; ++axis) {
      io::tensor_entry entry{.shape = shape, .first_index_fastest = fortran};
      const binpoint::channel_layout layout = entry.channels(axis);
      CHECK(layout.channels == shape[axis]);
      for (std::size_t i = 0; i < 2; ++i) {
        for (std::size_t j = 0; j < 3; ++j) {
          for (std::size_t k = 0; k < 4; ++k) {
            const std::size_t place = fortran ? i + 2 * (j + 3 * k) : (i * 3 + j) * 4 + k;
            CHECK(layout.channel(place) == (axis == 0 ? i : axis == 1 ? j : k));
          }
        }
      }
    }
  }
}

TEST_CASE("tensor entries: values are those of the file, or decoded ones") {
  const std::vector<std::byte> file{std::byte{1}, std::byte{2}, std::byte{3}, std::byte{4}};
  io::tensor_entry entry{.type = io::element_type::int16, .shape = {1}, .offset = 1, .bytes = 2};
  CHECK(entry.elements() == 1);
  CHECK(entry.is_in_place());
  CHECK(entry.values_in(file).data() == file.data() + 1);
  CHECK(entry.values_in(file).size() == 2);
  entry.decoded = {std::byte{7}, std::byte{8}};
  CHECK_FALSE(entry.is_in_place());
  CHECK(entry.values_in(file)[0] == std::byte{7});
}
