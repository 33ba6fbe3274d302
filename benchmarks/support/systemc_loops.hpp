/// @file
/// The same work by SystemC's sc_fixed, where it is installed.
#ifndef BINPOINT_BENCHMARKS_SYSTEMC_LOOPS_HPP
#define BINPOINT_BENCHMARKS_SYSTEMC_LOOPS_HPP

#if defined(BINPOINT_BENCH_SYSTEMC) && __has_include(<systemc>)
#define BENCH_HAS_SYSTEMC 1
#else
#define BENCH_HAS_SYSTEMC 0
#endif

#if BENCH_HAS_SYSTEMC
// Its library may have been built for another C++ than this program.
#define SC_DISABLE_API_VERSION_CHECK
#define SC_INCLUDE_FX
#include <cstddef>
#include <cstdint>
#include <systemc>
#include <vector>

namespace bench {

/// From n codes, or n floats, to numbers of a type of SystemC.
template <class Number, class T>
[[nodiscard]] std::vector<Number> systemc_numbers(const std::vector<T>& values, double step) {
  std::vector<Number> numbers(values.size());
  for (std::size_t i = 0; i < values.size(); ++i)
    numbers[i] = static_cast<double>(values[i]) * step;
  return numbers;
}

template <class Number>
void quantize_by_systemc(const std::vector<float>& in, std::vector<Number>& out) {
  for (std::size_t i = 0; i < in.size(); ++i) out[i] = static_cast<double>(in[i]);
}

template <class Sum, class Number>
[[nodiscard]] double dot_by_systemc(const std::vector<Number>& a, const std::vector<Number>& b) {
  Sum sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum.to_double();
}

template <class Number>
void chain_by_systemc(std::vector<Number>& x, Number a, Number b, int steps) {
  for (Number& y : x) {
    for (int k = 0; k < steps; ++k) y = y * a + b;
  }
}

}  // namespace bench
#endif

#endif
