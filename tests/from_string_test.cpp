// Fixed-point numbers from strings of any length: rounded once, by the type's policy.

#include <binpoint/fixed_text.hpp>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <stdexcept>
#include <string>
#include <string_view>

#include "support/catch.hpp"
#include "support/random.hpp"
#include "support/reference_text.hpp"

namespace {

using namespace binpoint;
using number = fixed<8, 3>;

static_assert(from_string<number>("2.1").code() == 17);
static_assert(parse_fixed<number>("0x1.1p+1").value.code() == 17);
static_assert(parse_fixed<number>("16.25").overflowed && !parse_fixed<number>("16.25x"));

template <class T>
void check_against_model(const std::string& text, std::uint32_t random) {
  const auto read = parse_fixed<T>(text, random);
  const encoded found{static_cast<std::int64_t>(read.value.code()), read.overflowed,
                      read.underflowed, read.rounded};
  const auto expected = support::reference_read(text, format_of<T>, T::rules, random);
  if (read.is_number == expected.has_value() && (!expected || found == *expected)) return;
  FAIL(to_string(format_of<T>) << " rounding " << static_cast<int>(T::rules.rounding) << " random "
                               << random << " reads '" << text << "' as " << found.code << ' '
                               << found.overflowed << found.underflowed << found.rounded);
}

template <rounding_mode Rounding, overflow_mode Overflow, underflow_mode Underflow>
void check_with_rules(const std::string& text, std::uint32_t random) {
  constexpr policy how{Rounding, Overflow, Underflow};
  check_against_model<fixed<8, 3, true, how>>(text, random);
  check_against_model<fixed<64, 40, false, how>>(text, random);
  check_against_model<fixed<16, -5, true, how>>(text, random);
  check_against_model<fixed<9, 80, true, how>>(text, random);
  check_against_model<fixed<20, -75, true, how>>(text, random);
}

void check_in_all_modes(const std::string& text, std::uint32_t random = 0x80000000) {
  using enum rounding_mode;
  using enum overflow_mode;
  using enum underflow_mode;
  check_with_rules<half_away, saturate, gradual>(text, random);
  check_with_rules<half_even, wrap, gradual>(text, random);
  check_with_rules<half_up, saturate_symmetric, flush>(text, random);
  check_with_rules<rounding_mode::floor, wrap, flush>(text, random);
  check_with_rules<ceiling, saturate, gradual>(text, random);
  check_with_rules<toward_zero, saturate, flush>(text, random);
  check_with_rules<stochastic, wrap, gradual>(text, random);
}

std::string random_digits(support::generator& random, int highest_count) {
  std::string text(random() % static_cast<unsigned>(highest_count + 1), '0');
  const bool few = random() % 4 == 0;  // 0, 5 and 9: where ties and carries are
  for (char& c : text) c = few ? "0509"[random() % 4] : static_cast<char>('0' + random() % 10);
  return text;
}

std::string random_number_text(support::generator& random) {
  const char* const signs[] = {"", "-", "+"};
  std::string text = signs[random() % 3] + random_digits(random, 22);
  if (random() % 4 != 0) text += '.' + random_digits(random, random() % 8 == 0 ? 60 : 12);
  if (random() % 2 == 0) text += 'e' + std::to_string(support::random_int(random, -35, 30));
  return text;
}

std::string string_error(std::string_view text) {
  try {
    return to_string(from_string<number>(text));
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
}

}  // namespace

TEST_CASE("from_string: the example that everything reproduces") {
  CHECK(from_string<number>("0.03125").code() == 0);
  CHECK(parse_fixed<number>("0.03125").underflowed);
  CHECK(from_string<number>("2.1").value() == 2.125);
  CHECK(parse_fixed<number>("2.1").rounded);
  CHECK(from_string<number>("16.25").value() == 15.875);
  CHECK(parse_fixed<number>("16.25").overflowed);
  CHECK(from_string<number>("-16").value() == -16);
  CHECK_FALSE(parse_fixed<number>("-16").overflowed);
  CHECK(from_string<number>("-16.25").value() == -16);
  CHECK(from_string<number>("0.0625").value() == 0.125);
  CHECK(from_string<number>("-0.0625").value() == -0.125);
}

TEST_CASE("from_string: a tie is seen behind a thousand digits") {
  const std::string zeros(1000, '0');
  for (const std::string sign : {"", "-"}) {
    for (const std::string tie : {"0.0625", "3.1875", "15.9375", "16.0625"}) {
      check_in_all_modes(sign + tie);
      check_in_all_modes(sign + tie + zeros);
      check_in_all_modes(sign + tie + zeros + '1');
      std::string below = tie;
      --below.back();
      check_in_all_modes(sign + below + std::string(1000, '9'));
      check_in_all_modes(sign + '0' + zeros + tie + "e-0");
      check_in_all_modes(sign + tie.substr(0, tie.find('.')) + tie.substr(tie.find('.') + 1) +
                         zeros + "e-1004");
    }
    // Half steps of long fractions and of long words.
    const std::string half = to_string(fixed<9, 81>::from_code(3));
    check_in_all_modes(sign + half);
    check_in_all_modes(sign + half + zeros + '1');
    check_in_all_modes(sign + "16" + zeros + "." + zeros + '1' + "e-1000");
    check_in_all_modes(sign + "48." + zeros + '1');
  }
  CHECK(from_string<number>("0.0625" + zeros).code() == 1);
  CHECK(from_string<number>("0.0624" + std::string(1000, '9')).code() == 0);
}

TEST_CASE("from_string: ties of long steps, and numbers just beyond 64 bits of them") {
  check_in_all_modes("16.0000000000000000001");
  check_in_all_modes("48.00000000000000000001");
  const std::string step = to_string(fixed<2, -75>::from_code(1));
  const std::string half = to_string(fixed<2, -74>::from_code(1));
  for (const std::string& text : {half, step + half}) {
    check_in_all_modes(text);
    check_in_all_modes(text + ".00000000000000000000000001");
    std::string more = text;
    ++more.back();
    check_in_all_modes(more);
    check_in_all_modes('-' + more + "e0");
  }
  // 2^64 steps of each format.
  for (const std::string power : {"0x1p61", "0x1p24", "0x1p69", "0x1p139"}) {
    const std::string digits = to_string(from_string<fixed<64, -5, false>>(power));
    check_in_all_modes(power);
    check_in_all_modes(digits);
    check_in_all_modes(to_string(from_string<fixed<64, -80, false>>(power)));
    check_in_all_modes('-' + digits);
  }
}

TEST_CASE("from_string: stochastic rounding goes up from the very fraction on") {
  // Numbers of 32 bits behind the step, and the bits that just lift them, and just do not.
  support::generator random{4};
  for (int i = 0; i < 60; ++i) {
    const auto fraction = static_cast<std::uint32_t>(random() >> (32 + random() % 30)) | 1U;
    const std::string text = to_string(fixed<40, 35, false>::from_code(fraction));
    const std::uint32_t lift = 0U - fraction;
    for (const std::uint32_t bits : {lift, lift - 1, fraction, fraction - 1}) {
      check_in_all_modes(text, bits);
      check_in_all_modes('-' + text, bits);
      check_in_all_modes('-' + text + "0000000000000000000000000001", bits);
      std::string less = text;
      less.back() = '4';
      check_in_all_modes(less + "9999999999999999999999999999999", bits);
    }
  }
}

TEST_CASE("from_string: any digits, in all modes, as rational numbers give it") {
  support::generator random{2};
  for (int i = 0; i < 3'000; ++i) {
    const auto bits = static_cast<std::uint32_t>(random());
    check_in_all_modes(random_number_text(random), random() % 8 == 0 ? 0 : bits);
  }
}

TEST_CASE("from_string: exponents beyond all bounds") {
  CHECK(from_string<number>("1e99999999999999999999999").code() == 127);
  CHECK(from_string<number>("-1e99999999999999999999999").code() == -128);
  CHECK(from_string<number>("1e18446744073709551617").code() == 127);  // 2^64 + 1
  CHECK(from_string<number>("1e-18446744073709551616").code() == 0);
  CHECK(parse_fixed<number>("1e-99999999999999999999999").underflowed);
  CHECK(from_string<number>("0e99999999999999999999999").code() == 0);
  CHECK_FALSE(parse_fixed<number>("0e99999999999999999999999").overflowed);
  using upward = fixed<8, 3, true, policy{.rounding = rounding_mode::ceiling}>;
  CHECK(from_string<upward>("1e-99999999999999999999999").code() == 1);
  using wrapping = fixed<8, 3, false, policy{.overflow = overflow_mode::wrap}>;
  CHECK(from_string<wrapping>("1e99999999999999999999999").code() == 0);
  CHECK(from_string<wrapping>("1e5").code() == (100'000 * 8) % 256);
  CHECK(from_string<number>('1' + std::string(3000, '0') + "e-3000").code() == 8);
  CHECK(from_string<number>("0." + std::string(3000, '0') + "1e3001").code() == 8);
  CHECK(from_string<number>("0x1p99999999999999999999999").code() == 127);
  CHECK(parse_fixed<number>("0x1p-99999999999999999999999").underflowed);
}

TEST_CASE("from_string: hexadecimal, as printf writes it") {
  support::generator random{3};
  for (int i = 0; i < 1000; ++i) {
    const double x =
        std::ldexp(support::random_normal(random), support::random_int(random, -70, 70));
    char text[64];
    std::snprintf(text, sizeof text, random() % 2 == 0 ? "%a" : "%A", x);
    check_in_all_modes(text, static_cast<std::uint32_t>(random()));
    CHECK(from_string<fixed<64, 40>>(text).code() == fixed<64, 40>{x}.code());
  }
  for (const char* text :
       {"0x0", "0x.8", "-0x8.", "0XfFp0", "0x0.000000000000000000000000001p108",
        "0xffffffffffffffffffffffff", "0x1.8p-7", "0x1.7ffffffffffffffffffp-4"}) {
    check_in_all_modes(text);
  }
}

TEST_CASE("from_string: bad text says what was found, and where") {
  const std::string prefix = "binpoint: from_string: ";
  CHECK(string_error("") == prefix + "expected a digit, found the end, at position 0 of ''");
  CHECK(string_error("abc") == prefix + "expected a digit, found 'a', at position 0 of 'abc'");
  CHECK(string_error("1.2x4") == prefix + "expected the end, found 'x', at position 3 of '1.2x4'");
  CHECK(string_error("1e") == prefix + "expected a digit, found the end, at position 2 of '1e'");
  CHECK(string_error("1\n") ==
        prefix + "expected the end, found '\\x0a', at position 1 of '1\\x0a'");
  CHECK(string_error(std::string(100, '1') + '!' + std::string(100, '2')) ==
        prefix + "expected the end, found '!', at position 100 of '..." + std::string(20, '1') +
            '!' + std::string(19, '2') + "...'");
  for (const char* text : {"+",  "-",    ".",     "-.",   "--1",   "+-1",   "1..", "1.2.3", " 1",
                           "1 ", "e5",   ".e5",   "1e+",  "1e1.5", "1e1e1", "0x",  "0x.",   "0xg",
                           "x1", "0x1p", "0x1pf", "00x1", "1,5",   "nan",   "inf", "1'000"}) {
    CAPTURE(text);
    CHECK_THROWS_AS(from_string<number>(text), std::invalid_argument);
    CHECK_FALSE(parse_fixed<number>(text).is_number);
    CHECK(parse_fixed<number>(text).value.code() == 0);
  }
  for (const char* text :
       {"1.", ".5", "-.5", "+5", "1e1", "1E1", "1e+1", "1.e1", "007", "0x1.P1"}) {
    CAPTURE(text);
    CHECK(parse_fixed<number>(text).is_number);
    CHECK(parse_fixed<number>(text).position == std::string_view{text}.size());
  }
  CHECK(parse_fixed<number>("12e+x").position == 4);
  CHECK(parse_fixed<number>(std::string_view{"1\0", 2}).position == 1);
}
