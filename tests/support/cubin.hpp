/// @file
/// The machine code of kernels: reads a cubin for sm_90 as far as counting needs it.
#ifndef BINPOINT_TESTS_SUPPORT_CUBIN_HPP
#define BINPOINT_TESTS_SUPPORT_CUBIN_HPP

#include <cxxabi.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace support {

/// One instruction: 16 bytes, of which opcode and branch target are understood.
struct instruction {
  enum kind { other, load_global, branch, load_local, store_local, nop };

  std::size_t address = 0;
  kind what = other;
  std::size_t target = 0;  ///< of a branch
};

struct kernel_code {
  std::string name;  ///< demangled, without the library's namespaces
  std::vector<instruction> instructions;
};

namespace cubin_detail {

template <class T>
T read(const std::string& bytes, std::size_t offset) {
  T value;
  if (offset + sizeof(T) > bytes.size()) throw std::runtime_error("the cubin is too short");
  std::memcpy(&value, bytes.data() + offset, sizeof(T));
  return value;
}

/// The signed number of 4-byte words from the next instruction to the target: 8 bits and 48 bits
/// above them, in two places.
inline std::size_t branch_target(std::size_t address, std::uint64_t low, std::uint64_t high) {
  const std::uint64_t upper = low >> 34 | (high & 0x3FFFF) << 30;
  const auto sign_extended = static_cast<std::int64_t>(upper << 16) >> 16;
  const std::int64_t words = sign_extended * 256 + static_cast<std::int64_t>(low >> 16 & 0xFF);
  return address + 16 + static_cast<std::size_t>(words * 4);
}

inline instruction decode(std::size_t address, std::uint64_t low, std::uint64_t high) {
  switch (low & 0x1FF) {  // The three bits above tell the forms of the operands.
    case 0x181:
      return {address, instruction::load_global, 0};
    case 0x147:
      return {address, instruction::branch, branch_target(address, low, high)};
    case 0x183:
      return {address, instruction::load_local, 0};
    case 0x187:
      return {address, instruction::store_local, 0};
    case 0x118:
      return {address, instruction::nop, 0};
    default:
      return {address, instruction::other, 0};
  }
}

inline void erase_all(std::string& text, std::string_view part) {
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at)) {
    text.erase(at, part.size());
  }
}

}  // namespace cubin_detail

/// A kernel's name as people read it; arguments and the library's namespaces are left out.
inline std::string kernel_name(const std::string& mangled) {
  int status = 0;
  const std::unique_ptr<char, decltype(&std::free)> text{
      abi::__cxa_demangle(mangled.c_str(), nullptr, nullptr, &status), &std::free};
  std::string name = status == 0 ? text.get() : mangled;
  cubin_detail::erase_all(name, "binpoint::detail::");
  cubin_detail::erase_all(name, "binpoint::");
  return name;
}

/// All kernels of a cubin, an ELF file of 64 bits.
inline std::vector<kernel_code> read_cubin(const std::string& path) {
  using cubin_detail::read;
  std::ifstream file{path, std::ios::binary};
  const std::string bytes{std::istreambuf_iterator<char>{file}, {}};
  const auto sections = read<std::uint64_t>(bytes, 0x28);
  const std::size_t section_size = read<std::uint16_t>(bytes, 0x3A);
  const std::size_t count = read<std::uint16_t>(bytes, 0x3C);
  const std::size_t names = read<std::uint16_t>(bytes, 0x3E);
  const auto offset_of = [&](std::size_t section) {
    return read<std::uint64_t>(bytes, sections + section * section_size + 0x18);
  };
  std::vector<kernel_code> kernels;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t header = sections + i * section_size;
    const std::string name{bytes.c_str() + offset_of(names) + read<std::uint32_t>(bytes, header)};
    constexpr std::string_view prefix = ".text.";
    if (!name.starts_with(prefix)) continue;
    kernel_code kernel{kernel_name(name.substr(prefix.size())), {}};
    const std::size_t begin = offset_of(i);
    const auto size = read<std::uint64_t>(bytes, header + 0x20);
    for (std::size_t at = 0; at + 16 <= size; at += 16) {
      kernel.instructions.push_back(cubin_detail::decode(
          at, read<std::uint64_t>(bytes, begin + at), read<std::uint64_t>(bytes, begin + at + 8)));
    }
    kernels.push_back(kernel);
  }
  return kernels;
}

/// Instructions of the shortest loop with so many loads from global memory; 0 where there is none.
inline std::size_t loop_length(const kernel_code& kernel, std::size_t loads) {
  std::size_t shortest = 0;
  for (const instruction& end : kernel.instructions) {
    if (end.what != instruction::branch || end.target > end.address) continue;
    std::size_t length = 0;
    std::size_t found = 0;
    for (const instruction& i : kernel.instructions) {
      if (i.address < end.target || i.address > end.address) continue;
      length += i.what != instruction::nop ? 1 : 0;
      found += i.what == instruction::load_global ? 1 : 0;
    }
    if (found >= loads && (shortest == 0 || length < shortest)) shortest = length;
  }
  return shortest;
}

}  // namespace support

#endif
