/// @file
/// Convolution as a matrix product: the values under each window as a column.
#ifndef BINPOINT_EIGEN_IM2COL_HPP
#define BINPOINT_EIGEN_IM2COL_HPP

#include <Eigen/Core>
#include <cstddef>
#include <span>

#include "layers.hpp"

namespace binpoint::eigen {

/// The last index runs fastest, as in every tensor here.
template <class Scalar>
using matrix = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// Calls visit(row, column, i): value i of the input lies there in the matrix of windows.
///
/// A row is a place in the kernel (input channel, row, column), a column a place in the output;
/// places in the padding are left out.
template <class Visit>
void for_each_in_windows(const conv2d& work, const shape& in, const shape& out, Visit visit) {
  std::size_t row = 0;
  for (std::size_t channel = 0; channel < in.channels; ++channel) {
    for (std::size_t ky = 0; ky < work.kernel_height; ++ky) {
      for (std::size_t kx = 0; kx < work.kernel_width; ++kx, ++row) {
        for (std::size_t y = 0; y < out.height; ++y) {
          // Unsigned: a place above or left of the image becomes a huge number.
          const std::size_t in_y = y * work.stride + ky - work.padding;
          if (in_y >= in.height) continue;
          for (std::size_t x = 0; x < out.width; ++x) {
            const std::size_t in_x = x * work.stride + kx - work.padding;
            if (in_x >= in.width) continue;
            visit(row, y * out.width + x, (channel * in.height + in_y) * in.width + in_x);
          }
        }
      }
    }
  }
}

/// The matrix of windows: weights (by output channel) times it is the convolution, without bias.
/// @pre  image.size() == in.size(), and out is the output's shape
template <class Scalar>
[[nodiscard]] matrix<Scalar> im2col(std::span<const float> image, const conv2d& work,
                                    const shape& in, const shape& out) {
  const std::size_t rows = in.channels * work.kernel_height * work.kernel_width;
  const std::size_t columns = out.height * out.width;
  matrix<Scalar> result =
      matrix<Scalar>::Zero(static_cast<Eigen::Index>(rows), static_cast<Eigen::Index>(columns));
  Scalar* const values = result.data();
  for_each_in_windows(work, in, out, [&](std::size_t row, std::size_t column, std::size_t i) {
    values[row * columns + column] = static_cast<Scalar>(image[i]);
  });
  return result;
}

}  // namespace binpoint::eigen

#endif
