// libFuzzer: any text is read without a fault, and as the slow exact model reads it.
//
//   clang++-19 -std=c++20 -g -O1 -fsanitize=fuzzer,address,undefined -Iinclude -Itests \
//       tests/fuzz/from_string_fuzz.cpp -o from_string_fuzz
//   ./from_string_fuzz -max_total_time=30 -max_len=200

#include <binpoint/fixed_text.hpp>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include "support/reference_text.hpp"

namespace {

using namespace binpoint;

[[noreturn]] void fail(const std::string& text, const std::string& what) {
  std::fprintf(stderr, "%s: '%s'\n", what.c_str(), text.c_str());
  std::abort();
}

/// The model takes as long as numbers are: it is not asked for those of many thousands of bits.
bool is_moderate(const std::string& text) {
  const auto x = support::take_apart(text);
  return x && x->exponent > -2000 && x->exponent < 2000;
}

template <class T>
void check(const std::string& text, std::uint32_t random) {
  const auto read = parse_fixed<T>(text, random);
  if (read.position > text.size()) fail(text, "a position outside");
  const auto written = support::take_apart(text);
  if (read.is_number != written.has_value()) fail(text, "what is a number");
  if (read.is_number && read.position != text.size()) fail(text, "a number that is not all");
  if (!read.is_number && read.value != 0) fail(text, "no number, and not zero");
  if (!is_moderate(text)) return;
  const auto expected = support::reference_read(text, format_of<T>, T::rules, random);
  const encoded found{static_cast<std::int64_t>(read.value.code()), read.overflowed,
                      read.underflowed, read.rounded};
  if (found != *expected) fail(text, "another code or flag in " + to_string(format_of<T>));
  if (from_string<T>(to_string(read.value), random) != read.value) fail(text, "no round trip");
}

constexpr policy even{.rounding = rounding_mode::half_even,
                      .overflow = overflow_mode::saturate_symmetric};
constexpr policy wrapping{.rounding = rounding_mode::floor, .overflow = overflow_mode::wrap};
constexpr policy flushing{.rounding = rounding_mode::half_up, .underflow = underflow_mode::flush};
constexpr policy random_bits{.rounding = rounding_mode::stochastic};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 5) return 0;
  std::uint32_t random = 0;
  std::memcpy(&random, data + 1, sizeof random);
  const std::string text(reinterpret_cast<const char*>(data + 5), size - 5);
  switch (data[0] % 8) {
    case 0:
      check<fixed<8, 3>>(text, random);
      break;
    case 1:
      check<fixed<16, 15, true, even>>(text, random);
      break;
    case 2:
      check<fixed<24, 30, false, random_bits>>(text, random);
      break;
    case 3:
      check<fixed<12, -7, true, random_bits>>(text, random);
      break;
    case 4:
      check<fixed<64, 32, true, wrapping>>(text, random);
      break;
    case 5:
      check<fixed<64, -70, false, wrapping>>(text, random);
      break;
    case 6:
      check<fixed<64, 0, false, flushing>>(text, random);
      break;
    default:
      check<fixed<33, 300, true, flushing>>(text, random);
      break;
  }
  return 0;
}
