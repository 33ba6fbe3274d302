// libFuzzer: encode of any bit pattern into any format by any policy equals the slow reference.

#include <binpoint/convert.hpp>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "support/reference.hpp"

namespace bp = binpoint;

namespace {

/// Reads plain values from the fuzzer's bytes, zeros behind their end.
class reader {
 public:
  reader(const std::uint8_t* data, std::size_t size) : data_(data), size_(size) {}

  template <class T>
  T next() {
    unsigned char bytes[sizeof(T)] = {};
    const std::size_t count = size_ < sizeof(T) ? size_ : sizeof(T);
    if (count != 0) std::memcpy(bytes, data_, count);
    data_ += count;
    size_ -= count;
    return std::bit_cast<T>(bytes);
  }

 private:
  const std::uint8_t* data_;
  std::size_t size_;
};

template <class T>
void check(T x, bp::format f, bp::policy how, std::uint32_t random) {
  const bp::encoded expected = support::reference_encode(static_cast<double>(x), f, how, random);
  if (bp::encode(x, f, how, random) != expected) __builtin_trap();
  if (how.rounding != bp::rounding_mode::stochastic && bp::encode(x, f, how) != expected) {
    __builtin_trap();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  reader bytes(data, size);
  const auto bits = bytes.next<std::uint64_t>();
  const auto fraction_length = bytes.next<std::int16_t>();
  const auto word_length = bytes.next<std::uint8_t>();
  const auto modes = bytes.next<std::uint8_t>();
  const auto random = bytes.next<std::uint32_t>();
  const bp::format f{1 + word_length % 64,
                     fraction_length == -32768 ? 0 : static_cast<int>(fraction_length),
                     (word_length & 64) != 0};
  const bp::policy how{static_cast<bp::rounding_mode>(modes % 7),
                       static_cast<bp::overflow_mode>(modes / 7 % 3),
                       static_cast<bp::underflow_mode>(modes / 21 % 2)};
  check(std::bit_cast<double>(bits), f, how, random);
  check(std::bit_cast<float>(static_cast<std::uint32_t>(bits)), f, how, random);
  return 0;
}
