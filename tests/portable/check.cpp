// A program without a test framework, for compilers' flags and machines that are not the usual
// ones: golden rows, random patterns, arithmetic and counts. Its argument is the file of golden
// rows; its exit code tells whether all was as expected.

#include <binpoint/convert.hpp>
#include <binpoint/fixed.hpp>
#include <binpoint/histogram.hpp>
#include <binpoint/quantize.hpp>
#include <bit>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

namespace bp = binpoint;

namespace {

int failures = 0;

void expect(bool condition, const char* what) {
  if (condition || ++failures > 20) return;
  std::printf("failed: %s\n", what);
}

int index_of(const char* name, const char* const* names) {
  int i = 0;
  while (std::strcmp(names[i], name) != 0) ++i;
  return i;
}

constexpr const char* rounding_names[] = {"half_away", "half_even", "half_up",
                                          "floor",     "ceiling",   "toward_zero"};
constexpr const char* overflow_names[] = {"saturate", "saturate_symmetric", "wrap"};
constexpr const char* underflow_names[] = {"gradual", "flush"};

void check_golden_row(const char* line) {
  char type[4], rounding[16], overflow[24], underflow[16], code[32];
  unsigned long long bits = 0;
  int is_signed = 0, overflowed = 0, underflowed = 0, rounded = 0;
  bp::format f;
  const int cells =
      std::sscanf(line, "%3[^,],%llx,%d,%d,%d,%15[^,],%23[^,],%15[^,],%31[^,],%d,%d,%d", type,
                  &bits, &f.word_length, &f.fraction_length, &is_signed, rounding, overflow,
                  underflow, code, &overflowed, &underflowed, &rounded);
  if (cells != 12) return expect(false, line);
  f.is_signed = is_signed != 0;
  const bp::policy how{static_cast<bp::rounding_mode>(index_of(rounding, rounding_names)),
                       static_cast<bp::overflow_mode>(index_of(overflow, overflow_names)),
                       static_cast<bp::underflow_mode>(index_of(underflow, underflow_names))};
  const bp::encoded expected{code[0] == '-'
                                 ? std::strtoll(code, nullptr, 10)
                                 : static_cast<std::int64_t>(std::strtoull(code, nullptr, 10)),
                             overflowed != 0, underflowed != 0, rounded != 0};
  const bp::encoded actual =
      std::strcmp(type, "f64") == 0
          ? bp::encode(std::bit_cast<double>(static_cast<std::uint64_t>(bits)), f, how)
          : bp::encode(std::bit_cast<float>(static_cast<std::uint32_t>(bits)), f, how);
  expect(actual == expected, line);
}

void check_golden_rows(const char* path) {
  std::FILE* file = std::fopen(path, "r");
  if (file == nullptr) return expect(false, "the golden rows cannot be opened");
  char line[256];
  int rows = -1;  // the first line names the columns
  while (std::fgets(line, sizeof(line), file) != nullptr) {
    if (rows++ >= 0) check_golden_row(line);
  }
  std::fclose(file);
  expect(rows == 4000, "4000 golden rows");
}

std::uint64_t next_random() {
  static std::uint64_t state = 1;
  state += 0x9e3779b97f4a7c15U;
  std::uint64_t z = (state ^ state >> 30) * 0xbf58476d1ce4e5b9U;
  z = (z ^ z >> 27) * 0x94d049bb133111ebU;
  return z ^ z >> 31;
}

/// Any bit pattern but a subnormal one, which -ffast-math may take for 0; NaNs and infinities too.
float random_float() {
  const auto bits = static_cast<std::uint32_t>(next_random());
  const bool near_one = next_random() % 2 == 0;
  const std::uint32_t exponent = near_one ? 112 + bits % 32 : bits >> 23 & 0xffU;
  return std::bit_cast<float>((bits & 0x807fffffU) | (exponent == 0 ? 1 : exponent) << 23);
}

void check_quantize() {
  for (int round = 0; round < 400; ++round) {
    std::vector<float> values(259);
    for (float& x : values) x = random_float();
    const std::uint64_t r = next_random();
    const bp::policy how{static_cast<bp::rounding_mode>(r % 6),
                         static_cast<bp::overflow_mode>(r / 8 % 3),
                         static_cast<bp::underflow_mode>(r / 32 % 2)};
    const bp::format f{1 + static_cast<int>(r / 64 % 8), static_cast<int>(r / 512 % 24) - 8};
    std::vector<std::int8_t> codes(values.size());
    bp::quantize(values, codes, f, how);
    for (std::size_t i = 0; i < values.size(); ++i) {
      expect(codes[i] == bp::encode(values[i], f, how).code, "quantize equals encode");
    }
  }
  const float nan = std::bit_cast<float>(0x7fc00000U);
  const std::vector<float> special{nan, -nan, std::bit_cast<float>(0x7f800000U),
                                   std::bit_cast<float>(0xff800000U)};
  std::vector<std::int8_t> codes(4, 1);
  bp::quantize(special, codes, bp::format{8, 3});
  expect(codes == std::vector<std::int8_t>{0, 0, 127, -128}, "NaN is 0, infinities saturate");
  expect(bp::fixed<8, 3>(nan).code() == 0, "fixed from NaN");
}

/// Not constants to the compiler.
template <class Fixed>
Fixed hidden(double x) {
  volatile double y = x;
  return Fixed(y);
}

void check_fixed() {
  const auto a = hidden<bp::fixed<8, 3>>(2.1);
  const auto b = hidden<bp::fixed<32, 16, false>>(40000.25);
  const auto c = hidden<bp::fixed<64, 40>>(-1000.5);
  using wide = bp::fixed<64, 20>;
  expect(a.code() == 17 && a.value() == 2.125, "2.1 is 2.125");
  expect(bp::add<wide>(a, c).value() == -998.375, "sum");
  expect(bp::multiply<wide>(b, c).value() == -40020250.125, "product");
  expect(bp::multiply_add<wide>(c, c, a).value() == 1001002.375, "multiply_add");
  expect(bp::divide<bp::fixed<32, 16>>(c, a).code() == -30855891, "quotient");
  expect(a > c && b > a && a == hidden<bp::fixed<16, 9>>(2.125), "comparison");
}

void check_histogram() {
  const std::vector<float> values{0.0F,
                                  1.0F,
                                  -1.5F,
                                  0.375F,
                                  1e30F,
                                  std::bit_cast<float>(1U),
                                  std::bit_cast<float>(0x7fc00000U),
                                  std::bit_cast<float>(0xff800000U)};
  const bp::msb_histogram h = bp::count_msb(values);
  expect(h.total() == values.size() && h.zeros() == 1 && h.nans() == 1, "histogram: total");
  expect(h.count(0) == 2 && h.positive(0) == 1 && h.count(-2) == 1, "histogram: positions");
  expect(h.count(-149) == 1 && h.count(99) == 1, "histogram: ends");
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  check_golden_rows(argv[1]);
  check_quantize();
  check_fixed();
  check_histogram();
  std::printf("%d failures\n", failures);
  return failures == 0 ? 0 : 1;
}
