// Windows as columns: every place of the matrix holds the value under it, or the padding's zero.

#include <binpoint/eigen/im2col.hpp>
#include <cstddef>
#include <span>
#include <vector>

#include "support/catch.hpp"

namespace be = binpoint::eigen;

namespace {

/// The value at a row and column that may lie outside the image.
float padded(const std::vector<float>& image, const be::shape& in, std::size_t channel,
             std::ptrdiff_t y, std::ptrdiff_t x) {
  if (y < 0 || x < 0 || y >= static_cast<std::ptrdiff_t>(in.height) ||
      x >= static_cast<std::ptrdiff_t>(in.width)) {
    return 0;
  }
  return image[(channel * in.height + static_cast<std::size_t>(y)) * in.width +
               static_cast<std::size_t>(x)];
}

be::shape output_of(const be::conv2d& work, const be::shape& in) {
  return {work.channels, (in.height + 2 * work.padding - work.kernel_height) / work.stride + 1,
          (in.width + 2 * work.padding - work.kernel_width) / work.stride + 1};
}

int count_wrong(const be::conv2d& work, const be::shape& in) {
  std::vector<float> image(in.size());
  for (std::size_t i = 0; i < image.size(); ++i) image[i] = static_cast<float>(i + 1);
  const be::shape out = output_of(work, in);
  const auto columns = be::im2col<float>(image, work, in, out);
  int wrong = 0;
  Eigen::Index row = 0;
  for (std::size_t channel = 0; channel < in.channels; ++channel) {
    for (std::size_t ky = 0; ky < work.kernel_height; ++ky) {
      for (std::size_t kx = 0; kx < work.kernel_width; ++kx, ++row) {
        for (std::size_t place = 0; place < out.height * out.width; ++place) {
          const auto padding = static_cast<std::ptrdiff_t>(work.padding);
          const auto y = static_cast<std::ptrdiff_t>(place / out.width * work.stride + ky);
          const auto x = static_cast<std::ptrdiff_t>(place % out.width * work.stride + kx);
          const float wanted = padded(image, in, channel, y - padding, x - padding);
          wrong += columns(row, static_cast<Eigen::Index>(place)) != wanted ? 1 : 0;
        }
      }
    }
  }
  return wrong + (columns.rows() != row ? 1 : 0);
}

}  // namespace

TEST_CASE("im2col: each value lies under its window, zeros in the padding") {
  for (const std::size_t stride : {1U, 2U, 3U}) {
    for (const std::size_t padding : {0U, 1U, 2U}) {
      CAPTURE(stride, padding);
      be::conv2d work;
      work.stride = stride;
      work.padding = padding;
      CHECK(count_wrong(work, {1, 3, 3}) == 0);
      CHECK(count_wrong(work, {2, 7, 5}) == 0);
      work.kernel_height = 1;
      work.kernel_width = 4;
      CHECK(count_wrong(work, {3, 4, 6}) == 0);
    }
  }
}
