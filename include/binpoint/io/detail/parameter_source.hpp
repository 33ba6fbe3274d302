/// @file
/// The formats of sites and the codes of parameters as C++ source text.
#ifndef BINPOINT_IO_DETAIL_PARAMETER_SOURCE_HPP
#define BINPOINT_IO_DETAIL_PARAMETER_SOURCE_HPP

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "../../check_plan.hpp"
#include "../../convert.hpp"
#include "../../detail/error.hpp"
#include "../../detail/plan_reader.hpp"
#include "../../format_text.hpp"
#include "../../layout.hpp"
#include "../../network.hpp"
#include "../../pack.hpp"
#include "source_text.hpp"

namespace binpoint::io::detail {

/// Whether each weight and bias of a network has its format in a plan, and no other has.
template <class Network>
void check_parameters(Network& net, const plan& formats) {
  std::vector<planned_site> sites;
  net.for_each_parameter([&](const site& where, tensor_view<float> values) {
    sites.push_back({where, values.layout().channels});
  });
  for (const auto& [where, chosen] : formats) {
    if (where.kind == role::weight || where.kind == role::bias) continue;
    sites.push_back({where, chosen.fraction_lengths.size()});
  }
  check_plan(formats, sites);
}

/// The type of a site, and the fraction lengths of its channels.
[[nodiscard]] inline std::string format_source(const site& where, const tensor_format& chosen,
                                               const std::string& name, bool has_rules) {
  std::string result = "\n// " + binpoint::detail::written_site(where) + ": ";
  if (chosen.stays_float) return result + "float\n";
  const bool by_channel = !chosen.fraction_lengths.empty();
  result += to_string(chosen.base) + (by_channel ? ", by channel\n" : "\n");
  result += "using " + name + " = " + type_source(chosen.base, has_rules) + ";\n";
  if (by_channel) {
    result += array_text("int", name + "_fraction_lengths", chosen.fraction_lengths);
  }
  return result;
}

/// The values of a parameter that stays in floating point.
[[nodiscard]] inline std::string values_source(const site& where, tensor_view<float> values,
                                               const std::string& name) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (std::isfinite(values.data()[i])) continue;
    binpoint::detail::invalid_argument(
        "network_header", "'" + binpoint::detail::written_site(where) +
                              "' stays in floating point: found " +
                              (std::isnan(values.data()[i]) ? "a NaN" : "an infinity") +
                              " at value " + std::to_string(i) + ", expected finite numbers");
  }
  return array_text("float", name + "_values", values);
}

/// Word lengths that are those of builtin integers.
[[nodiscard]] constexpr bool is_packed(format base) {
  const int w = base.word_length;
  return w != 8 && w != 16 && w != 32 && w != 64;
}

/// Whether the header needs pack.hpp.
[[nodiscard]] inline bool has_packed_parameters(const plan& formats) {
  return std::ranges::any_of(formats, [](const auto& each) {
    const auto& [where, chosen] = each;
    const bool is_parameter = where.kind == role::weight || where.kind == role::bias;
    return is_parameter && !chosen.stays_float && is_packed(chosen.base);
  });
}

[[nodiscard]] inline std::string codes_source(const std::vector<std::int64_t>& codes, format base,
                                              const std::string& name) {
  const int w = base.word_length;
  if (is_packed(base)) {
    std::vector<std::uint8_t> bytes(packed_size(codes.size(), w));
    pack(std::span<const std::int64_t>(codes), w, std::span(bytes));
    return array_text("std::uint8_t", name + "_bytes", bytes);
  }
  const std::string type =
      std::string(base.is_signed ? "std::int" : "std::uint") + std::to_string(w) + "_t";
  if (base.is_signed || w < 64) return array_text(type, name + "_codes", codes);
  return array_text(type, name + "_codes", std::vector<std::uint64_t>(codes.begin(), codes.end()));
}

/// The two functions that are the same for every format of a parameter.
[[nodiscard]] inline std::string access_source(const tensor_format& chosen,
                                               const std::string& name) {
  const std::string type = name + "::storage_type";
  const bool by_channel = !chosen.fraction_lengths.empty();
  std::string result = "[[nodiscard]] constexpr " + type + ' ' + name + "_code(std::size_t i) {\n";
  result += is_packed(chosen.base) ? "  return binpoint::unpack_one<" + type + ">(" + name +
                                         "_bytes, i, " + name + "::word_length);\n"
                                   : "  return " + name + "_codes[i];\n";
  result += "}\n[[nodiscard]] constexpr int " + name + "_fraction_length(std::size_t" +
            (by_channel ? " channel" : "") + ") {\n";
  return result + "  return " + name +
         (by_channel ? "_fraction_lengths[channel];\n}\n" : "::fraction_length;\n}\n");
}

/// The number of values, and their codes.
[[nodiscard]] inline std::string parameter_source(const site& where, tensor_view<float> values,
                                                  const tensor_format& chosen, policy rules,
                                                  const std::string& name) {
  std::string result =
      "inline constexpr std::size_t " + name + "_count = " + std::to_string(values.size()) + ";\n";
  if (values.size() == 0) return result;
  if (chosen.stays_float) return result + values_source(where, values, name);
  std::vector<std::int64_t> codes;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const format target = chosen.of_channel(values.layout().channel(i));
    codes.push_back(encode(values.data()[i], target, rules).code);
  }
  return result + codes_source(codes, chosen.base, name) + access_source(chosen, name);
}

/// All up to the first site.
[[nodiscard]] inline std::string front_source(const std::string& guard,
                                              const std::string& name_space, const plan& formats) {
  std::string result = "// Formats and parameters of a network, written by binpoint.\n";
  result += "#ifndef " + guard + "\n#define " + guard + "\n\n#include <binpoint/fixed.hpp>\n";
  if (has_packed_parameters(formats)) result += "#include <binpoint/pack.hpp>\n";
  result += "#include <cstddef>\n#include <cstdint>\n\nnamespace " + name_space + " {\n";
  if (formats.rules == policy{}) return result;
  return result + "\ninline constexpr binpoint::policy rules =\n    " +
         policy_source(formats.rules) + ";\n";
}

}  // namespace binpoint::io::detail

#endif
