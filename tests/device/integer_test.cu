// The operators over codes in a kernel: the codes that the same source gives on the host.

#include <binpoint/device/span.hpp>
#include <binpoint/integer/bounds.hpp>
#include <binpoint/integer/conv2d.hpp>
#include <binpoint/integer/dense.hpp>
#include <binpoint/integer/elementwise.hpp>
#include <binpoint/integer/pool.hpp>
#include <binpoint/pack.hpp>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "support/catch.hpp"
#include "support/device_memory.cuh"
#include "support/integer_cases.hpp"

namespace bp = binpoint;
namespace bi = binpoint::integer;

constexpr std::size_t operators = 8;
constexpr std::size_t cases = 64;
constexpr bi::shape image{4, 5, 5};
constexpr std::size_t outputs_of_one = image.size();
constexpr std::size_t codes_of_one = 2 * image.size();  // of an image, and then of weights

/// By operator `which`, the codes from `in` on; the rounding and the shift depend on `number`.
BINPOINT_HOST_DEVICE inline void compute(std::size_t which, std::size_t number,
                                         const std::int8_t* in, std::int8_t* out) {
  const std::int8_t* const more = in + image.size();
  const int shifts[4] = {static_cast<int>(number % 13) - 2, 3, 9, 17};
  const bi::requantization finish{.shifts = shifts,
                                  .rounding = static_cast<bp::rounding_mode>(number % 6),
                                  .underflow = static_cast<bp::underflow_mode>(number / 6 % 2)};
  const bi::aligned_bias<std::int8_t> bias{more, static_cast<int>(number % 5)};
  const bi::pool_geometry pool{.input = image, .size = 2 + number % 2, .stride = 1};
  switch (which) {
    case 0:
      return bi::conv2d<std::int32_t>(
          in, more, bias,
          {.input = image, .channels = 4, .padding = 1, .groups = number % 2 == 0 ? 2U : 4U},
          finish, out);
    case 1:
      return bi::dense<std::int64_t>(in, more, bias, {.inputs = 25, .units = 4}, finish, out);
    case 2:
      return bi::max_pool(in, pool, out);
    case 3:
      return bi::average_pool<std::int32_t>(in, pool, finish, out);
    case 4:
      return bi::add<std::int32_t>(bi::branch<std::int8_t>{in, 2}, bi::branch<std::int8_t>{more},
                                   image, finish, out);
    case 5:
      bi::convert<std::int32_t>(in, image, finish, out);
      return bi::limit(out, image.size(), bi::relu_limits(finish.limits, 48));
    case 6:
      for (int i = 0; i < 3; ++i) {
        const bi::sum_bounds sums =
            bi::bounds_of(in, 33U * static_cast<unsigned>(i), {-128, std::int64_t{1} << 52});
        out[i] = static_cast<std::int8_t>(sums.word_length());
      }
      return;
    default:
      for (std::size_t i = 0; i < 32; ++i) {
        out[i] = bp::unpack_one<std::int8_t>(reinterpret_cast<const std::uint8_t*>(in), i,
                                             1 + static_cast<int>(number % 8));
      }
  }
}

__global__ void compute_all(bp::device_span<const std::int8_t> codes,
                            bp::device_span<std::int8_t> results) {
  const std::size_t i = std::size_t{blockIdx.x} * blockDim.x + threadIdx.x;
  if (i >= operators * cases) return;
  compute(i % operators, i / operators, codes.data() + i / operators * codes_of_one,
          results.data() + i * outputs_of_one);
}

TEST_CASE("device: operators over codes give what they give on the host") {
  support::generator random(31);
  const auto codes = support::random_codes<std::int8_t>(random, cases * codes_of_one);
  const std::vector<std::int8_t> none(operators * cases * outputs_of_one, 99);
  std::vector<std::int8_t> expected = none;
  for (std::size_t i = 0; i < operators * cases; ++i) {
    compute(i % operators, i / operators, codes.data() + i / operators * codes_of_one,
            expected.data() + i * outputs_of_one);
  }
  const support::device_memory given(codes);
  const support::device_memory results(none);
  support::launch(compute_all, operators * cases / 64, 64, given.span(), results.span());
  const std::vector<std::int8_t> found = results.read();
  for (std::size_t which = 0; which < operators; ++which) {
    CAPTURE(which);
    int wrong = 0;
    int written = 0;
    for (std::size_t i = which * outputs_of_one; i < found.size();
         i += operators * outputs_of_one) {
      for (std::size_t k = i; k < i + outputs_of_one; ++k) {
        wrong += found[k] != expected[k] ? 1 : 0;
        written += expected[k] != 99 ? 1 : 0;
      }
    }
    CHECK(wrong == 0);
    CHECK(written > static_cast<int>(cases));
  }
}
