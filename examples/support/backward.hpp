/// @file
/// Forward and backward pass in float over a slice of a mini-batch, for training.
#ifndef BINPOINT_EXAMPLES_BACKWARD_HPP
#define BINPOINT_EXAMPLES_BACKWARD_HPP

#include <Eigen/Core>
#include <binpoint/eigen/im2col.hpp>
#include <binpoint/eigen/network.hpp>
#include <cmath>
#include <cstddef>
#include <span>
#include <stdexcept>
#include <type_traits>
#include <utility>
#include <variant>
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

[[nodiscard]] inline matrix layer_output(const be::conv2d& work, const layer_place& at,
                                         const matrix& in) {
  matrix result(in.rows(), to_index(at.out.size()));
  const Eigen::Index kernel = to_index(work.weights.size()) / at.channels();
  const Eigen::Index outputs = at.channels() / to_index(work.groups);
  const const_map weights(work.weights.data(), at.channels(), kernel);
  const Eigen::Map<const Eigen::VectorXf> bias(work.bias.data(), at.channels());
  for (Eigen::Index i = 0; i < in.rows(); ++i) {
    map image(result.row(i).data(), at.channels(), at.pixels());
    const matrix windows = be::im2col<float>(row_of(in, i), work, at.in, at.out);
    for (Eigen::Index group = 0; group < to_index(work.groups); ++group) {
      image.middleRows(group * outputs, outputs).noalias() =
          weights.middleRows(group * outputs, outputs) * windows.middleRows(group * kernel, kernel);
    }
    image.colwise() += bias;
  }
  return result;
}

[[nodiscard]] inline matrix layer_output(const be::dense& work, const layer_place& at,
                                         const matrix& in) {
  const const_map weights(work.weights.data(), at.channels(), in.cols());
  const Eigen::Map<const Eigen::RowVectorXf> bias(work.bias.data(), at.channels());
  matrix result(in.rows(), at.channels());
  result.noalias() = in * weights.transpose();
  result.rowwise() += bias;
  return result;
}

[[nodiscard]] inline matrix layer_output(const be::relu& work, const layer_place&,
                                         const matrix& in) {
  return in.cwiseMax(0.0F).cwiseMin(work.limit);
}

[[nodiscard]] inline matrix layer_output(const be::flatten&, const layer_place&, const matrix& in) {
  return in;
}

/// For each output of a pool the place of its input: the first largest one of its window.
template <class Visit>
void for_each_winner(const be::max_pool& work, const layer_place& at, std::span<const float> in,
                     Visit visit) {
  std::size_t o = 0;
  for (std::size_t channel = 0; channel < at.out.channels; ++channel) {
    for (std::size_t y = 0; y < at.out.height; ++y) {
      for (std::size_t x = 0; x < at.out.width; ++x, ++o) {
        const std::size_t corner =
            (channel * at.in.height + y * work.stride) * at.in.width + x * work.stride;
        std::size_t winner = corner;
        for (std::size_t i = 1; i < work.size * work.size; ++i) {
          const std::size_t rival = corner + i / work.size * at.in.width + i % work.size;
          if (in[rival] > in[winner]) winner = rival;
        }
        visit(o, winner);
      }
    }
  }
}

[[nodiscard]] inline matrix layer_output(const be::max_pool& work, const layer_place& at,
                                         const matrix& in) {
  matrix result(in.rows(), to_index(at.out.size()));
  for (Eigen::Index i = 0; i < in.rows(); ++i) {
    float* const out = result.row(i).data();
    const auto row = row_of(in, i);
    for_each_winner(work, at, row,
                    [&](std::size_t o, std::size_t winner) { out[o] = row[winner]; });
  }
  return result;
}

/// Adds to the parameters' gradient; returns the input's, from the output's.
[[nodiscard]] inline matrix input_gradient(const be::conv2d& work, const layer_place& at,
                                           const matrix& in, const matrix&, const matrix& above,
                                           layer_gradient& sum) {
  const Eigen::Index kernel = to_index(work.weights.size()) / at.channels();
  const Eigen::Index outputs = at.channels() / to_index(work.groups);
  const const_map weights(work.weights.data(), at.channels(), kernel);
  map weight_sum(sum.weights.data(), at.channels(), kernel);
  Eigen::Map<Eigen::VectorXf> bias_sum(sum.bias.data(), at.channels());
  matrix result = matrix::Zero(in.rows(), in.cols());
  for (Eigen::Index i = 0; i < in.rows(); ++i) {
    const const_map image(above.row(i).data(), at.channels(), at.pixels());
    matrix windows = be::im2col<float>(row_of(in, i), work, at.in, at.out);
    bias_sum += image.rowwise().sum();
    for (Eigen::Index group = 0; group < to_index(work.groups); ++group) {
      const auto slopes = image.middleRows(group * outputs, outputs);
      auto window = windows.middleRows(group * kernel, kernel);
      weight_sum.middleRows(group * outputs, outputs).noalias() += slopes * window.transpose();
      if (at.is_first) continue;
      window.noalias() = weights.middleRows(group * outputs, outputs).transpose() * slopes;
    }
    if (at.is_first) continue;
    float* const out = result.row(i).data();
    be::for_each_in_windows(
        work, at.in, at.out, [&](std::size_t row, std::size_t column, std::size_t o) {
          out[o] += windows.data()[row * static_cast<std::size_t>(windows.cols()) + column];
        });
  }
  return result;
}

[[nodiscard]] inline matrix input_gradient(const be::dense& work, const layer_place& at,
                                           const matrix& in, const matrix&, const matrix& above,
                                           layer_gradient& sum) {
  const const_map weights(work.weights.data(), at.channels(), in.cols());
  map(sum.weights.data(), at.channels(), in.cols()).noalias() += above.transpose() * in;
  Eigen::Map<Eigen::RowVectorXf>(sum.bias.data(), at.channels()) += above.colwise().sum();
  return above * weights;
}

[[nodiscard]] inline matrix input_gradient(const be::relu& work, const layer_place&, const matrix&,
                                           const matrix& out, const matrix& above,
                                           layer_gradient&) {
  return (out.array() > 0.0F && out.array() < work.limit).select(above, 0.0F);
}

[[nodiscard]] inline matrix input_gradient(const be::flatten&, const layer_place&, const matrix&,
                                           const matrix&, const matrix& above, layer_gradient&) {
  return above;
}

[[nodiscard]] inline matrix input_gradient(const be::max_pool& work, const layer_place& at,
                                           const matrix& in, const matrix&, const matrix& above,
                                           layer_gradient&) {
  matrix result = matrix::Zero(in.rows(), in.cols());
  for (Eigen::Index i = 0; i < in.rows(); ++i) {
    float* const out = result.row(i).data();
    const float* const from = above.row(i).data();
    for_each_winner(work, at, row_of(in, i),
                    [&](std::size_t o, std::size_t winner) { out[winner] += from[o]; });
  }
  return result;
}

template <class Work>
[[noreturn]] matrix refuse_to_train(const Work&) {
  throw std::invalid_argument("this kind of layer is not trained");
}
template <class Work>
requires(std::is_same_v<Work, be::add> || std::is_same_v<Work, be::average_pool> ||
         std::is_same_v<Work, be::batch_norm>) [[nodiscard]] matrix
    layer_output(const Work& work, const layer_place&, const matrix&) {
  return refuse_to_train(work);
}
template <class Work>
requires(std::is_same_v<Work, be::add> || std::is_same_v<Work, be::average_pool> ||
         std::is_same_v<Work, be::batch_norm>) [[nodiscard]] matrix
    input_gradient(const Work& work, const layer_place&, const matrix&, const matrix&,
                   const matrix&, layer_gradient&) {
  return refuse_to_train(work);
}

/// The outputs of every layer for a batch, the batch itself first.
/// @pre  each layer takes the one before it
[[nodiscard]] inline std::vector<matrix> forward_pass(const be::network& net, matrix batch) {
  std::vector<matrix> values;
  values.push_back(std::move(batch));
  be::shape in = net.input_shape();
  for (std::size_t i = 0; i < net.layers().size(); ++i) {
    const layer_place at{in, net.output_shape(i)};
    values.push_back(
        std::visit([&](const auto& work) { return layer_output(work, at, values.back()); },
                   net.layers()[i].work));
    in = at.out;
  }
  return values;
}

/// Adds to `sum` the gradient of every parameter.
/// @param values  what forward_pass returned
/// @param above   the gradient of the last layer's output
inline void backward_pass(const be::network& net, const std::vector<matrix>& values, matrix above,
                          std::vector<layer_gradient>& sum) {
  for (std::size_t i = net.layers().size(); i-- > 0;) {
    const layer_place at{i == 0 ? net.input_shape() : net.output_shape(i - 1), net.output_shape(i),
                         i == 0};
    above = std::visit(
        [&](const auto& work) {
          return input_gradient(work, at, values[i], values[i + 1], above, sum[i]);
        },
        net.layers()[i].work);
  }
}

/// The gradient of the summed cross-entropy of softmax(scores); adds the loss to `loss`.
[[nodiscard]] inline matrix cross_entropy_gradient(const matrix& scores,
                                                   std::span<const int> labels, double& loss) {
  matrix result = scores;
  for (Eigen::Index i = 0; i < scores.rows(); ++i) {
    auto row = result.row(i).array();
    row = (row - row.maxCoeff()).exp();
    row /= row.sum();
    float& wanted = result(i, labels[static_cast<std::size_t>(i)]);
    loss -= std::log(std::fmax(static_cast<double>(wanted), 1e-30));
    wanted -= 1.0F;
  }
  return result;
}

}  // namespace demo

#endif
