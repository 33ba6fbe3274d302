#include <binpoint/device/span.hpp>
#include <binpoint/fixed.hpp>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "support/catch.hpp"
#include "support/device_memory.cuh"

namespace bp = binpoint;
using number = bp::fixed<8, 3>;

/// a * b - a, rounded and saturated into a's format, plus 1 step where a < b.
BINPOINT_HOST_DEVICE number some_arithmetic(number a, number b) {
  const number result{a * b - a};
  return a < b ? number{result + number::from_code(1)} : result;
}

template <class Number>
__global__ void all_pairs(bp::device_span<Number> results) {
  const std::size_t i = std::size_t{blockIdx.x} * blockDim.x + threadIdx.x;
  if (i >= results.size()) return;
  const auto a = Number::from_code(static_cast<std::int8_t>(i >> 8));
  const auto b = Number::from_code(static_cast<std::int8_t>(i));
  results.data()[i] = some_arithmetic(a, b);
}

template <class Number>
__global__ void from_float(bp::device_span<const float> values, bp::device_span<Number> results) {
  const std::size_t i = threadIdx.x;
  if (i < values.size()) results.data()[i] = Number{values.data()[i]};
}

TEST_CASE("device: fixed<8, 3> computes what it computes on the host, for all pairs of codes") {
  support::device_memory results{std::vector<number>(1 << 16)};
  support::launch(all_pairs<number>, 256, 256, results.span());
  const std::vector<number> codes = results.read();
  int differences = 0;
  for (std::size_t i = 0; i < codes.size(); ++i) {
    const number a = number::from_code(static_cast<std::int8_t>(i >> 8));
    const number b = number::from_code(static_cast<std::int8_t>(i));
    differences += codes[i].code() != some_arithmetic(a, b).code();
  }
  CHECK(differences == 0);
}

TEST_CASE("device: fixed<8, 3> is rounded and saturated from float") {
  const support::device_memory values{
      std::vector<float>{0.03125f, 2.1f, 16.25f, -16.0f, -16.25f, 0.0625f, -0.0625f}};
  support::device_memory results{std::vector<number>(values.span().size())};
  support::launch(from_float<number>, 1, 32, bp::device_span<const float>{values.span()},
                  results.span());
  std::vector<double> found;
  for (const number x : results.read()) found.push_back(x.value());
  CHECK(found == std::vector<double>{0, 2.125, 15.875, -16, -16, 0.125, -0.125});
}

namespace {

constexpr std::size_t operations = 12;

/// The bits of a result of some operation, of any type.
template <class A, class B>
BINPOINT_HOST_DEVICE std::uint64_t bits_of(std::size_t operation, A a, B b) {
  const auto code = [](auto x) { return static_cast<std::uint64_t>(x.code()); };
  switch (operation) {
    case 0:
      return code(a + b);
    case 1:
      return code(a - b);
    case 2:
      return code(bp::multiply<A>(a, b));
    case 3:
      return code(a / b);
    case 4:
      return code(bp::divide<B>(a, b));
    case 5:
      return code(bp::multiply_add<A>(a, b, a));
    case 6:
      return code(A{b});
    case 7:
      return code(B{a});
    case 8:
      return static_cast<std::uint64_t>((a < b ? 1 : 0) + (a == b ? 2 : 0) + (a >= b ? 4 : 0));
    case 9:
      return code(B{a.value() * 0.37});
    case 10:
      return code(A{static_cast<float>(b)});
    default:
      a += b;
      a *= b;
      a -= b;
      a /= b;
      return code(a);
  }
}

/// Codes of all magnitudes, the ends and zero among them.
template <class Number>
BINPOINT_HOST_DEVICE Number number_at(std::size_t i) {
  using code = typename Number::storage_type;
  const std::uint64_t mixed = (i + 1) * 0x9E3779B97F4A7C15U;
  if (i % 16 == 0)
    return Number::from_code(static_cast<code>(std::uint64_t{1} << (Number::word_length - 1)));
  if (i % 16 == 1) return Number::from_code(0);
  return Number::from_code(static_cast<code>(static_cast<std::int64_t>(mixed) >> (i % 64)));
}

template <class A, class B>
__global__ void operate(bp::device_span<std::uint64_t> results) {
  const std::size_t i = std::size_t{blockIdx.x} * blockDim.x + threadIdx.x;
  if (i >= results.size()) return;
  results.data()[i] = bits_of(i % operations, number_at<A>(i / operations), number_at<B>(i / 7));
}

template <class A, class B>
int differences_from_host() {
  const support::device_memory results{std::vector<std::uint64_t>(operations << 10)};
  support::launch(operate<A, B>, operations * 4, 256, results.span());
  const std::vector<std::uint64_t> found = results.read();
  int differences = 0;
  for (std::size_t i = 0; i < found.size(); ++i) {
    const std::uint64_t wanted =
        bits_of(i % operations, number_at<A>(i / operations), number_at<B>(i / 7));
    differences += found[i] != wanted ? 1 : 0;
  }
  return differences;
}

constexpr bp::policy wrapping{.rounding = bp::rounding_mode::half_even,
                              .overflow = bp::overflow_mode::wrap};
constexpr bp::policy flushing{.rounding = bp::rounding_mode::ceiling,
                              .overflow = bp::overflow_mode::saturate_symmetric,
                              .underflow = bp::underflow_mode::flush};

}  // namespace

TEST_CASE("device: arithmetic across formats and modes is the host's") {
  CHECK(differences_from_host<bp::fixed<8, 3>, bp::fixed<16, 9>>() == 0);
  CHECK(differences_from_host<bp::fixed<16, 4, false>, bp::fixed<12, 15, true, wrapping>>() == 0);
  CHECK(differences_from_host<bp::fixed<32, 20, true, flushing>, bp::fixed<24, -3>>() == 0);
  CHECK(differences_from_host<bp::fixed<40, 30, true, wrapping>, bp::fixed<48, 20, false>>() == 0);
}
