// Eigen's matrices of fixed-point numbers: each result against integers or doubles.

#include <Eigen/Core>
#include <Eigen/LU>
#include <Eigen/QR>
#include <array>
#include <binpoint/convert.hpp>
#include <binpoint/eigen/num_traits.hpp>
#include <binpoint/fixed.hpp>
#include <binpoint/format.hpp>
#include <binpoint/policy.hpp>
#include <cmath>
#include <concepts>
#include <cstdint>
#include <limits>
#include <random>

#include "support/catch.hpp"

namespace bp = binpoint;

namespace {

constexpr bp::policy closed{.growth = bp::growth_mode::closed};
using q16 = bp::fixed<32, 16, true, closed>;
using q24 = bp::fixed<48, 24, true, closed>;
using matrix = Eigen::Matrix<q16, Eigen::Dynamic, Eigen::Dynamic>;
using vector = Eigen::Matrix<q16, Eigen::Dynamic, 1>;
using codes = Eigen::Matrix<std::int64_t, Eigen::Dynamic, Eigen::Dynamic>;

constexpr double step = 0x1p-16;

using traits = Eigen::NumTraits<q16>;
static_assert(std::same_as<traits::Real, q16> && std::same_as<traits::NonInteger, q16>);
static_assert(traits::IsSigned == 1 && traits::IsInteger == 0 && traits::IsComplex == 0);
static_assert(traits::RequireInitialization == 0);
static_assert(Eigen::NumTraits<bp::fixed<8, 3, false, closed>>::IsSigned == 0);
static_assert(traits::epsilon().code() == 1 && traits::dummy_precision().code() == 1);
static_assert(traits::highest() == std::numeric_limits<q16>::max());
static_assert(traits::lowest() == std::numeric_limits<q16>::lowest());
static_assert(traits::digits10() == 9 && traits::digits() == 31);

codes codes_of(const matrix& m) {
  return m.unaryExpr([](q16 x) { return std::int64_t{x.code()}; });
}

/// Values of -limit .. limit with all their fraction bits.
matrix random_matrix(Eigen::Index rows, Eigen::Index columns, double limit, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> uniform(-limit, limit);
  return matrix::NullaryExpr(rows, columns, [&] { return q16(uniform(random)); });
}

/// p * 2^-16 to the nearest integer, ties away from zero.
std::int64_t rounded_product(std::int64_t a, std::int64_t b) {
  return (a * b + 0x8000 - (a * b < 0 ? 1 : 0)) >> 16;
}

/// The product as it is defined: each product of elements rounded once, sums exact.
codes reference_product(const codes& a, const codes& b) {
  codes c = codes::Zero(a.rows(), b.cols());
  for (Eigen::Index i = 0; i < a.rows(); ++i) {
    for (Eigen::Index j = 0; j < b.cols(); ++j) {
      for (Eigen::Index k = 0; k < a.cols(); ++k) c(i, j) += rounded_product(a(i, k), b(k, j));
    }
  }
  return c;
}

using q3 = bp::fixed<8, 3, true, closed>;
using words = Eigen::Matrix<q3, Eigen::Dynamic, Eigen::Dynamic>;

/// Product of matrices of 8-bit words: exact sums in int, each rounded once into q3.
words product_of_words(const words& a, const words& b) {
  const auto code = [](q3 x) { return int{x.code()}; };
  const Eigen::MatrixXi sums = a.unaryExpr(code) * b.unaryExpr(code);
  constexpr int shift = q3::fraction_length;  // of sums: twice that of q3
  return sums.unaryExpr(
      [](int sum) { return q3::from_code(bp::requantize<std::int8_t>(sum, shift)); });
}

/// Of a size that lets the sums fill the format without leaving it often.
words random_words(Eigen::Index rows, Eigen::Index columns, unsigned seed) {
  std::mt19937 random(seed);
  return words::NullaryExpr(rows, columns, [&] {
    return q3::from_code(static_cast<std::int8_t>(static_cast<int>(random() % 33) - 16));
  });
}

}  // namespace

TEST_CASE("eigen::NumTraits: sums, differences and scalings are those of the codes") {
  const matrix a = random_matrix(5, 7, 100, 1);
  const matrix b = random_matrix(5, 7, 100, 2);
  CHECK(codes_of(a + b) == codes_of(a) + codes_of(b));
  CHECK(codes_of(a - b) == codes_of(a) - codes_of(b));
  CHECK(codes_of(-a) == -codes_of(a));
  CHECK(codes_of(a * q16(2)) == codes_of(a) * 2);
  CHECK(codes_of(a.cwiseProduct(b)) == codes_of(a).binaryExpr(codes_of(b), &rounded_product));
  CHECK(std::int64_t{a.sum().code()} == codes_of(a).sum());
  CHECK(std::int64_t{a.maxCoeff().code()} == codes_of(a).maxCoeff());
  CHECK(codes_of(a.cwiseAbs()) == codes_of(a).cwiseAbs());
  CHECK(codes_of(a.array().min(b.array())) ==
        codes_of(a).array().min(codes_of(b).array()).matrix());
  CHECK(a.transpose().isApprox(a.transpose()));
  CHECK_FALSE(a.isApprox(b));
}

TEST_CASE("eigen::NumTraits: sums saturate at the ends of the format") {
  const matrix high = matrix::Constant(2, 2, std::numeric_limits<q16>::max());
  CHECK((high + high == high));
  CHECK((-high - high)(0, 0) == std::numeric_limits<q16>::lowest());
}

TEST_CASE("eigen::NumTraits: products round each product of elements once") {
  // The last size takes the blocked product of Eigen.
  for (const auto& [n, k, m] : {std::array{1, 1, 1}, {3, 3, 3}, {4, 9, 2}, {40, 65, 50}}) {
    const matrix a = random_matrix(n, k, 10, 3);
    const matrix b = random_matrix(k, m, 10, 4);
    INFO(n << " x " << k << " x " << m);
    CHECK(codes_of(a * b) == reference_product(codes_of(a), codes_of(b)));
    const Eigen::MatrixXd exact = a.cast<double>() * b.cast<double>();
    CHECK(((a * b).cast<double>() - exact).cwiseAbs().maxCoeff() <= k * step / 2);
  }
  const Eigen::Matrix<q16, 3, 3> fixed_size = random_matrix(3, 3, 10, 5);
  CHECK(codes_of(fixed_size * fixed_size) ==
        reference_product(codes_of(fixed_size), codes_of(fixed_size)));
}

TEST_CASE("eigen::NumTraits: dot and norms") {
  const vector a = random_matrix(100, 1, 2, 6);
  const vector b = random_matrix(100, 1, 2, 7);
  const codes dot = reference_product(codes_of(a.transpose()), codes_of(b));
  const codes square = reference_product(codes_of(a.transpose()), codes_of(a));
  CHECK(std::int64_t{a.dot(b).code()} == dot(0, 0));
  CHECK(std::int64_t{a.squaredNorm().code()} == square(0, 0));
  const double root = std::sqrt(static_cast<double>(square(0, 0)) * step);
  CHECK(std::abs(a.norm().value() - root) <= step / 2);
  CHECK(a.lpNorm<1>() == a.cwiseAbs().sum());
  CHECK(a.lpNorm<Eigen::Infinity>() == a.cwiseAbs().maxCoeff());
  CHECK(std::abs(a.normalized().norm().value() - 1) <= 100 * step);
}

TEST_CASE("eigen::NumTraits: from MatrixXf and back rounds once and saturates") {
  Eigen::MatrixXf floats = Eigen::MatrixXf::Random(9, 11) * 40000;
  floats(0, 0) = std::numeric_limits<float>::infinity();
  floats(1, 0) = std::numeric_limits<float>::quiet_NaN();
  const matrix m = floats.cast<q16>();
  for (Eigen::Index i = 0; i < floats.size(); ++i) {
    REQUIRE(m(i).code() == bp::encode(floats(i), bp::format{32, 16}).code);
    REQUIRE(m.cast<double>()(i) == m(i).value());
    REQUIRE(m.cast<float>()(i) == static_cast<float>(m(i).value()));
  }
  CHECK((m.cast<q24>().cast<q16>() == m));
}

TEST_CASE("eigen::NumTraits: linear systems by LU and by QR") {
  // Diagonally dominant, so that the bound is that of the rounding alone.
  const Eigen::Index n = 12;
  const Eigen::Matrix<q24, Eigen::Dynamic, Eigen::Dynamic> a =
      (random_matrix(n, n, 1, 8) + matrix(matrix::Identity(n, n)) * q16(static_cast<int>(n)))
          .cast<q24>();
  const Eigen::Matrix<q24, Eigen::Dynamic, 1> b = random_matrix(n, 1, 10, 9).cast<q24>();
  const Eigen::VectorXd exact =
      a.cast<double>().partialPivLu().solve(Eigen::VectorXd(b.cast<double>()));
  const double bound = 64 * 0x1p-24;
  const auto error = [&](const auto& x) {
    return (x.template cast<double>() - exact).cwiseAbs().maxCoeff();
  };
  CHECK(error(a.partialPivLu().solve(b).eval()) <= bound);
  CHECK(error(a.fullPivLu().solve(b).eval()) <= bound);
  CHECK(error(a.householderQr().solve(b).eval()) <= bound);
  CHECK(error((a.inverse() * b).eval()) <= bound);
  CHECK(a.fullPivLu().rank() == n);

  const Eigen::Matrix<q24, 2, 2> small = a.topLeftCorner<2, 2>();
  const double determinant = small.cast<double>().determinant();
  CHECK(std::abs(small.determinant().value() - determinant) <= 2 * 0x1p-24);
}

TEST_CASE("eigen::NumTraits: products of 8-bit matrices, exact and rounded once") {
  const words a = random_words(20, 30, 10);
  const words b = random_words(30, 25, 11);
  const Eigen::MatrixXd exact = a.cast<double>() * b.cast<double>();
  const words c = product_of_words(a, b);
  // The same without integers in sight: no product of the wide type rounds.
  using wide = bp::fixed<32, 6, true, closed>;
  const words d = (a.cast<wide>() * b.cast<wide>()).cast<q3>();
  for (Eigen::Index i = 0; i < c.size(); ++i) {
    REQUIRE(c(i).code() == bp::encode(exact(i), bp::format{8, 3}).code);
  }
  CHECK((c == d));
}

TEST_CASE("eigen::NumTraits: Random stays between -1 and 1 and is not one number") {
  const matrix m = matrix::Random(30, 30);
  CHECK(m.cwiseAbs().maxCoeff() <= q16(1));
  CHECK(std::abs(m.cast<double>().mean()) < 0.1);
  CHECK(m.cast<double>().squaredNorm() / 900 > 0.25);

  constexpr bp::policy wrapping{.overflow = bp::overflow_mode::wrap,
                                .growth = bp::growth_mode::closed};
  using fraction = bp::fixed<8, 7, true, wrapping>;
  const auto f = Eigen::Matrix<fraction, 40, 40>::Random().eval();
  CHECK(f.maxCoeff() > fraction(0.9));
  CHECK(f.minCoeff() < fraction(-0.9));
}
