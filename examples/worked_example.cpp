/// @file
/// The method, step by step, on ten numbers: find the most significant bits, add them up by position,
/// choose the window that an 8-bit word shall represent, and see what each number suffers in it.
#include <array>
#include <binpoint/binpoint.hpp>
#include <binpoint/report/text.hpp>
#include <cmath>
#include <cstdio>
#include <iostream>
#include <string>

namespace bp = binpoint;

namespace {

constexpr std::array<double, 10> logged = {0.03125, 0.1, 0.15,  0.1875, -0.3,
                                           0.55,    2.1, 8.4, -12.7,  16.25};
constexpr int highest = 4;
constexpr int lowest = -5;

/// The bits of a magnitude from 2^4 to 2^-5, the most significant one in brackets.
std::string binary_word(double x) {
  std::string word = x < 0 ? "-" : " ";
  for (int p = highest; p >= lowest; --p) {
    if (p == -1) word += " .";
    const bool bit = std::fmod(std::floor(std::ldexp(std::abs(x), -p)), 2.0) != 0;
    const bool is_msb = p == bp::msb_position(x);
    word += (is_msb ? " [" : "  ");
    word += bit ? '1' : '0';
    word += is_msb ? ']' : ' ';
  }
  return word;
}

const char* fate(const bp::encoded& e) {
  return e.overflowed    ? "overflow"
         : e.underflowed ? "underflow"
         : e.rounded     ? "precision loss"
                         : "exact";
}

void print_words() {
  std::printf("1. Each number in binary, its most significant bit in brackets\n\n         position");
  for (int p = highest; p >= lowest; --p) std::printf("%s%3d ", p == -1 ? "  " : "", p);
  std::printf("\n");
  for (const double x : logged) std::printf("%9.5f        %s\n", x, binary_word(x).c_str());
}

void print_sums(const bp::msb_histogram& counts) {
  std::printf("\n2. Most significant bits at each position\n\n              sum ");
  for (int p = highest; p >= lowest; --p) {
    std::printf("%s%3llu ", p == -1 ? "  " : "", static_cast<unsigned long long>(counts.count(p)));
  }
  std::printf("\n");
}

void print_choice(const bp::selection& s) {
  std::printf("\n3. The window that holds the most of them: 2^%d..2^%d, with the sign bit %s\n\n",
              s.chosen.msb(), s.chosen.lsb(), bp::to_string(s.chosen).c_str());
}

void print_values(bp::format chosen) {
  constexpr bp::policy flush{.underflow = bp::underflow_mode::flush};
  std::printf("4. The numbers in this format, steps of %g, %g..%g\n\n", chosen.step(),
              chosen.lowest(), chosen.highest());
  std::printf("  number     code  value     what it suffered    with flush\n");
  for (const double x : logged) {
    const bp::encoded e = bp::encode(x, chosen);
    const bp::encoded f = bp::encode(x, chosen, flush);
    std::printf("%9.5f  %6lld  %-8g  %-18s  %g%s%s\n", x, static_cast<long long>(e.code),
                bp::decode(e.code, chosen), fate(e), bp::decode(f.code, chosen),
                f == e ? "" : ", ", f == e ? "" : fate(f));
  }
}

}  // namespace

int main() {
  const bp::msb_histogram counts = bp::count_msb(logged);
  const bp::selection s = bp::choose_format(counts, bp::most_information{.word_length = 8});
  print_words();
  print_sums(counts);
  print_choice(s);
  std::cout << bp::heat_map(counts, s.chosen) << '\n';
  print_values(s.chosen);
}
