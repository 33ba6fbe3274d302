// Profiles in files: what is written is read, and what is no profile is refused with its reason.

#include <algorithm>
#include <array>
#include <binpoint/io/profile.hpp>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <span>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

#include "support/catch.hpp"
#include "support/profiles.hpp"
#include "support/temporary_folder.hpp"

namespace bp = binpoint;
namespace io = binpoint::io;

namespace {

using bytes = std::vector<std::byte>;

constexpr std::size_t header_size = 32;

/// What the error says after the file's name, or "" when there is none.
template <int SubBits = 3>
std::string profile_error(const bytes& file) {
  const std::string prefix = "binpoint: p.bpp: ";
  try {
    (void)io::parse_profile<SubBits>(file, "p.bpp");
    return "";
  } catch (const std::runtime_error& error) {
    const std::string text = error.what();
    REQUIRE(text.starts_with(prefix));
    REQUIRE(std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; }));
    return text.substr(prefix.size());
  }
}

void put(bytes& file, std::size_t offset, std::uint64_t value, std::size_t size) {
  for (std::size_t i = 0; i < size; ++i) {
    file.at(offset + i) = static_cast<std::byte>(value >> (8 * i) & 0xff);
  }
}

/// The file with length and checksum as they should be.
bytes sealed(bytes file) {
  put(file, 16, file.size(), 8);
  file.erase(file.end() - 4, file.end());  // g++ suspects resize() under sanitizers
  const std::uint32_t sum = io::detail::crc32(file);
  file.resize(file.size() + 4);
  put(file, file.size() - 4, sum, 4);
  return file;
}

bytes sealed_with(bytes file, std::size_t offset, std::uint64_t value, std::size_t size) {
  put(file, offset, value, size);
  return sealed(file);
}

bp::profile small_profile() {
  bp::profile result;
  result[{"fc", bp::role::weight}].add(std::vector{0.0F, 1.0F, 1.5F, -3.0F});
  return result;
}

/// Offsets in the file of small_profile().
constexpr std::size_t role_at = header_size;
constexpr std::size_t extremes_at = role_at + 4 + 4 + 2;
constexpr std::size_t zeros_at = extremes_at + 4 * 8;
constexpr std::size_t octaves_at = zeros_at + 8 * 8;
constexpr std::size_t first_octave_at = octaves_at + 4;
constexpr std::size_t octave_size = 4 + 8 * 8;
constexpr std::size_t small_size = first_octave_at + 2 * octave_size + 4;

template <int SubBits>
struct sub_bits : std::integral_constant<int, SubBits> {};

}  // namespace

TEMPLATE_TEST_CASE("profile file: writing and reading gives back every word and byte", "",
                   sub_bits<0>, sub_bits<1>, sub_bits<3>, sub_bits<6>) {
  constexpr int S = TestType::value;
  for (std::uint64_t seed = 1; seed < 6; ++seed) {
    INFO("seed " << seed);
    support::generator random(seed);
    const auto observed = support::random_profile<S>(random, 200);
    const bytes file = io::format_profile(observed);
    const auto back = io::parse_profile<S>(file);
    CHECK(back == observed);
    CHECK(io::format_profile(back) == file);
    CHECK(io::format_profile(observed) == file);
  }
}

TEST_CASE("profile file: an empty profile has one") {
  const bytes file = io::format_profile(bp::profile());
  CHECK(file.size() == header_size + 4);
  CHECK(io::parse_profile(file).empty());
}

TEST_CASE("profile file: the bytes of version 1") {
  bp::basic_profile<0> observed;
  observed[{"fc", bp::role::bias}].add(std::vector{-0.5F, -0.75F});
  const std::array<unsigned, 74> expected{
      0x89, 'b',  'p',  'p',  'r',  'o',  'f',  '\n', 1,   0,
      0,    0,    0,    0,    0,    0,  // magic, version, sub-bits
      158,  0,    0,    0,    0,    0,    0,    0,    1,   0,
      0,    0,    0,    0,    0,    0,                           // length, sites
      1,    0,    0,    0,    2,    0,    0,    0,    'f', 'c',  // role, name
      0,    0,    0,    0,    0,    0,    0xe8, 0xbf,            // -0.75, a key's complement
      0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x1f, 0x40,            // -0.5, a key
      0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x1f, 0xc0,            // 0.5, complement
      0,    0,    0,    0,    0,    0,    0,    0};              // exact
  bytes whole(158);
  for (std::size_t i = 0; i < expected.size(); ++i) whole[i] = static_cast<std::byte>(expected[i]);
  put(whole, 74 + 64, 1, 4);        // no special value; one octave,
  put(whole, 142, 277 + 148, 4);    // -2^-1 and down,
  put(whole, 146, 2, 8);            // its count
  put(whole, 154, 0x9f39e8c8U, 4);  // zlib.crc32 of the bytes before
  CHECK(io::format_profile(observed) == whole);
  const std::string digits = "123456789";
  CHECK(io::detail::crc32(std::as_bytes(std::span(digits))) == 0xcbf43926U);
}

TEST_CASE("profile file: a finer one is read as coarser, exactly, and a coarser one is refused") {
  support::generator random(9);
  const auto fine = support::random_profile<5>(random, 300);
  const bytes file = io::format_profile(fine);
  bp::profile expected;
  bp::basic_profile<0> expected_msb;
  for (const auto& [where, histogram] : fine) {
    expected[where] = histogram;
    expected_msb[where] = histogram;
  }
  CHECK(io::parse_profile<3>(file) == expected);
  CHECK(io::parse_profile<0>(file) == expected_msb);
  CHECK(profile_error<6>(file) == "offset 12: found 5 sub-bits, expected 6 or more");
}

TEST_CASE("profile file: counts of 64 bits") {
  bp::profile observed;
  auto& counts = observed[{"fc", bp::role::weight}];
  counts.add(std::vector{0.0F, 1.0F, -1.0F});
  counts = support::doubled(counts, 62);
  CHECK(counts.zeros() == std::uint64_t{1} << 62);
  const bytes file = io::format_profile(observed);
  CHECK(io::parse_profile(file) == observed);
  CHECK(io::parse_profile<0>(file).at({"fc", bp::role::weight}).total() ==
        3 * (std::uint64_t{1} << 62));

  // Each site has 64 bits of its own.
  bp::profile two = observed;
  two[{"gc", bp::role::weight}] = counts;
  CHECK(io::parse_profile(io::format_profile(two)) == two);

  // 2^62 ones more would be the 2^64th value.
  const std::size_t ones_at = header_size + 10 + 32 + 64 + 4 + 4;
  const std::uint64_t quarter = std::uint64_t{1} << 62;
  CHECK(profile_error(sealed_with(file, ones_at, 2 * quarter - 1, 8)).empty());
  CHECK(profile_error(sealed_with(file, ones_at, 2 * quarter, 8)) ==
        "offset " + std::to_string(ones_at + octave_size) +
            ": found counts of 2^64 or more in all, expected less");
  // Two parts of one octave whose sum would wrap to a small count.
  bytes wrapping = file;
  put(wrapping, ones_at, std::numeric_limits<std::uint64_t>::max() - quarter, 8);
  put(wrapping, ones_at + 8, 2, 8);
  CHECK(profile_error<0>(sealed(wrapping)).find("counts of 2^64 or more in all") !=
        std::string::npos);
}

TEST_CASE("profile file: a file cut anywhere, or too long, is refused") {
  const bytes whole = io::format_profile(small_profile());
  REQUIRE(whole.size() == small_size);
  REQUIRE(profile_error(whole).empty());
  for (std::size_t length = 0; length < whole.size(); ++length) {
    const bytes part(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length));
    INFO("length " << length);
    CHECK(profile_error(part).starts_with("offset "));
    // The same with a length and a checksum that fit.
    if (length >= header_size + 4) CHECK(profile_error(sealed(part)).starts_with("offset "));
  }
  bytes header(whole.begin(), whole.begin() + header_size);
  put(header, 16, header_size, 8);
  CHECK(profile_error(header) == "offset 32: found 0 bytes, expected 4 (checksum)");
  bytes longer = whole;
  longer.push_back(std::byte{0});
  CHECK(profile_error(longer) == "offset 16: found a length of " + std::to_string(small_size) +
                                     " bytes, expected " + std::to_string(small_size + 1) +
                                     ", the size of the file");
  CHECK(profile_error(sealed(longer)) == "offset " + std::to_string(small_size - 4) +
                                             ": found more bytes, expected the end after 1 sites");
}

TEST_CASE("profile file: every wrong bit is found") {
  const bytes whole = io::format_profile(small_profile());
  for (std::size_t bit = 0; bit < 8 * whole.size(); ++bit) {
    bytes changed = whole;
    changed[bit / 8] ^= static_cast<std::byte>(1U << bit % 8);
    INFO("bit " << bit);
    CHECK_FALSE(profile_error(changed).empty());
  }
}

TEST_CASE("profile file: any byte changed under a valid checksum is read exactly or refused") {
  const bytes whole = io::format_profile(small_profile());
  std::size_t read = 0;
  for (std::size_t i = 0; i + 4 < whole.size(); ++i) {
    for (const unsigned value : {0U, 1U, 2U, 0x7fU, 0x80U, 0xffU}) {
      const bytes changed = sealed_with(whole, i, value, 1);
      if (!profile_error(changed).empty()) continue;
      ++read;
      CHECK(io::format_profile(io::parse_profile(changed)) == changed);
    }
  }
  CHECK(read > 100);
}

TEST_CASE("profile file: each malformed field is named with its offset") {
  const bytes whole = io::format_profile(small_profile());
  const auto check = [&](std::size_t offset, std::uint64_t value, std::size_t size,
                         const std::string& error) {
    CHECK(profile_error(sealed_with(whole, offset, value, size)) == error);
  };
  const auto at = [](std::size_t offset) {
    return "offset " + std::to_string(offset) + ": found ";
  };
  check(0, 'x', 1, "offset 0: found 'xbpprof?', expected a profile of binpoint");
  check(8, 2, 4, "offset 8: found version 2, expected version 1");
  check(12, 7, 4, "offset 12: found 7 sub-bits, expected 0..6");
  check(12, 2, 4, "offset 12: found 2 sub-bits, expected 3 or more");
  check(24, 0, 8, "offset 32: found more bytes, expected the end after 0 sites");
  check(24, 2, 8, at(small_size - 4) + "0 bytes, expected 4 (role)");
  check(24, ~std::uint64_t{0}, 8, at(small_size - 4) + "0 bytes, expected 4 (role)");
  check(role_at, 4, 4,
        "offset 32: found role 4, expected 0 (weight), 1 (bias), 2 (activation) or 3 (input)");
  check(role_at + 4, 0xffffffffU, 4,
        at(role_at + 8) + std::to_string(small_size - 4 - role_at - 8) +
            " bytes, expected 4294967295 (name)");
  check(octaves_at, 0xffffffffU, 4, at(small_size - 4) + "0 bytes, expected 4 (octave)");
  check(octaves_at, 3, 4, at(small_size - 4) + "0 bytes, expected 4 (octave)");
  check(octaves_at, 1, 4,
        at(role_at) +
            "extremes that contradict the counts at site 'fc' weight, expected the state "
            "of a histogram");
  check(first_octave_at, 554, 4, at(first_octave_at) + "octave 554, expected one from 0 to 553");
  check(first_octave_at + octave_size, 149, 4,
        at(first_octave_at + octave_size) + "octave 149, expected one from 150 to 553");
  bytes hollow = whole;
  put(hollow, first_octave_at + 4, 0, 8);
  put(hollow, first_octave_at + 4 + 4 * 8, 0, 8);
  CHECK(profile_error(sealed(hollow)) ==
        at(first_octave_at) + "an empty octave, expected occupied ones only");
  bytes unsealed = whole;
  put(unsealed, small_size - 4, 0x1234, 4);
  CHECK(profile_error(unsealed).starts_with(at(small_size - 4) +
                                            "checksum 1234, expected checksum "));
}

TEST_CASE("profile file: a site that comes twice is refused") {
  bp::profile observed = small_profile();
  observed[{"gc", bp::role::weight}] = observed.at({"fc", bp::role::weight});
  bytes file = io::format_profile(observed);
  const std::size_t second = header_size + (file.size() - header_size - 4) / 2;
  put(file, second + 8, 'f', 1);
  CHECK(profile_error(sealed(file)) ==
        "offset " + std::to_string(second) +
            ": found site 'fc' weight again, expected each site once");
  put(file, second, 1, 4);
  CHECK(profile_error(sealed(file)).empty());
}

TEST_CASE("profile file: extremes that contradict the counts are refused") {
  const bytes whole = io::format_profile(small_profile());
  const auto error_with = [&](std::size_t word, std::uint64_t value) {
    return profile_error(sealed_with(whole, extremes_at + 8 * word, value, 8));
  };
  const std::string end = " at site 'fc' weight, expected the state of a histogram";
  CHECK(error_with(0, 0) == "offset 32: found extremes that are no finite numbers" + end);
  CHECK(error_with(3, 2) == "offset 32: found extremes neither exact nor inexact" + end);
  CHECK(error_with(1, 0xbff0000000000000U) ==  // 1, and 1.5 was counted
        "offset 32: found extremes that contradict the counts" + end);
  CHECK(error_with(1, 0xbff9000000000000U).empty());  // 1.5625 is in the same part
}

TEST_CASE("profile file: files are written whole and read back, and errors name them") {
  const temporary_folder folder;
  const auto path = folder.path() / "p.bpp";
  io::write_profile(path, bp::profile());
  io::write_profile(path, small_profile());
  CHECK(io::read_profile(path) == small_profile());
  CHECK(folder.file_count() == 1);
  std::filesystem::resize_file(path, 30);
  CHECK_THROWS_WITH(io::read_profile(path), "binpoint: " + path.string() +
                                                ": offset 24: found 6 bytes, expected 8 (number "
                                                "of sites)");
}
