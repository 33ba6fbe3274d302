/// @file
/// Floating-point types of 16 bits: the compiler's own, and one of the user's by one line.
#include <binpoint/bits.hpp>
#include <binpoint/convert.hpp>
#include <binpoint/fixed.hpp>
#include <binpoint/histogram.hpp>
#include <bit>
#include <cmath>
#include <cstdint>

#include "support/brain_float.hpp"
#include "support/catch.hpp"

namespace bp = binpoint;

using support::brain_float;

namespace {

constexpr bp::format formats[] = {{8, 3}, {16, 20}, {12, -4, false}, {24, 30}};

/// Every pattern must do what its value as float does; a finite one must survive the way there and
/// back.
template <class Half, class MakeHalf, class Widen>
void check_all_patterns(MakeHalf make_half, Widen widen) {
  for (std::uint32_t pattern = 0; pattern < 0x10000; ++pattern) {
    const Half half = make_half(static_cast<std::uint16_t>(pattern));
    const float wide = widen(half);
    for (const bp::format f : formats) {
      const bool same = bp::encode(half, f) == bp::encode(wide, f);
      if (!same) FAIL("pattern " << pattern << " in another way than its float");
    }
    if (std::isfinite(wide) && wide != 0 && bp::msb_position(half) != bp::msb_position(wide)) {
      FAIL("pattern " << pattern << " has another MSB than its float");
    }
  }
  SUCCEED();
}

}  // namespace

TEST_CASE("a bfloat16 of the user's own is encoded as its float is", "[half]") {
  check_all_patterns<brain_float>([](std::uint16_t bits) { return brain_float{bits}; },
                                  [](brain_float x) { return static_cast<float>(x); });
}

TEST_CASE("numbers leave for a bfloat16 with one rounding, ties to even", "[half]") {
  const auto bits_of = [](auto x) { return static_cast<brain_float>(x).bits; };
  CHECK(bits_of(bp::fixed<16, 8>{1}) == 0x3f80);
  CHECK(bits_of(bp::fixed<16, 8>{1.00390625}) == 0x3f80);   // A tie: down, to the even one.
  CHECK(bits_of(bp::fixed<16, 8>{1.01171875}) == 0x3f82);   // A tie: up.
  CHECK(bits_of(bp::fixed<32, 24>{1.00390631}) == 0x3f81);  // Just above the tie.
  CHECK(bits_of(bp::fixed<16, 8>{-2.5}) == 0xc020);
}

#if BINPOINT_HAS_FLOAT16

TEST_CASE("a half of the compiler's is encoded and counted as its float is", "[half]") {
  check_all_patterns<_Float16>([](std::uint16_t bits) { return std::bit_cast<_Float16>(bits); },
                               [](_Float16 x) { return static_cast<float>(x); });
  bp::msb_histogram halves;
  bp::msb_histogram floats;
  for (std::uint32_t pattern = 0; pattern < 0x10000; ++pattern) {
    const auto half = std::bit_cast<_Float16>(static_cast<std::uint16_t>(pattern));
    halves.add(half);
    floats.add(static_cast<float>(half));
  }
  CHECK(halves == floats);
}

TEST_CASE("numbers leave for a half as the processor rounds them", "[half]") {
  for (int code = -32768; code < 32768; ++code) {
    const auto x = bp::fixed<16, 9>::from_code(static_cast<std::int16_t>(code));
    const auto small = bp::fixed<16, 30>::from_code(static_cast<std::int16_t>(code));
    const bool same =
        std::bit_cast<std::uint16_t>(static_cast<_Float16>(x)) ==
            std::bit_cast<std::uint16_t>(static_cast<_Float16>(static_cast<float>(x))) &&
        std::bit_cast<std::uint16_t>(static_cast<_Float16>(small)) ==
            std::bit_cast<std::uint16_t>(static_cast<_Float16>(static_cast<float>(small)));
    if (!same) FAIL("code " << code);
  }
  SUCCEED();
}

#endif
