/// @file
/// What a format and a rounding mode cost: a low-pass filter in fixed point, and its
/// signal-to-noise ratio beside the 6.02 dB a bit of theory.
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

/// A tone in noise.
std::vector<double> make_signal() {
  std::mt19937 random(1);
  std::uniform_real_distribution<double> noise(-0.5, 0.5);
  std::vector<double> signal(outputs + taps);
  for (std::size_t i = 0; i < signal.size(); ++i) {
    signal[i] = 0.4 * std::sin(0.311 * static_cast<double>(i)) + noise(random);
  }
  return signal;
}

/// A low pass at a quarter of the highest frequency: a sinc under a window.
std::vector<double> make_filter() {
  std::vector<double> filter(taps);
  for (std::size_t k = 0; k < taps; ++k) {
    const double t = std::numbers::pi * (static_cast<double>(k) - (taps - 1) / 2.0);
    filter[k] = std::sin(t / 4) / t * (0.5 + 0.5 * std::cos(2 * t / taps));
  }
  return filter;
}

template <int WordLength, bp::rounding_mode Rounding>
void measure(const char* mode) {
  using number = bp::fixed<WordLength, WordLength - 1, true, bp::policy{.rounding = Rounding}>;
  const std::vector<double> signal = make_signal();
  const std::vector<double> filter = make_filter();
  const std::vector<number> x(signal.begin(), signal.end());
  const std::vector<number> h(filter.begin(), filter.end());
  using product = decltype(x[0] * h[0]);  // exact, and so are sums of 2^8 of them
  using accumulator = bp::fixed<product::word_length + 8, product::fraction_length>;
  std::vector<double> exact(outputs), at_the_end(outputs), at_each_step(outputs);
  for (std::size_t i = 0; i < outputs; ++i) {
    accumulator sum{};
    number rounded{};
    for (std::size_t k = 0; k < taps; ++k) {
      sum += x[i + k] * h[k];
      rounded = bp::multiply_add<number>(x[i + k], h[k], rounded);
    }
    exact[i] = sum.value();
    at_the_end[i] = number{sum}.value();
    at_each_step[i] = rounded.value();
  }
  const bp::error_report each = bp::compare(exact, at_each_step);
  // The error of one rounding to nearest has the variance step^2 / 12: half as many steps, 6.02 dB.
  const double noise = std::pow(bp::format_of<number>.step(), 2) / 12 * outputs;
  std::printf("%-11s %-10s %6.2f %6.2f  %6.2f\n", bp::to_string(bp::format_of<number>).c_str(),
              mode, each.sqnr_db(), bp::compare(exact, at_the_end).sqnr_db(),
              10 * std::log10(each.signal_energy / noise));
}

template <int WordLength>
void measure_modes() {
  measure<WordLength, bp::rounding_mode::half_away>("half_away");
  measure<WordLength, bp::rounding_mode::half_even>("half_even");
  measure<WordLength, bp::rounding_mode::floor>("floor");
}

}  // namespace

int main() {
  std::printf("A filter's SQNR in dB, rounded at each of %zu steps, or once at the end\n\n", taps);
  std::printf("format      rounding     each    end  theory\n");
  measure_modes<8>();
  measure_modes<12>();
  measure_modes<16>();
}
