/// @file
/// Forward and backward pass of each kind of layer over a slice of a mini-batch.
#ifndef BINPOINT_EXAMPLES_LAYER_BACKWARD_HPP
#define BINPOINT_EXAMPLES_LAYER_BACKWARD_HPP

#include <Eigen/Core>
#include <binpoint/eigen/im2col.hpp>
#include <binpoint/eigen/layers.hpp>
#include <cstddef>
#include <span>

#include "layer_place.hpp"

namespace demo {

[[nodiscard]] inline matrix layer_output(const be::conv2d& work, const layer_place& at,
                                         const matrix& in) {
  matrix result(in.rows(), to_index(at.out.size()));
  const Eigen::Index kernel = to_index(work.weights.size()) / at.channels();
  const Eigen::Index outputs = at.channels() / to_index(work.groups);
  const const_map weights(work.weights.data(), at.channels(), kernel);
  for (Eigen::Index i = 0; i < in.rows(); ++i) {
    map image(result.row(i).data(), at.channels(), at.pixels());
    const matrix windows = be::im2col<float>(row_of(in, i), work, at.in, at.out);
    for (Eigen::Index group = 0; group < to_index(work.groups); ++group) {
      image.middleRows(group * outputs, outputs).noalias() =
          weights.middleRows(group * outputs, outputs) * windows.middleRows(group * kernel, kernel);
    }
    if (work.bias.empty()) continue;
    image.colwise() += Eigen::Map<const Eigen::VectorXf>(work.bias.data(), at.channels());
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
  matrix result = matrix::Zero(in.rows(), in.cols());
  for (Eigen::Index i = 0; i < in.rows(); ++i) {
    const const_map image(above.row(i).data(), at.channels(), at.pixels());
    matrix windows = be::im2col<float>(row_of(in, i), work, at.in, at.out);
    if (!work.bias.empty()) {
      Eigen::Map<Eigen::VectorXf>(sum.bias.data(), at.channels()) += image.rowwise().sum();
    }
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

/// The average of the input places of each output: calls visit(output, input).
template <class Visit>
void for_each_averaged(const be::average_pool& work, const layer_place& at, Visit visit) {
  std::size_t o = 0;
  for (std::size_t channel = 0; channel < at.out.channels; ++channel) {
    for (std::size_t y = 0; y < at.out.height; ++y) {
      for (std::size_t x = 0; x < at.out.width; ++x, ++o) {
        const std::size_t corner =
            (channel * at.in.height + y * work.stride) * at.in.width + x * work.stride;
        for (std::size_t i = 0; i < work.size * work.size; ++i) {
          visit(o, corner + i / work.size * at.in.width + i % work.size);
        }
      }
    }
  }
}

/// @param forward  from the inputs to the outputs; else their gradients, the other way
[[nodiscard]] inline matrix pass_averages(const be::average_pool& work, const layer_place& at,
                                          const matrix& values, bool forward) {
  matrix result = matrix::Zero(values.rows(), to_index((forward ? at.out : at.in).size()));
  const float share = 1.0F / static_cast<float>(work.size * work.size);
  for (Eigen::Index i = 0; i < values.rows(); ++i) {
    float* const to = result.row(i).data();
    const auto from = row_of(values, i);
    for_each_averaged(work, at, [&](std::size_t o, std::size_t k) {
      to[forward ? o : k] += share * from[forward ? k : o];
    });
  }
  return result;
}

[[nodiscard]] inline matrix layer_output(const be::average_pool& work, const layer_place& at,
                                         const matrix& in) {
  return pass_averages(work, at, in, true);
}

[[nodiscard]] inline matrix input_gradient(const be::average_pool& work, const layer_place& at,
                                           const matrix&, const matrix&, const matrix& above,
                                           layer_gradient&) {
  return pass_averages(work, at, above, false);
}

}  // namespace demo

#endif
