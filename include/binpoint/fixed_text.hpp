/// @file
/// Formats and numbers as text.
#ifndef BINPOINT_FIXED_TEXT_HPP
#define BINPOINT_FIXED_TEXT_HPP

#include <string>

#include "format.hpp"

namespace binpoint {

/// The name of a format: sfix8_En3 for format{8, 3}, ufix8 for F = 0, sfix8_E2 for F = -2.
[[nodiscard]] inline std::string to_string(format f) {
  std::string name = (f.is_signed ? "sfix" : "ufix") + std::to_string(f.word_length);
  if (f.fraction_length > 0) name += "_En" + std::to_string(f.fraction_length);
  if (f.fraction_length < 0) name += "_E" + std::to_string(-f.fraction_length);
  return name;
}

}  // namespace binpoint

#endif
