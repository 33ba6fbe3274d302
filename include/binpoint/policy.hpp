/// @file
/// How a value is fitted into a format: the modes of rounding, overflow, underflow and growth.
#ifndef BINPOINT_POLICY_HPP
#define BINPOINT_POLICY_HPP

namespace binpoint {

/// Which of the two neighbouring multiples of a step represents a value between them.
enum class rounding_mode {
  half_away,    ///< nearest; a tie goes away from zero (std::round, MATLAB round)
  half_even,    ///< nearest; a tie goes to the even code (IEEE 754 default)
  half_up,      ///< nearest; a tie goes to the higher value
  floor,        ///< down
  ceiling,      ///< up
  toward_zero,  ///< truncation
  stochastic,   ///< floor(s + r / 2^32) with the caller's 32 random bits r
};

/// What becomes of a rounded value outside lowest..highest. Infinities saturate in every mode.
enum class overflow_mode {
  saturate,            ///< the nearer end of the range
  saturate_symmetric,  ///< likewise, with -highest as the lower end of a signed format
  wrap,                ///< the low bits, two's complement
};

/// What becomes of magnitudes below one step.
enum class underflow_mode {
  gradual,  ///< the rounding mode alone decides
  flush,    ///< all become zero
};

/// The result type of T op T for the operators of `fixed`.
enum class growth_mode {
  exact,   ///< a wider type that holds every result
  closed,  ///< T, rounded once: for templates written for builtin numbers
};

/// Template argument of `fixed` and run-time argument of `encode` and `quantize`, which ignore growth.
struct policy {
  rounding_mode rounding = rounding_mode::half_away;
  overflow_mode overflow = overflow_mode::saturate;
  underflow_mode underflow = underflow_mode::gradual;
  growth_mode growth = growth_mode::exact;

  friend constexpr bool operator==(const policy&, const policy&) = default;
};

}  // namespace binpoint

#endif
