/// @file
/// Counts, shares and measures as a reader sees them, the same in every locale.
#ifndef BINPOINT_REPORT_DETAIL_NUMBER_TEXT_HPP
#define BINPOINT_REPORT_DETAIL_NUMBER_TEXT_HPP

#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <string>

#include "../../detail/dyadic.hpp"
#include "../../selection.hpp"

namespace binpoint::detail {

/// 1,234,567
[[nodiscard]] inline std::string grouped(std::uint64_t count) {
  std::string text = std::to_string(count);
  for (std::size_t end = text.size(); end > 3; end -= 3) text.insert(end - 3, 1, ',');
  return text;
}

/// Empty for a finite number. By its bits, for -ffast-math makes std::isnan always say no.
[[nodiscard]] inline std::string special_text(double x) {
  if (classify(x) == number_class::nan) return "NaN";
  if (classify(x) == number_class::infinite) return x < 0 ? "-infinity" : "infinity";
  return "";
}

[[nodiscard]] inline std::string number_text(double x, std::chars_format style, int precision) {
  if (const std::string special = special_text(x); !special.empty()) return special;
  std::array<char, 400> buffer{};
  const auto [end, error] =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), x, style, precision);
  return {buffer.data(), end};
}

[[nodiscard]] inline std::string significant(double x, int digits = 4) {
  return number_text(x, std::chars_format::general, digits);
}

/// As many digits as it takes to read the same number back.
[[nodiscard]] inline std::string shortest(double x) {
  if (const std::string special = special_text(x); !special.empty()) return special;
  std::array<char, 400> buffer{};
  const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), x);
  return {buffer.data(), end};
}

[[nodiscard]] inline std::string decibels_text(double db) {
  const std::string special = special_text(db);
  if (special == "NaN") return "-";
  if (special == "infinity") return "no error";
  return number_text(db, std::chars_format::fixed, 1) + " dB";
}

/// "31.2 to 33.9 dB"
[[nodiscard]] inline std::string decibels_range(interval<double> db) {
  const std::string lower = decibels_text(db.lower);
  const std::string upper = decibels_text(db.upper);
  if (lower == "-" || upper == "-") return "-";
  if (lower == upper) return lower;
  const bool same_unit = lower.ends_with(" dB") && upper.ends_with(" dB");
  return (same_unit ? lower.substr(0, lower.size() - 3) : lower) + " to " + upper;
}

/// A share to a hundredth of a percent. Only no value at all reads 0 %, and only every value 100 %.
[[nodiscard]] inline std::string percent(std::uint64_t count, std::uint64_t total) {
  if (total == 0) return "-";
  if (count == 0) return "0 %";
  if (count == total) return "100 %";
  const double share = 100 * (static_cast<double>(count) / static_cast<double>(total));
  if (share < 0.01) return "<0.01 %";
  if (share > 99.99) return ">99.99 %";
  return number_text(share, std::chars_format::fixed, 2) + " %";
}

/// A share that is known to lie between two.
[[nodiscard]] inline std::string percent(interval<std::uint64_t> counts, std::uint64_t total) {
  std::string lower = percent(counts.lower, total);
  std::string upper = percent(counts.upper, total);
  if (lower == upper) return lower;
  if (lower.front() == '>') return lower;
  if (upper.front() == '<') return upper;
  if (upper.front() == '>') upper = "100 %";
  if (lower.front() == '<') lower = "0 %";
  return lower.substr(0, lower.size() - 2) + "-" + upper;
}

/// "3", or "3 to 5".
[[nodiscard]] inline std::string count_text(interval<std::uint64_t> counts) {
  const std::string upper = grouped(counts.upper);
  return counts.is_exact() ? upper : grouped(counts.lower) + " to " + upper;
}

}  // namespace binpoint::detail

#endif
