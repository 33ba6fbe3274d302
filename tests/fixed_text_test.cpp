// Fixed-point numbers as strings, written exactly and read back; their bits; their hash.

#include <algorithm>
#include <binpoint/fixed_text.hpp>
#include <cstdint>
#include <cstdio>
#include <string>
#include <unordered_set>
#include <utility>

#include "support/catch.hpp"
#include "support/numbers.hpp"
#include "support/random.hpp"

namespace {

using namespace binpoint;
using number = fixed<8, 3>;

/// What printf writes of a double, without zeros at the end.
std::string printed(double x, int places) {
  std::string text(400, ' ');
  text.resize(static_cast<std::size_t>(std::snprintf(text.data(), 400, "%.*f", places, x)));
  if (places > 0) text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

template <class T>
void check_written() {
  int differences = 0;
  support::for_each_number<T>([&](T x) {
    differences += to_string(x) != printed(x.value(), std::max(T::fraction_length, 0));
  });
  INFO(to_string(format_of<T>));
  CHECK(differences == 0);
}

template <class T>
void check_round_trip() {
  int differences = 0;
  support::for_each_number<T>([&](T x) {
    const auto read = parse_fixed<T>(to_string(x));
    const bool exact = !read.overflowed && !read.underflowed && !read.rounded;
    differences += !read || read.value.code() != x.code() || !exact;
  });
  INFO(to_string(format_of<T>));
  CHECK(differences == 0);
}

template <int... Ws>
void check_round_trips(std::integer_sequence<int, Ws...>) {
  (check_round_trip<fixed<Ws + 1, 3>>(), ...);
  (check_round_trip<fixed<Ws + 1, 19, false>>(), ...);
  (check_round_trip<fixed<Ws + 1, -2>>(), ...);
}

template <class T>
void check_random_round_trip(support::generator& random, int n) {
  for (int i = 0; i < n; ++i) {
    const auto code = static_cast<typename T::storage_type>(random() >> (random() % 64));
    const T x = T::from_code(code);
    if (from_string<T>(to_string(x)).code() != x.code()) FAIL(to_string(x));
  }
}

}  // namespace

TEST_CASE("to_string: all digits, and no more") {
  CHECK(to_string(number{2.1}) == "2.125");
  CHECK(to_string(number{-16}) == "-16");
  CHECK(to_string(number{0}) == "0");
  CHECK(to_string(number{-0.125}) == "-0.125");
  CHECK(to_string(fixed<8, -2>{-508}) == "-508");
  CHECK(to_string(fixed<4, 6>::from_code(-1)) == "-0.015625");
  CHECK(to_string(fixed<64, 0, false>::from_code(~std::uint64_t{0})) == "18446744073709551615");
  CHECK(to_string(fixed<64, 0>::from_code(INT64_MIN)) == "-9223372036854775808");
  CHECK(to_string(fixed<64, 64, false>::from_code(~std::uint64_t{0})) ==
        "0.9999999999999999999457898913757247782996273599565029144287109375");
  CHECK(to_string(fixed<64, -10>::from_code(INT64_MAX)) == "9444732965739290426368");
}

TEST_CASE("to_string: what printf writes of the same double") {
  check_written<fixed<8, 3>>();
  check_written<fixed<16, 11>>();
  check_written<fixed<16, 24, false>>();
  check_written<fixed<12, 0>>();
  check_written<fixed<12, -30>>();
  check_written<fixed<10, 60>>();
}

TEST_CASE("from_string: reads back every code that to_string wrote") {
  check_round_trips(std::make_integer_sequence<int, 16>{});
  check_round_trip<fixed<16, 8, true, policy{.rounding = rounding_mode::floor}>>();
  check_round_trip<fixed<16, 15, false, policy{.overflow = overflow_mode::wrap}>>();
}

TEST_CASE("from_string: reads back long words, and far fraction lengths") {
  support::generator random{1};
  check_random_round_trip<fixed<64, 0>>(random, 2000);
  check_random_round_trip<fixed<64, 32, false>>(random, 2000);
  check_random_round_trip<fixed<64, 64>>(random, 2000);
  check_random_round_trip<fixed<53, 1000>>(random, 50);
  check_random_round_trip<fixed<64, -1000, false>>(random, 50);
  check_random_round_trip<fixed<64, 32767>>(random, 2);
  check_random_round_trip<fixed<64, -32767>>(random, 2);
}

namespace {

/// The value of a text in two's complement.
double value_of_bits(const std::string& text) {
  double value = 0;
  double weight = 1;
  const auto point = text.find('.');
  for (std::size_t i = 1; i < std::min(point, text.size()); ++i) weight *= 2;
  if (point == 0) weight = 0.5;
  for (std::size_t i = 0, first = point == 0 ? 1 : 0; i < text.size(); ++i) {
    if (text[i] == '.') continue;
    value += (text[i] == '1' ? weight : 0) * (i == first ? -1 : 1);
    weight /= 2;
  }
  return value;
}

template <int W, int... Fs>
void check_bits(std::integer_sequence<int, Fs...>) {
  const auto check = []<class T>(T) {
    support::for_each_number<T>([](T x) { CHECK(value_of_bits(bits(x)) == x.value()); });
    support::for_each_number<T>([](T x) {
      const auto length = static_cast<int>(bits(x).size());
      const int gap = std::max(T::fraction_length - T::word_length, -T::fraction_length);
      CHECK(length == T::word_length + std::max(gap, 0) + (T::fraction_length > 0 ? 1 : 0));
    });
  };
  (check(fixed<W, Fs - 4>{}), ...);
}

}  // namespace

TEST_CASE("bits: the word with its point, read in two's complement it is the value") {
  CHECK(bits(number{2.125}) == "00010.001");
  CHECK(bits(number{-0.125}) == "11111.111");
  CHECK(bits(fixed<4, 4, false>{0.5}) == ".1000");
  CHECK(bits(fixed<4, 6, false>::from_code(9)) == ".001001");
  CHECK(bits(fixed<4, 6>::from_code(-1)) == ".111111");
  CHECK(bits(fixed<4, 0>{5}) == "0101");
  CHECK(bits(fixed<4, -2>{-4}) == "111100");
  check_bits<1>(std::make_integer_sequence<int, 17>{});
  check_bits<5>(std::make_integer_sequence<int, 17>{});
  check_bits<8>(std::make_integer_sequence<int, 17>{});
}

TEST_CASE("hash: equal numbers have one hash, and a set holds them") {
  std::unordered_set<number> seen;
  std::unordered_set<std::size_t> hashes;
  support::for_each_number<number>([&](number x) {
    seen.insert(x);
    seen.insert(from_string<number>(to_string(x)));
    hashes.insert(std::hash<number>{}(x));
  });
  CHECK(seen.size() == 256);
  CHECK(hashes.size() == 256);
  CHECK(seen.contains(number{2.1}));
  static_assert(noexcept(std::hash<number>{}(number{})));
}
