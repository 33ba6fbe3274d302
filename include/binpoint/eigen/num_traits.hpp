/// @file
/// Fixed-point numbers as the scalars of Eigen's matrices.
///
/// Eigen's own code wants T op T to be a T: give the type growth_mode::closed. Each operation then
/// rounds once, and a sum of n products has rounded n times.
///
/// @code
/// constexpr binpoint::policy closed{.growth = binpoint::growth_mode::closed};
/// using q16 = binpoint::fixed<32, 16, true, closed>;
/// Eigen::Matrix<q16, 3, 3> a = Eigen::Matrix3f::Random().cast<q16>();
/// Eigen::Matrix3d back = (a * a).cast<double>();
/// a *= q16(2);  // not `a *= 2`: no number enters a format without being asked
/// @endcode
///
/// A product of matrices of short words, exact and rounded once at its end, is one of codes in int:
///
/// @code
/// const auto code = [](auto x) { return int{x.code()}; };
/// const Eigen::MatrixXi sums = a.unaryExpr(code) * b.unaryExpr(code);  // F = Fa + Fb
/// const auto c = sums.unaryExpr([](int sum) {
///   return out::from_code(binpoint::requantize<std::int8_t>(sum, Fa + Fb - out::fraction_length));
/// });
/// @endcode
///
/// For 8-bit words, 2^17 - 1 products fit into each sum.
#ifndef BINPOINT_EIGEN_NUM_TRAITS_HPP
#define BINPOINT_EIGEN_NUM_TRAITS_HPP

#include <Eigen/Core>
#include <cstdint>
#include <cstdlib>
#include <limits>

#include "../fixed.hpp"
#include "../fixed_math.hpp"

/// What Eigen asks of a scalar. epsilon() and dummy_precision() are a step, on which its
/// comparisons "up to precision" and its rank decisions stand: an absolute bound, as the numbers
/// have.
template <int W, int F, bool S, binpoint::policy P>
struct Eigen::NumTraits<binpoint::fixed<W, F, S, P>>
    : Eigen::GenericNumTraits<binpoint::fixed<W, F, S, P>> {
  using Real = binpoint::fixed<W, F, S, P>;
  // Quotients and roots are rounded, as those of integers are not: it never counts as an integer.
  using NonInteger = Real;
  using Nested = Real;
  using Literal = Real;
  enum {
    IsComplex = 0,
    IsInteger = 0,
    IsSigned = S ? 1 : 0,
    RequireInitialization = 0,
    ReadCost = 1,
    AddCost = 3,  // the sum, and two comparisons to saturate it
    MulCost = 6,
  };

  [[nodiscard]] static constexpr Real epsilon() { return std::numeric_limits<Real>::epsilon(); }
  [[nodiscard]] static constexpr Real dummy_precision() { return epsilon(); }
  [[nodiscard]] static constexpr Real highest() { return std::numeric_limits<Real>::max(); }
  [[nodiscard]] static constexpr Real lowest() { return std::numeric_limits<Real>::lowest(); }
  [[nodiscard]] static constexpr int digits10() { return std::numeric_limits<Real>::digits10; }
  [[nodiscard]] static constexpr int digits() { return std::numeric_limits<Real>::digits; }
};

/// Random(): Eigen's own would divide two saturated numbers, and give the same one each time.
template <int W, int F, bool S, binpoint::policy P>
struct Eigen::internal::random_impl<binpoint::fixed<W, F, S, P>> {
  using scalar = binpoint::fixed<W, F, S, P>;

  [[nodiscard]] static scalar run(const scalar& low, const scalar& high) {
    const double share = std::rand() / static_cast<double>(RAND_MAX);
    return nearest(low.value() + (high.value() - low.value()) * share);
  }
  /// Between -1 and 1, or 0 and 1 where unsigned, as far as the format reaches.
  [[nodiscard]] static scalar run() { return run(nearest(S ? -1 : 0), nearest(1)); }

 private:
  /// Saturated in every mode: where 1 is one step too much, it shall not become -1.
  [[nodiscard]] static scalar nearest(double x) {
    constexpr binpoint::policy how{.overflow = P.overflow == binpoint::overflow_mode::wrap
                                                   ? binpoint::overflow_mode::saturate
                                                   : P.overflow};
    return scalar::from_code(binpoint::fixed<W, F, S, how>(x).code());
  }
};

#endif
