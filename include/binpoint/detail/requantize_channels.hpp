/// @file
/// The hot loops of requantize with a shift for each channel.
#ifndef BINPOINT_DETAIL_REQUANTIZE_CHANNELS_HPP
#define BINPOINT_DETAIL_REQUANTIZE_CHANNELS_HPP

#include <cstddef>
#include <cstdint>
#include <vector>

#include "../config.hpp"
#include "../convert.hpp"
#include "../layout.hpp"
#include "../policy.hpp"
#include "block_loop.hpp"
#include "integer.hpp"
#include "requantize_kernel.hpp"

namespace binpoint::detail {

/// Long runs: the values of a channel are a tensor.
template <rounding_mode Rounding, class Code>
struct requantize_runs {
  const std::int32_t* in;
  Code* out;
  std::size_t n;
  const int* shifts;
  channel_layout layout;
  policy how;
  code_ends ends = ends_of<Code>(how);

  BINPOINT_ALWAYS_INLINE void run() const {
    std::size_t channel = 0;
    for (std::size_t i = 0; i < n; i += layout.inner) {
      run_one(in + i, out + i, shifts[channel]);
      channel = channel + 1 < layout.channels ? channel + 1 : 0;
    }
  }

 private:
  BINPOINT_ALWAYS_INLINE void run_one(const std::int32_t* first, Code* codes, int shift) const {
    if (!shift_kernel_covers<Code>(shift, how)) {
      return requantize_exactly(first, codes, layout.inner, shift, how);
    }
    const requantize_block<Rounding, Code> body{make_shift_constants<Rounding>(ends, shift)};
    for_each_block(first, codes, layout.inner, body);
  }
};

/// The constants of short runs, value for value: rows of one of them each. They repeat after
/// `period` values; where blocks do not divide the period, the rows hold another block.
class shift_pattern {
 public:
  explicit shift_pattern(std::size_t period) : period_(period), lines_(4 * lines_of_row()) {}

  [[nodiscard]] std::size_t period() const { return period_; }
  [[nodiscard]] std::size_t length() const {
    return period_ + (period_ % block_length > 0 ? block_length : 0);
  }
  [[nodiscard]] const std::int32_t* row(std::size_t k) const {
    return lines_[k * lines_of_row()].values;
  }
  void put(std::size_t i, const shift_constants& c) {
    const std::size_t line = i / line_length;
    const std::size_t place = i % line_length;
    const std::size_t row = lines_of_row();
    lines_[line].values[place] = c.lowest;
    lines_[line + row].values[place] = c.highest;
    lines_[line + row * 2].values[place] = c.addend;
    lines_[line + row * 3].values[place] = c.shift;
  }

 private:
  static constexpr std::size_t line_length = 16;
  struct alignas(64) cache_line {
    std::int32_t values[line_length];
  };
  [[nodiscard]] std::size_t lines_of_row() const {
    return (length() + line_length - 1) / line_length;
  }

  std::size_t period_;
  std::vector<cache_line> lines_;
};

template <rounding_mode Rounding>
[[nodiscard]] shift_pattern make_shift_pattern(const int* shifts, channel_layout layout,
                                               code_ends ends) {
  shift_pattern pattern(layout.channels * layout.inner);
  std::size_t i = 0;
  while (i < pattern.length()) {
    for (std::size_t c = 0; c < layout.channels; ++c) {
      const auto constants = make_shift_constants<Rounding>(ends, shifts[c]);
      const std::size_t end = min(i + layout.inner, pattern.length());
      while (i < end) pattern.put(i++, constants);
    }
  }
  return pattern;
}

template <rounding_mode Rounding, class Code>
struct requantize_pattern_block {
  const shift_pattern& pattern;
  std::size_t advance = block_length % pattern.period();
  std::size_t position = 0;

  static constexpr bool writes_directly = true;
  BINPOINT_ALWAYS_INLINE void run(const std::int32_t* __restrict in, Code* __restrict out) {
    const std::int32_t* const lowest = pattern.row(0) + position;
    const std::int32_t* const highest = pattern.row(1) + position;
    const std::int32_t* const addend = pattern.row(2) + position;
    const std::int32_t* const shift = pattern.row(3) + position;
    for (std::size_t i = 0; i < block_length; ++i) {
      const shift_constants c{lowest[i], highest[i], addend[i], shift[i]};
      out[i] = static_cast<Code>(shifted_code<Rounding>(in[i], c));
    }
    position += advance;
    position -= position >= pattern.period() ? pattern.period() : 0;
  }
};

template <class Code>
[[nodiscard]] bool shift_kernel_covers_all(const int* shifts, std::size_t n, policy how) {
  bool covered = true;
  for (std::size_t c = 0; c < n; ++c)
    covered = covered && shift_kernel_covers<Code>(shifts[c], how);
  return covered;
}

template <rounding_mode Rounding, class Code>
void requantize_short_runs(const std::int32_t* in, Code* out, std::size_t n, const int* shifts,
                           channel_layout layout, policy how) {
  const shift_pattern pattern = make_shift_pattern<Rounding>(shifts, layout, ends_of<Code>(how));
  requantize_pattern_block<Rounding, Code> body{pattern};
  run_blocks(in, out, n, body);
}

template <class Accumulator, class Code>
void requantize_channels(const Accumulator* in, Code* out, std::size_t n, const int* shifts,
                         channel_layout layout, policy how) {
  if constexpr (has_shift_kernel<Accumulator, Code>) {
    if (layout.inner >= block_length / 2) {
      return with_rounding(how.rounding, [&]<rounding_mode Rounding> {
        const requantize_runs<Rounding, Code> work{in, out, n, shifts, layout, how};
        run_dispatched(work);
      });
    }
    if (n > 0 && shift_kernel_covers_all<Code>(shifts, layout.channels, how)) {
      return with_rounding(how.rounding, [&]<rounding_mode Rounding> {
        requantize_short_runs<Rounding>(in, out, n, shifts, layout, how);
      });
    }
  }
  for (std::size_t i = 0; i < n; ++i) {
    out[i] = requantize<Code>(in[i], shifts[layout.channel(i)], how);
  }
}

}  // namespace binpoint::detail

#endif
