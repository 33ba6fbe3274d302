/// @file
/// What is known of memory beside its bytes: whether anybody has written them, and who touched them
/// last. So a race is found in every order of the threads, also where it changes no result.
#ifndef BINPOINT_TESTS_SIMT_SHADOW_HPP
#define BINPOINT_TESTS_SIMT_SHADOW_HPP

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace simt {

enum class access_kind { read, write, atomic };

/// A thread between two barriers of its block. A barrier orders what the block's threads do, the
/// end of a kernel what all do, and nothing else does: shuffles and votes exchange values only.
struct moment {
  std::uint32_t kernel = 0;  ///< number of its first block
  std::uint32_t block = 0;   ///< counted from the start of the program
  std::uint16_t interval = 0;
  std::uint16_t thread = 0;
};

/// Of one piece of memory, byte by byte.
class shadow {
 public:
  shadow(const void* begin, std::size_t size)
      : begin_(static_cast<const unsigned char*>(begin)), bytes_(size) {}

  /// @return  empty, or what is wrong with the access
  [[nodiscard]] std::string access(const void* address, std::size_t size, access_kind kind,
                                   const moment& now);
  void mark_as_written(const void* address, std::size_t size);
  /// As it was at first.
  void clear();

 private:
  /// The last access of a kind. Where threads read at the same time, the last of them stands for
  /// all.
  struct record {
    std::uint32_t block = 0;  ///< 0: there was none
    std::uint16_t interval = 0;
    std::uint16_t thread : 11 = 0;
    std::uint16_t several : 1 = 0;

    void set(const moment& now);
    [[nodiscard]] bool may_meet(const moment& now) const;
    [[nodiscard]] std::string describe(const moment& now) const;
  };
  struct byte {
    record read, write, atomic;
    bool is_written = false;

    [[nodiscard]] bool is_right(access_kind kind, const moment& now) const;
    /// @pre  it is not right
    [[nodiscard]] std::string describe(access_kind kind, const moment& now) const;
    void set(access_kind kind, const moment& now);
  };

  [[nodiscard]] byte* find(const void* address) {
    return bytes_.data() + (static_cast<const unsigned char*>(address) - begin_);
  }

  const unsigned char* begin_;
  std::vector<byte> bytes_;
};

}  // namespace simt

#endif
