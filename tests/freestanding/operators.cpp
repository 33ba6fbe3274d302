// What a target without a standard library, heap and floating point uses of integer/.

#include <binpoint/integer/bounds.hpp>
#include <binpoint/integer/conv2d.hpp>
#include <binpoint/integer/dense.hpp>
#include <binpoint/integer/elementwise.hpp>
#include <binpoint/integer/pool.hpp>
#include <cstdint>

namespace bi = binpoint::integer;

using bias = bi::aligned_bias<std::int8_t>;

void convolve(const std::int8_t* in, const std::int8_t* weights, const bias& offset,
              const bi::conv2d_geometry& geometry, const bi::requantization& finish,
              std::uint8_t* out) {
  bi::conv2d<std::int32_t>(in, weights, offset, geometry, finish, out);
}

void convolve_wide(const std::int16_t* in, const std::int16_t* weights, const bias& offset,
                   const bi::conv2d_geometry& geometry, const bi::requantization& finish,
                   std::int16_t* out) {
  bi::conv2d<std::int64_t>(in, weights, offset, geometry, finish, out);
}

void multiply(const std::uint8_t* in, const std::int8_t* weights, const bias& offset,
              bi::dense_geometry geometry, const bi::requantization& finish, std::int8_t* out) {
  bi::dense<std::int32_t>(in, weights, offset, geometry, finish, out);
}

void pool(std::uint8_t* codes, const bi::pool_geometry& geometry) {
  bi::max_pool(codes, geometry, codes);
}

void average(const std::uint8_t* in, const bi::pool_geometry& geometry,
             const bi::requantization& finish, std::uint8_t* out) {
  bi::average_pool<std::int32_t>(in, geometry, finish, out);
}

void add(const std::int8_t* a, const std::uint8_t* b, bi::shape size,
         const bi::requantization& finish, std::int8_t* out) {
  bi::add<std::int32_t>(bi::branch<std::int8_t>{a, 2}, bi::branch<std::uint8_t>{b}, size, finish,
                        out);
}

void convert(const std::int16_t* in, bi::shape size, const bi::requantization& finish,
             std::int8_t* out) {
  bi::convert<std::int32_t>(in, size, finish, out);
  bi::limit(out, size.size(), bi::relu_limits(finish.limits, 48));
}

int guard(const std::int8_t* weights, std::size_t count) {
  return bi::guard_bits<std::int32_t>(bi::bounds_of(weights, count, {0, 127}));
}
