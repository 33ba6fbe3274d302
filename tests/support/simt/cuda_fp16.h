/// @file
/// Stands in for CUDA's header of this name: half as its bits, and what converts it.
#ifndef BINPOINT_TESTS_SIMT_CUDA_FP16_H
#define BINPOINT_TESTS_SIMT_CUDA_FP16_H

#include <binpoint/detail/dyadic.hpp>
#include <bit>
#include <cstdint>

struct alignas(2) __half {
  std::uint16_t bits;
};

namespace simt {
/// Apart from binpoint's own mapping of the type, which the header under test makes.
struct half_bits {
  std::uint16_t bits;
};
}  // namespace simt
template <>
struct binpoint::float_layout<simt::half_bits> : binpoint::ieee_layout<std::uint16_t, 5, 10> {};

namespace simt {
/// Between floating-point types: exact, or rounded to nearest even. A NaN stays one.
template <class To, class From>
To convert_float(From x) {
  using namespace binpoint;
  const detail::number_class kind = detail::classify(x);
  if (kind == detail::number_class::finite) return detail::to_float<To>(detail::to_dyadic(x));
  using layout = float_layout<To>;
  const auto fraction = kind == detail::number_class::nan ? layout::fraction_mask : 0;
  const auto sign = detail::sign_bit(x) ? layout::sign_mask : 0;
  return std::bit_cast<To>(
      static_cast<typename layout::bits_type>(layout::infinity | fraction | sign));
}
}  // namespace simt

inline float __half2float(__half x) { return simt::convert_float<float>(simt::half_bits{x.bits}); }
inline __half __float2half_rn(float x) { return {simt::convert_float<simt::half_bits>(x).bits}; }

#endif
