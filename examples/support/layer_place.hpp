/// @file
/// What the forward and backward pass of a layer need beside its description.
#ifndef BINPOINT_EXAMPLES_LAYER_PLACE_HPP
#define BINPOINT_EXAMPLES_LAYER_PLACE_HPP

#include <Eigen/Core>
#include <binpoint/eigen/im2col.hpp>
#include <binpoint/eigen/layers.hpp>
#include <cstddef>
#include <span>
#include <vector>

namespace demo {

namespace be = binpoint::eigen;
using matrix = be::matrix<float>;  // a batch: one row an image
using const_map = Eigen::Map<const matrix>;
using map = Eigen::Map<matrix>;

[[nodiscard]] constexpr Eigen::Index to_index(std::size_t i) {
  return static_cast<Eigen::Index>(i);
}

/// How the loss changes with each parameter of one layer.
struct layer_gradient {
  std::vector<float> weights;
  std::vector<float> bias;
};

/// Where a layer stands: what its forward and backward pass need beside its own description.
struct layer_place {
  be::shape in;
  be::shape out;
  bool is_first = false;  ///< nobody asks for the gradient of the network's own input

  [[nodiscard]] Eigen::Index pixels() const { return to_index(out.height * out.width); }
  [[nodiscard]] Eigen::Index channels() const { return to_index(out.channels); }
};

[[nodiscard]] inline std::span<const float> row_of(const matrix& batch, Eigen::Index i) {
  return {batch.row(i).data(), static_cast<std::size_t>(batch.cols())};
}

}  // namespace demo

#endif
