/// @file
/// Bounds-checked reading of bytes that came from outside.
#ifndef BINPOINT_IO_CURSOR_HPP
#define BINPOINT_IO_CURSOR_HPP

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "../config.hpp"

#if BINPOINT_HAS_EXCEPTIONS
#include <stdexcept>
#endif

namespace binpoint::io {

/// Throws std::runtime_error "binpoint: name: reason"; without exceptions calls the hook.
[[noreturn]] [[gnu::cold]] [[gnu::noinline]] inline void fail(
    [[maybe_unused]] const std::string& name, [[maybe_unused]] const std::string& reason) {
#if BINPOINT_HAS_EXCEPTIONS
  throw std::runtime_error("binpoint: " + name + ": " + reason);
#else
  BINPOINT_ASSERTION_FAILED(name.c_str(), reason.c_str());
#endif
}

/// Text from a file, in quotes and fit for one line: short, and printable ASCII only.
[[nodiscard]] inline std::string in_quotes(std::string_view text) {
  constexpr std::size_t longest = 40;
  std::string result = "'";
  for (const char c : text.substr(0, longest)) result += c >= ' ' && c <= '~' ? c : '?';
  result += text.size() > longest ? "...'" : "'";
  return result;
}

/// Reads a span of bytes from front to back, never past its end, on any byte order.
///
/// Every error names the source, the offset, what was found and what was expected.
class cursor {
 public:
  /// @param name         the source in error messages, a file's path for instance
  /// @param first_offset offset of bytes[0] in that source
  cursor(std::span<const std::byte> bytes, std::string name, std::size_t first_offset = 0)
      : bytes_(bytes), name_(std::move(name)), first_offset_(first_offset) {}

  [[nodiscard]] std::size_t remaining() const { return bytes_.size() - position_; }
  [[nodiscard]] std::size_t offset() const { return first_offset_ + position_; }
  [[nodiscard]] const std::string& name() const { return name_; }

  /// The next `count` bytes, as a view into the source.
  /// @param what what they are, for the error message
  std::span<const std::byte> take(std::size_t count, std::string_view what) {
    if (count > remaining()) {
      fail_here(std::to_string(remaining()) + " bytes",
                std::to_string(count) + " (" + std::string(what) + ")");
    }
    const auto result = bytes_.subspan(position_, count);
    position_ += count;
    return result;
  }

  template <std::unsigned_integral T>
  T little_endian(std::string_view what) {
    const auto bytes = take(sizeof(T), what);
    std::uint64_t value = 0;
    for (std::size_t i = sizeof(T); i-- > 0;)
      value = value << 8 | std::to_integer<std::uint8_t>(bytes[i]);
    return static_cast<T>(value);
  }

  template <std::unsigned_integral T>
  T big_endian(std::string_view what) {
    std::uint64_t value = 0;
    for (const std::byte b : take(sizeof(T), what))
      value = value << 8 | std::to_integer<std::uint8_t>(b);
    return static_cast<T>(value);
  }

  /// The next byte as a character, without taking it; 0 at the end.
  [[nodiscard]] char peek() const {
    return remaining() > 0 ? static_cast<char>(std::to_integer<unsigned char>(bytes_[position_]))
                           : '\0';
  }

  [[noreturn]] void fail_here(const std::string& found, const std::string& expected) const {
    fail_at(offset(), found, expected);
  }

  [[noreturn]] void fail_at(std::size_t at, const std::string& found,
                            const std::string& expected) const {
    fail(name_, "offset " + std::to_string(at) + ": found " + found + ", expected " + expected);
  }

 private:
  std::span<const std::byte> bytes_;
  std::string name_;
  std::size_t first_offset_;
  std::size_t position_ = 0;
};

/// A span of bytes as characters.
[[nodiscard]] inline std::string_view as_text(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace binpoint::io

#endif
