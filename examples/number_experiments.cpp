/// @file
/// What a format and a rounding mode cost: a low-pass filter and dot products in fixed point, and
/// their signal-to-noise ratios beside the 6.02 dB a bit of theory.
#include <binpoint/binpoint.hpp>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <numbers>
#include <random>
#include <vector>

namespace bp = binpoint;

namespace {

constexpr std::size_t taps = 32;
constexpr std::size_t outputs = 10000;

/// Output i is the sum of a[i * a_stride + k] * b[i * b_stride + k] over the taps.
struct experiment {
  std::vector<double> a, b;
  std::size_t a_stride, b_stride;
};

std::vector<double> random_values(std::size_t n, double limit, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> uniform(-limit, limit);
  std::vector<double> values(n);
  for (double& x : values) x = uniform(random);
  return values;
}

/// A tone and noise through a low pass at a quarter of the highest frequency, a sinc under a
/// window.
experiment make_filter() {
  experiment e{random_values(outputs + taps, 0.5, 1), std::vector<double>(taps), 1, 0};
  for (std::size_t i = 0; i < e.a.size(); ++i) {
    e.a[i] += 0.4 * std::sin(0.311 * static_cast<double>(i));
  }
  for (std::size_t k = 0; k < taps; ++k) {
    const double t = std::numbers::pi * (static_cast<double>(k) - (taps - 1) / 2.0);
    e.b[k] = std::sin(t / 4) / t * (0.5 + 0.5 * std::cos(2 * t / taps));
  }
  return e;
}

experiment make_dot() {
  return {random_values(outputs * taps, 1, 2), random_values(outputs * taps, 0.1, 3), taps, taps};
}

template <class Number>
void measure(const experiment& e) {
  const std::vector<Number> a(e.a.begin(), e.a.end());
  const std::vector<Number> b(e.b.begin(), e.b.end());
  using product = decltype(a[0] * b[0]);  // exact, and so are sums of 2^8 of them
  using accumulator = bp::fixed<product::word_length + 8, product::fraction_length>;
  std::vector<double> exact(outputs), at_the_end(outputs), at_each_step(outputs);
  double power = 0;
  for (std::size_t i = 0; i < outputs; ++i) {
    accumulator sum{};
    Number rounded{};
    for (std::size_t k = 0; k < taps; ++k) {
      const Number x = a[i * e.a_stride + k];
      const Number y = b[i * e.b_stride + k];
      sum += x * y;
      rounded = bp::multiply_add<Number>(x, y, rounded);
    }
    exact[i] = sum.value();
    at_the_end[i] = Number{sum}.value();
    at_each_step[i] = rounded.value();
    power += exact[i] * exact[i] / outputs;
  }
  // The error of one rounding to nearest has the variance step^2 / 12: half as many steps, 6.02 dB.
  const double step = bp::format_of<Number>.step();
  std::printf("  %6.2f %6.2f  %6.2f", bp::compare(exact, at_each_step).sqnr_db(),
              bp::compare(exact, at_the_end).sqnr_db(),
              10 * std::log10(12 * power / (step * step)));
}

template <int WordLength, bp::rounding_mode Rounding>
void measure_both(const char* mode) {
  using number = bp::fixed<WordLength, WordLength - 1, true, bp::policy{.rounding = Rounding}>;
  std::printf("%-11s %-10s", bp::to_string(bp::format_of<number>).c_str(), mode);
  measure<number>(make_filter());
  measure<number>(make_dot());
  std::printf("\n");
}

template <int WordLength>
void measure_modes() {
  measure_both<WordLength, bp::rounding_mode::half_away>("half_away");
  measure_both<WordLength, bp::rounding_mode::half_even>("half_even");
  measure_both<WordLength, bp::rounding_mode::floor>("floor");
}

}  // namespace

int main() {
  std::printf("SQNR in dB, rounded at each of %zu steps, or once at the end, and 6.02 dB a bit\n\n",
              taps);
  std::printf("%24s low-pass filter        dot product\n", "");
  std::printf("format      rounding      each    end  theory    each    end  theory\n");
  measure_modes<8>();
  measure_modes<12>();
  measure_modes<16>();
}
