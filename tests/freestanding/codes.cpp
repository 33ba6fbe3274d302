// What a target without a standard library uses to run a network on codes.

#include <binpoint/integer/bias.hpp>
#include <binpoint/integer/bounds.hpp>
#include <binpoint/integer/conv2d.hpp>
#include <binpoint/integer/dense.hpp>
#include <binpoint/integer/elementwise.hpp>
#include <binpoint/integer/pool.hpp>
#include <binpoint/integer/requantization.hpp>
#include <binpoint/pack.hpp>
#include <cstddef>
#include <cstdint>
#include <span>

namespace bi = binpoint::integer;

using code = std::int8_t;
using bias = bi::aligned_bias<std::int16_t>;

void unpack_codes(std::span<const std::uint8_t> bytes, int word_length, std::span<code> codes) {
  binpoint::unpack(bytes, word_length, codes);
}
void pack_codes(std::span<const code> codes, int word_length, std::span<std::uint8_t> bytes) {
  binpoint::pack(codes, word_length, bytes);
}
code one_code(const std::uint8_t* bytes, std::size_t i) {
  return binpoint::unpack_one<code>(bytes, i, 3);
}

#define OPERATORS(accumulator)                                                                   \
  void conv2d(const code* x, const code* w, const bias& b, const bi::conv2d_geometry& g,         \
              const bi::requantization& finish, accumulator, code* y) {                          \
    bi::conv2d<accumulator>(x, w, b, g, finish, y);                                              \
  }                                                                                              \
  void dense(const code* x, const code* w, const bias& b, bi::dense_geometry g,                  \
             const bi::requantization& finish, accumulator, code* y) {                           \
    bi::dense<accumulator>(x, w, b, g, finish, y);                                               \
  }                                                                                              \
  void average_pool(const code* x, const bi::pool_geometry& g, const bi::requantization& finish, \
                    accumulator, code* y) {                                                      \
    bi::average_pool<accumulator>(x, g, finish, y);                                              \
  }                                                                                              \
  void add(bi::branch<code> a, bi::branch<code> b, bi::shape size,                               \
           const bi::requantization& finish, accumulator, code* y) {                             \
    bi::add<accumulator>(a, b, size, finish, y);                                                 \
  }                                                                                              \
  void convert(const code* x, bi::shape size, const bi::requantization& finish, accumulator,     \
               std::int16_t* y) {                                                                \
    bi::convert<accumulator>(x, size, finish, y);                                                \
  }

OPERATORS(std::int32_t)
OPERATORS(std::int64_t)

void max_pool(const code* x, const bi::pool_geometry& g, code* y) { bi::max_pool(x, g, y); }
void limit(code* x, std::size_t count, bi::code_limits limits) { bi::limit(x, count, limits); }
int word_length_of_sums(const code* w, std::size_t count, bi::code_limits x) {
  return bi::bounds_of(w, count, x).word_length();
}
