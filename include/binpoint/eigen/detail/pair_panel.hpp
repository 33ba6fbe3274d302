/// @file
/// The memory that the fast convolution of codes reads: channels in pairs, zeros around them.
#ifndef BINPOINT_EIGEN_DETAIL_PAIR_PANEL_HPP
#define BINPOINT_EIGEN_DETAIL_PAIR_PANEL_HPP

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "../../integer/conv2d.hpp"

namespace binpoint::eigen::detail {

/// Outputs of a row, and output channels, that are summed together.
inline constexpr std::size_t tile_width = integer::block_length;
inline constexpr std::size_t tile_channels = 4;

/// Two channels of a group lie side by side, code by code, as one instruction takes them. Columns
/// are sorted by their place within a stride: then the inputs of neighbouring outputs are
/// neighbours.
class pair_panel {
 public:
  explicit pair_panel(const integer::conv2d_geometry& geometry)
      : geometry_(geometry),
        pairs_((geometry.group_inputs() + 1) / 2),
        rows_(geometry.input.height + 2 * geometry.padding) {
    const std::size_t tiles = (geometry.output().width + tile_width - 1) / tile_width;
    const std::size_t needed = tiles * tile_width + (geometry.kernel_width - 1) / geometry.stride;
    const std::size_t width = geometry.input.width + 2 * geometry.padding;
    phase_ = std::max(needed, (width + geometry.stride - 1) / geometry.stride);
  }

  /// Pairs of channels in a group; the last one's second channel may be zeros.
  [[nodiscard]] std::size_t pairs() const { return pairs_; }
  /// Codes that the panel holds.
  [[nodiscard]] std::size_t size() const { return geometry_.groups * pairs_ * rows_ * row(); }
  /// Where a tap of the kernel lies, seen from the place of its output.
  [[nodiscard]] std::size_t tap(std::size_t pair, std::size_t ky, std::size_t kx) const {
    return (pair * rows_ + ky) * row() +
           2 * (kx % geometry_.stride * phase_ + kx / geometry_.stride);
  }
  [[nodiscard]] std::size_t place(std::size_t group, std::size_t y, std::size_t x) const {
    return (group * pairs_ * rows_ + y * geometry_.stride) * row() + 2 * x;
  }

  /// The codes, shifted right and masked. Both of a wide code's halves are then 16 bits.
  template <class Code>
  [[nodiscard]] std::vector<std::int16_t> fill(const Code* codes, int shift,
                                               std::int32_t mask) const {
    std::vector<std::int16_t> panel(size());
    const integer::shape& in = geometry_.input;
    for (std::size_t channel = 0; channel < in.channels; ++channel) {
      const std::size_t group = channel / geometry_.group_inputs();
      const std::size_t inside = channel % geometry_.group_inputs();
      const std::size_t first = (group * pairs_ + inside / 2) * rows_ + geometry_.padding;
      for (std::size_t y = 0; y < in.height; ++y) {
        std::int16_t* const to = panel.data() + (first + y) * row() + inside % 2;
        fill_row(codes + (channel * in.height + y) * in.width, shift, mask, to);
      }
    }
    return panel;
  }

 private:
  [[nodiscard]] std::size_t row() const { return 2 * phase_ * geometry_.stride; }

  template <class Code>
  void fill_row(const Code* codes, int shift, std::int32_t mask, std::int16_t* to) const {
    std::size_t phase = geometry_.padding % geometry_.stride;
    std::size_t at = geometry_.padding / geometry_.stride;
    for (std::size_t x = 0; x < geometry_.input.width; ++x) {
      to[2 * (phase * phase_ + at)] =
          static_cast<std::int16_t>((std::int32_t{codes[x]} >> shift) & mask);
      if (++phase < geometry_.stride) continue;
      phase = 0;
      ++at;
    }
  }

  integer::conv2d_geometry geometry_;
  std::size_t pairs_;
  std::size_t rows_;
  std::size_t phase_ = 0;  ///< pairs of codes
};

}  // namespace binpoint::eigen::detail

#endif
