// Fixed-point numbers to and from streams, and by std::format.

#include <binpoint/fixed_text.hpp>
#include <cstdint>
#include <functional>
#include <iomanip>
#include <ios>
#include <locale>
#include <sstream>
#include <string>
#include <vector>

#include "support/catch.hpp"

#if BINPOINT_HAS_FORMAT
#include <format>
#endif

namespace {

using namespace binpoint;
using number = fixed<8, 3>;

template <class T>
std::string streamed(T x, const std::function<void(std::ios_base&)>& set, char fill) {
  std::ostringstream os;
  set(os);
  os << std::setfill(fill) << x << '|' << x;  // The second without a width.
  return os.str();
}

/// Number and double are written alike. @pre  the double is the number
template <class T>
void check_as_double(const std::function<void(std::ios_base&)>& set) {
  for (int i = 0; i < 1 << T::word_length; ++i) {
    const T x = T::from_code(static_cast<typename T::storage_type>(i));
    const std::string expected = streamed(x.value(), set, '*');
    if (streamed(x, set, '*') != expected) FAIL(streamed(x, set, '*') << " is not " << expected);
  }
}

struct comma final : std::numpunct<char> {
  [[nodiscard]] char do_decimal_point() const override { return ','; }
};

template <class T>
std::string read_all(const std::string& text) {
  std::istringstream is{text};
  std::string result;
  for (T x; is >> x;) result += to_string(x) + ' ';
  is.clear();
  std::string rest;
  std::getline(is, rest);
  return result + '|' + rest;
}

}  // namespace

TEST_CASE("stream out: all digits where the stream asks for no form") {
  std::ostringstream os;
  os << number{2.1} << ' ' << number{-16} << ' ' << std::setprecision(1) << number{0.125} << ' '
     << std::showpoint << number{3} << ' ' << std::showpos << number{3.5} << ' ' << number{0};
  CHECK(os.str() == "2.125 -16 0.125 3.0 +3.5 +0.0");
  CHECK(os.width() == 0);
  std::ostringstream wide;
  wide << fixed<64, 62>::from_code(INT64_MIN + 1);
  CHECK(wide.str() == "-1.99999999999999999978315956550289911319850943982601165771484375");
}

TEST_CASE("stream out: under a form, what a double of the same value becomes") {
  const std::vector<std::ios_base::fmtflags> forms{
      std::ios_base::fixed, std::ios_base::scientific,
      std::ios_base::fixed | std::ios_base::scientific};
  const std::vector<std::ios_base::fmtflags> adjustments{
      {}, std::ios_base::left, std::ios_base::right, std::ios_base::internal};
  const std::vector<std::ios_base::fmtflags> others{
      {}, std::ios_base::showpos, std::ios_base::showpoint | std::ios_base::uppercase};
  for (const auto form : forms) {
    for (const auto adjustment : adjustments) {
      for (const auto other : others) {
        for (const int precision : {-1, 0, 1, 2, 3, 5, 12}) {
          const auto set = [&](std::ios_base& stream) {
            stream.flags(form | adjustment | other);
            stream.precision(precision);
            stream.width(11);
          };
          CAPTURE(precision, static_cast<int>(form), static_cast<int>(other));
          check_as_double<number>(set);
          check_as_double<fixed<8, 11, false>>(set);
          check_as_double<fixed<7, -4>>(set);
        }
      }
    }
  }
}

TEST_CASE("stream out: width, fill and adjustment of all digits") {
  std::ostringstream os;
  os << std::setfill('.') << std::setw(8) << number{-2.5} << std::left << std::setw(8)
     << number{-2.5} << std::internal << std::setw(8) << number{-2.5} << std::setw(2)
     << number{-2.5};
  CHECK(os.str() == "....-2.5-2.5....-....2.5-2.5");
}

TEST_CASE("streams: wide characters, and the decimal point of the locale") {
  std::wostringstream wide;
  wide << number{-2.5};
  CHECK(wide.str() == L"-2.5");
  std::wistringstream wide_in{L" -2.5e0 x"};
  number x{};
  wide_in >> x;
  CHECK(x.value() == -2.5);

  const std::locale with_comma{std::locale::classic(), new comma};
  std::ostringstream os;
  os.imbue(with_comma);
  os << number{-2.5} << ' ' << std::fixed << std::setprecision(2) << number{2.5};
  CHECK(os.str() == "-2,5 2,50");
  std::istringstream is{"2,5 3.5"};
  is.imbue(with_comma);
  is >> x;
  CHECK(x.value() == 2.5);
  is >> x;
  CHECK(x.value() == 3);
  CHECK(is.peek() == '.');
}

TEST_CASE("stream in: numbers one after the other, and nothing beyond them") {
  CHECK(read_all<number>("1 2.5\n\t-3.125") == "1 2.5 -3.125 |");
  CHECK(read_all<number>("0x1.8p1,2") == "3 |,2");
  CHECK(read_all<number>("2.1.5") == "2.125 0.5 |");
  CHECK(read_all<number>("1-2+3") == "1 -2 3 |");
  CHECK(read_all<number>("1e1 1ex") == "10 |x");
  CHECK(read_all<number>("nan") == "|nan");
  CHECK(read_all<number>("") == "|");
  std::istringstream exact{"7"};
  number x{};
  exact >> x;
  CHECK((exact.eof() && !exact.fail()));
  std::istringstream blanks{" 5"};
  blanks >> std::noskipws >> x;
  CHECK((blanks.fail() && x.code() == 0));
}

TEST_CASE(
    "stream in: failure gives zero, overflow the end of the range, and both a failed stream") {
  number x{5};
  std::istringstream bad{"- 5"};
  CHECK_FALSE(bad >> x);
  CHECK(x.code() == 0);
  std::istringstream high{"16.25 1"};
  CHECK_FALSE(high >> x);
  CHECK(x.value() == 15.875);
  std::istringstream low{"-1e9"};
  CHECK_FALSE(low >> x);
  CHECK(x.value() == -16);
  x = number{5};
  std::istringstream none;
  none.setstate(std::ios_base::eofbit);
  CHECK_FALSE(none >> x);
  CHECK(x.value() == 5);
}

TEST_CASE("streams: what is written is read back") {
  for (int i = -128; i < 128; ++i) {
    const auto x = number::from_code(static_cast<std::int8_t>(i));
    for (const auto form : {std::ios_base::fmtflags{}, std::ios_base::fixed,
                            std::ios_base::scientific, std::ios_base::floatfield}) {
      std::stringstream stream;
      stream.flags(form | std::ios_base::showpos | std::ios_base::skipws);
      stream << x;
      number y{};
      stream >> y;
      CHECK((!stream.fail() && y.code() == x.code()));
    }
  }
}

#if BINPOINT_HAS_FORMAT
TEST_CASE("std::format: all digits by default, else as a double of the same value") {
  CHECK(std::format("{} {:8}|{:<8}|{:*^8}|", number{2.1}, number{-2.5}, number{-2.5},
                    number{-2.5}) == "2.125     -2.5|-2.5    |**-2.5**|");
  CHECK(std::format("{:+} {: } {:-} {:#} {:08}", number{1}, number{1}, number{1}, number{1},
                    number{-2.5}) == "+1  1 1 1.0 -00002.5");
  for (int i = -128; i < 128; ++i) {
    const auto x = number::from_code(static_cast<std::int8_t>(i));
    const double y = x.value();
    CHECK(std::format("{:f} {:.2f} {:+.1e} {:#.0F} {:12E}|{:012.1f}", x, x, x, x, x, x) ==
          std::format("{:f} {:.2f} {:+.1e} {:#.0F} {:12E}|{:012.1f}", y, y, y, y, y, y));
    CHECK(std::format("{:a} {:A} {:020a} {:>20a} {:^20a}", x, x, x, x, x) ==
          std::format("{:a} {:A} {:020a} {:>20a} {:^20a}", y, y, y, y, y));
  }
}

TEST_CASE("std::format: another specification is an error") {
  const number x{1};
  for (const char* text :
       {"{:d}", "{:.2}", "{:.2a}", "{:f8}", "{:>>>}", "{:9999999999}", "{:{}}"}) {
    CAPTURE(text);
    CHECK_THROWS_AS(std::vformat(text, std::make_format_args(x)), std::format_error);
  }
}
#endif
