/// @file
/// Loops over tensors: the vector kernel where it covers the format, else the exact scalar path.
#ifndef BINPOINT_DETAIL_QUANTIZE_LOOPS_HPP
#define BINPOINT_DETAIL_QUANTIZE_LOOPS_HPP

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <ranges>
#include <string>
#include <type_traits>

#include "../error_report.hpp"
#include "../format.hpp"
#include "../format_text.hpp"
#include "../policy.hpp"
#include "../random.hpp"
#include "check.hpp"
#include "dyadic.hpp"
#include "encode.hpp"
#include "quantize_kernel.hpp"
#include "report_kernel.hpp"

namespace binpoint::detail {

template <class Code>
void check_codes_fit(const char* function, format f) {
  constexpr int bits = static_cast<int>(sizeof(Code) * 8);
  const bool fits =
      std::is_signed_v<Code> ? f.magnitude_bits() < bits : !f.is_signed && f.word_length <= bits;
  if (!fits) {
    invalid_argument(function, "codes of " + to_string(f) + " do not fit " +
                                   (std::is_signed_v<Code> ? "signed" : "unsigned") +
                                   " elements of " + std::to_string(bits) + " bits");
  }
}

template <class T>
void check_quantize(const char* function, std::size_t in, std::size_t out, format f) {
  check_format(function, f);
  if constexpr (std::is_integral_v<T>) check_codes_fit<T>(function, f);
  check_same_size(function, in, out);
}

/// The value of a code as T, rounded once.
template <class T>
[[nodiscard]] T value_of_code(std::int64_t code, format f) {
  return to_float<T>(code_to_dyadic(code, f));
}

template <class Out>
[[nodiscard]] Out output_of_code(std::int64_t code, format f) {
  if constexpr (std::is_integral_v<Out>) {
    return static_cast<Out>(code);
  } else {
    return value_of_code<Out>(code, f);
  }
}

template <class T>
void add_to_report(error_report& sum, T x, const encoded& e, format f) {
  sum.overflows += e.overflowed ? 1 : 0;
  sum.underflows += e.underflowed ? 1 : 0;
  sum.precision_losses += e.rounded ? 1 : 0;
  const number_class kind = classify(x);
  if (kind == number_class::nan) ++sum.nans;
  if (kind == number_class::infinite) ++sum.infinities;
  if (kind != number_class::finite) return;
  const auto value = static_cast<double>(x);
  const double error = std::abs(value - value_of_code<double>(e.code, f));
  sum.signal_energy += value * value;
  sum.error_energy += error * error;
  sum.max_abs_error = max(sum.max_abs_error, error);
}

/// The 32 bits for value i; a generator gives its next ones.
template <class Source>
[[nodiscard]] std::uint32_t bits_for(Source& source, std::size_t i) {
  if constexpr (indexed_bits<Source>) {
    return source(i);
  } else if constexpr (bit_generator<Source>) {
    return static_cast<std::uint32_t>(source());
  } else {
    return std::ranges::data(source)[i];
  }
}

/// For rounding that is not stochastic.
inline constexpr auto no_bits = [](std::uint64_t) -> std::uint32_t { return 0; };

/// One value after the other. @param report  null: nobody asks
template <class T, class Out, class Source>
void quantize_exactly(const T* in, Out* out, std::size_t n, format f, policy how, Source& bits,
                      error_report* report) {
  for (std::size_t i = 0; i < n; ++i) {
    const T x = in[i];
    const encoded e = encode_float(x, f, how, bits_for(bits, i));
    if (report != nullptr) add_to_report(*report, x, e, f);
    out[i] = output_of_code<Out>(e.code, f);
  }
}

/// Calls work with the fastest coder of T, as a type, that covers a format that the kernel covers.
template <class T, class Work>
auto with_coder(format f, policy how, const Work& work) {
  if (!fast_code_covers<T>(f, how)) return work(any_coder{});
  switch (how.rounding) {
    case rounding_mode::half_away:
      return work(fast_coder<rounding_mode::half_away>{});
    case rounding_mode::half_even:
      return work(fast_coder<rounding_mode::half_even>{});
    case rounding_mode::half_up:
      return work(fast_coder<rounding_mode::half_up>{});
    case rounding_mode::floor:
      return work(fast_coder<rounding_mode::floor>{});
    case rounding_mode::ceiling:
      return work(fast_coder<rounding_mode::ceiling>{});
    default:
      return work(fast_coder<rounding_mode::toward_zero>{});
  }
}

template <class T, class Out>
void quantize_values(const T* in, Out* out, std::size_t n, format f, policy how) {
  if (!kernel_covers<T>(f, how)) return quantize_exactly(in, out, n, f, how, no_bits, nullptr);
  with_coder<T>(f, how, [&]<class Coder>(Coder) {
    quantize_block<Coder, T, Out> body{make_constants<T>(f, how)};
    run_blocks(in, out, n, body);
  });
}

template <class T, class Out>
[[nodiscard]] error_report report_values(const T* in, Out* out, std::size_t n, format f,
                                         policy how) {
  if (!kernel_covers<T>(f, how) || !report_kernel_covers<T>(f)) {
    error_report sum;
    sum.total = n;
    quantize_exactly(in, out, n, f, how, no_bits, &sum);
    return sum;
  }
  return with_coder<T>(f, how, [&]<class Coder>(Coder) {
    report_block<Coder, T, Out> body(f, how);
    run_blocks(in, out, n, body);
    return body.result(n);
  });
}

/// Codes times a power of two far from the ends of T's range: rounded once, where the code is
/// converted.
template <class Code, class T>
struct dequantize_block {
  T step;

  BINPOINT_ALWAYS_INLINE void run(const Code* in, T* out) const {
    const T factor = step;  // a copy, which the stores cannot change
    for (std::size_t i = 0; i < block_length; ++i) out[i] = static_cast<T>(in[i]) * factor;
  }
};

template <class Code, class T>
void dequantize_values(const Code* in, T* out, std::size_t n, format from) {
  constexpr int reach = float_layout<T>::bias - max_word_length;
  if (std::is_floating_point_v<T> && -reach < from.fraction_length &&
      from.fraction_length < reach) {
    dequantize_block<Code, T> body{to_float<T>({false, 1, -from.fraction_length})};
    return run_blocks(in, out, n, body);
  }
  for (std::size_t i = 0; i < n; ++i) {
    out[i] = value_of_code<T>(static_cast<std::int64_t>(in[i]), from);
  }
}

/// Stochastic rounding takes bits from a source; other modes must not be given one, nor lack it.
template <class Source>
void check_source(const char* function, policy how, const Source& source, std::size_t n) {
  if (how.rounding != rounding_mode::stochastic) {
    invalid_argument(function, "random bits are for stochastic rounding only");
  }
  if constexpr (bits_range<Source>) check_same_size(function, n, std::ranges::size(source));
}

}  // namespace binpoint::detail

#endif
