/// @file
/// A policy in words, and by its names.
#ifndef BINPOINT_REPORT_DETAIL_POLICY_TEXT_HPP
#define BINPOINT_REPORT_DETAIL_POLICY_TEXT_HPP

#include <string>

#include "../../policy.hpp"

namespace binpoint::detail {

[[nodiscard]] constexpr const char* words_of(rounding_mode rounding) {
  switch (rounding) {
    case rounding_mode::half_away:
      return "round to nearest, ties away from zero";
    case rounding_mode::half_even:
      return "round to nearest, ties to even";
    case rounding_mode::half_up:
      return "round to nearest, ties up";
    case rounding_mode::floor:
      return "round down";
    case rounding_mode::ceiling:
      return "round up";
    case rounding_mode::toward_zero:
      return "round toward zero";
    case rounding_mode::stochastic:
      return "round stochastically";
  }
  return "";
}

[[nodiscard]] constexpr const char* words_of(overflow_mode overflow) {
  switch (overflow) {
    case overflow_mode::saturate:
      return "saturate";
    case overflow_mode::saturate_symmetric:
      return "saturate symmetrically";
    case overflow_mode::wrap:
      return "wrap";
  }
  return "";
}

/// As policy.hpp names it.
[[nodiscard]] constexpr const char* name_of(rounding_mode rounding) {
  switch (rounding) {
    case rounding_mode::half_away:
      return "half_away";
    case rounding_mode::half_even:
      return "half_even";
    case rounding_mode::half_up:
      return "half_up";
    case rounding_mode::floor:
      return "floor";
    case rounding_mode::ceiling:
      return "ceiling";
    case rounding_mode::toward_zero:
      return "toward_zero";
    case rounding_mode::stochastic:
      return "stochastic";
  }
  return "";
}

[[nodiscard]] constexpr const char* name_of(overflow_mode overflow) {
  switch (overflow) {
    case overflow_mode::saturate:
      return "saturate";
    case overflow_mode::saturate_symmetric:
      return "saturate_symmetric";
    case overflow_mode::wrap:
      return "wrap";
  }
  return "";
}

[[nodiscard]] constexpr const char* name_of(underflow_mode underflow) {
  return underflow == underflow_mode::flush ? "flush" : "gradual";
}

[[nodiscard]] inline std::string policy_text(const policy& rules) {
  std::string result = words_of(rules.rounding);
  result += "; overflows ";
  result += words_of(rules.overflow);
  if (rules.underflow == underflow_mode::flush) result += "; less than one step becomes zero";
  return result;
}

}  // namespace binpoint::detail

#endif
