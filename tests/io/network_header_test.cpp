// A plan and a network's parameters as a C++ header.

#include <array>
#include <binpoint/io/network_header.hpp>
#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "support/temporary_folder.hpp"
#include "support/toy_network.hpp"

namespace bp = binpoint;
namespace io = binpoint::io;

namespace {

bp::plan plan_of(const bp::tensor_format& weight, const bp::tensor_format& bias) {
  bp::plan formats;
  formats[{"input", bp::role::input}] = bp::format{8, 8, false};
  formats[{"dense", bp::role::weight}] = weight;
  formats[{"dense", bp::role::bias}] = bias;
  formats[{"dense", bp::role::activation}] = std::nullopt;
  return formats;
}

std::string header_of(const bp::plan& formats) {
  support::toy_network net;
  return io::network_header(net, formats, {.name_space = "toy"});
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

/// Parameters under names of one's own.
struct named_network {
  std::vector<bp::site> sites;
  std::vector<float> values{1};

  template <class Visit>
  void for_each_parameter(Visit&& visit) {
    for (const bp::site& where : sites) visit(where, bp::tensor_view<float>(values));
  }
};

}  // namespace

TEST_CASE("network_header: every site has a type, every parameter its codes", "[header]") {
  CHECK(header_of(plan_of(bp::format{8, 5}, bp::format{16, -1, false})) ==
        R"(// Formats and parameters of a network, written by binpoint.
#ifndef TOY_NETWORK_FORMATS_HPP
#define TOY_NETWORK_FORMATS_HPP

#include <binpoint/fixed.hpp>
#include <cstddef>
#include <cstdint>

namespace toy {

// input input: ufix8_En8
using input = binpoint::fixed<8, 8, false>;

// dense weight: sfix8_En5
using dense_weight = binpoint::fixed<8, 5>;
inline constexpr std::size_t dense_weight_count = 4;
inline constexpr std::int8_t dense_weight_codes[4] = {
    33, -16, 8, 64};
[[nodiscard]] constexpr dense_weight::storage_type dense_weight_code(std::size_t i) {
  return dense_weight_codes[i];
}
[[nodiscard]] constexpr int dense_weight_fraction_length(std::size_t) {
  return dense_weight::fraction_length;
}

// dense bias: ufix16_E1
using dense_bias = binpoint::fixed<16, -1, false>;
inline constexpr std::size_t dense_bias_count = 2;
inline constexpr std::uint16_t dense_bias_codes[2] = {
    0, 0};
[[nodiscard]] constexpr dense_bias::storage_type dense_bias_code(std::size_t i) {
  return dense_bias_codes[i];
}
[[nodiscard]] constexpr int dense_bias_fraction_length(std::size_t) {
  return dense_bias::fraction_length;
}

// dense activation: float

}  // namespace toy

#endif
)");
}

TEST_CASE("network_header: odd word lengths are packed, channels have lengths", "[header]") {
  const std::string text = header_of(plan_of({{4, 9}, {2, 1}}, bp::format{8, 0}));
  // 1.03, -0.5 with 2 fraction bits: 4, -2; 0.25, 2 with 1: 1 (a tie), 4.
  CHECK(has(text, R"(
// dense weight: sfix4_En9, by channel
using dense_weight = binpoint::fixed<4, 9>;
inline constexpr int dense_weight_fraction_lengths[2] = {
    2, 1};
inline constexpr std::size_t dense_weight_count = 4;
inline constexpr std::uint8_t dense_weight_bytes[2] = {
    228, 65};
[[nodiscard]] constexpr dense_weight::storage_type dense_weight_code(std::size_t i) {
  return binpoint::unpack_one<dense_weight::storage_type>(
      dense_weight_bytes, i, dense_weight::word_length);
}
[[nodiscard]] constexpr int dense_weight_fraction_length(std::size_t channel) {
  return dense_weight_fraction_lengths[channel];
}
)"));
  CHECK(has(text, "#include <binpoint/fixed.hpp>\n#include <binpoint/pack.hpp>\n#include <c"));
}

TEST_CASE("network_header: what stays in floating point is exact", "[header]") {
  bp::tensor_format kept{{8, 0}, {1, 2}};
  kept.stays_float = true;
  const std::string text = header_of(plan_of(kept, std::nullopt));
  CHECK(has(text, R"(
// dense weight: float
inline constexpr std::size_t dense_weight_count = 4;
inline constexpr float dense_weight_values[4] = {
    0x1.07ae14p+0F, -0x1p-1F, 0x1p-2F, 0x1p+1F};
)"));
  CHECK_FALSE(has(text, "using dense_weight"));
  support::toy_network net;
  net.bias[1] = std::numeric_limits<float>::infinity();
  CHECK_THROWS_WITH(io::network_header(net, plan_of(bp::format{}, std::nullopt)),
                    "binpoint: network_header: 'dense bias' stays in floating point: found an "
                    "infinity at value 1, expected finite numbers");
}

TEST_CASE("network_header: another policy is part of the types, and of the codes", "[header]") {
  bp::plan formats = plan_of(bp::format{8, 5}, bp::format{8, 0});
  formats.rules = {.rounding = bp::rounding_mode::floor, .overflow = bp::overflow_mode::wrap};
  const std::string text = header_of(formats);
  CHECK(has(text, R"(
inline constexpr binpoint::policy rules =
    binpoint::policy{binpoint::rounding_mode::floor, binpoint::overflow_mode::wrap,
    binpoint::underflow_mode::gradual, binpoint::growth_mode::exact};
)"));
  CHECK(has(text, "using dense_weight = binpoint::fixed<8, 5, true, rules>;"));
  CHECK(has(text, "{\n    32, -16, 8, 64};"));
  formats.rules.rounding = bp::rounding_mode::stochastic;
  CHECK_THROWS_WITH(header_of(formats), "binpoint: encode: stochastic rounding needs random bits");
}

TEST_CASE("network_header: identifiers are valid and differ", "[header]") {
  named_network net;
  bp::plan formats;
  for (const char* layer : {"features.0", "features_0", "features__0_2", "0", "", "\xe5\xb1\x82",
                            "a b", "class", "bias", "_x_"}) {
    net.sites.push_back({layer, bp::role::bias});
    net.sites.push_back({layer, bp::role::weight});
    formats[net.sites[net.sites.size() - 2]] = bp::format{};
    formats[net.sites.back()] = bp::format{};
  }
  const std::string text = io::network_header(net, formats);
  for (const char* stem : {"features_0", "features_0_2", "features_0_2_2", "layer0", "layer",
                           "layer_2", "a_b", "class", "x"}) {
    CHECK(has(text, "using " + std::string(stem) + "_bias = "));
    CHECK(has(text, "using " + std::string(stem) + "_weight = "));
  }
  CHECK(has(text, "using bias = "));
  CHECK(has(text, "// \"a b\" bias: sfix8\n"));
  CHECK(has(text, "namespace network_formats {"));
}

TEST_CASE("network_header: lines are short, literals right at the ends", "[header]") {
  named_network net{{{"a", bp::role::weight}}, std::vector<float>(1000, -0x1p70F)};
  bp::plan formats;
  formats[net.sites[0]] = bp::format{64, 0};
  std::string text = io::network_header(net, formats);
  CHECK(has(text, "std::int64_t a_weight_codes[1000] = {\n    -9223372036854775807 - 1, -9"));
  formats[net.sites[0]] = bp::format{64, 0, false};
  net.values.assign(2, 0x1p70F);
  CHECK(has(io::network_header(net, formats),
            "{\n    18446744073709551615U, 18446744073709551615U}"));
  formats[net.sites[0]] = bp::format{8, 0};
  net.values.assign(3000, -100);
  text += io::network_header(net, formats);
  std::size_t longest = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find('\n', at);
    longest = std::max(longest, end - at);
    at = end + 1;
  }
  CHECK(longest <= 100);
  CHECK(longest > 90);
}

TEST_CASE("network_header: plan and parameters fit each other", "[header]") {
  bp::plan formats = plan_of({{8, 0}, {1, 2, 3}}, bp::format{});
  CHECK_THROWS_WITH(header_of(formats),
                    "binpoint: check_plan: 'dense weight': found 3 fraction "
                    "lengths, expected one for each of 2 channels");
  formats = plan_of(bp::format{}, bp::format{});
  formats[{"conv", bp::role::weight}] = bp::format{};
  CHECK_THROWS_WITH(header_of(formats),
                    "binpoint: check_plan: 'conv weight': the network has no such site");
  CHECK_THROWS_WITH(
      header_of({}),
      "binpoint: check_plan: the plan has no format for 'dense weight', 'dense bias'");
}

TEST_CASE("network_header: a namespace is a name that a program may have", "[header]") {
  support::toy_network net;
  const bp::plan formats = plan_of(bp::format{}, bp::format{});
  for (const char* wrong : {"",      "1a",    "a::",    "::a",    "a b",         "a:b",      "a::2",
                            "a-b",   "class", "a::int", "xor",    "while::a",    "co_await", "a__b",
                            "_Bool", "a::_X", "std",    "a::std", "a::binpoint", "main"}) {
    CHECK_THROWS_WITH(io::network_header(net, formats, {.name_space = wrong}),
                      "binpoint: network_header: found a namespace '" + std::string(wrong) +
                          "', expected an identifier that is no keyword, or several: a::b");
  }
  for (const char* right : {"classes", "Int", "_a", "a_", "_", "binpoint", "a::main", "stdx"}) {
    const std::string text = io::network_header(net, formats, {.name_space = right});
    CHECK(has(text, "namespace " + std::string(right) + " {"));
  }
  const std::string text = io::network_header(net, formats, {.name_space = "a_1::b"});
  CHECK(has(text, "#ifndef A_01_1B_NETWORK_FORMATS_HPP\n#define A_01_1B_NETWORK_FORMATS_HPP\n"));
  CHECK(has(text, "namespace a_1::b {"));
}

TEST_CASE("network_header: the file is whole or not there", "[header]") {
  const temporary_folder folder;
  support::toy_network net;
  const bp::plan formats = plan_of(bp::format{}, bp::format{});
  io::write_network_header(folder.path() / "n.hpp", net, formats);
  CHECK(io::as_text(io::read_file(folder.path() / "n.hpp")) == io::network_header(net, formats));
  CHECK_THROWS(io::write_network_header(folder.path() / "m.hpp", net, {}));
  CHECK(folder.file_count() == 1);
}
