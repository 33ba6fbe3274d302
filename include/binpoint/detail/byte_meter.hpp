/// @file
/// What tensors take in memory, in floating point and as codes.
#ifndef BINPOINT_DETAIL_BYTE_METER_HPP
#define BINPOINT_DETAIL_BYTE_METER_HPP

#include <algorithm>
#include <cstdint>

#include "../network.hpp"
#include "../validation.hpp"

namespace binpoint::detail {

[[nodiscard]] inline byte_counts bytes_of(std::uint64_t count, const tensor_format& chosen) {
  const std::uint64_t before = count * sizeof(float);
  if (chosen.stays_float) return {count, before, before, before};
  const auto bits = static_cast<std::uint64_t>(chosen.base.word_length);
  const std::uint64_t container = bits <= 8 ? 1 : bits <= 16 ? 2 : bits <= 32 ? 4 : 8;
  return {count, before, (count * bits + 7) / 8, count * container};
}

inline void raise(byte_counts& highest, const byte_counts& other) {
  highest.count = std::max(highest.count, other.count);
  highest.before = std::max(highest.before, other.before);
  highest.packed = std::max(highest.packed, other.packed);
  highest.stored = std::max(highest.stored, other.stored);
}

/// The outputs of one input after another.
class activation_meter {
 public:
  void begin_input() { sum_ = last_ = {}; }

  void add(std::uint64_t count, const tensor_format& chosen) {
    const byte_counts now = bytes_of(count, chosen);
    sum_ += now;
    last_ += now;
    raise(result_.sum, sum_);
    raise(result_.peak, last_);
    last_ = now;
  }

  [[nodiscard]] const activation_bytes& result() const { return result_; }

 private:
  byte_counts sum_;
  byte_counts last_;
  activation_bytes result_;
};

}  // namespace binpoint::detail

#endif
