/// @file
/// A plan and the parameters of a network as a C++ header, for programs that only run it.
///
///     // conv1 weight: sfix8_En7
///     using conv1_weight = binpoint::fixed<8, 7>;
///     inline constexpr std::size_t conv1_weight_count = 72;
///     inline constexpr std::int8_t conv1_weight_codes[72] = {12, -3, ...};
///     constexpr conv1_weight::storage_type conv1_weight_code(std::size_t i);
///     constexpr int conv1_weight_fraction_length(std::size_t channel);
///
/// Each site has a type; each weight and bias its codes, in the order of the network's memory. Of
/// word lengths other than 8, 16, 32 and 64 the codes are packed (see pack.hpp), as bytes:
/// conv1_weight_bytes. By channel there is conv1_weight_fraction_lengths besides, and the type has
/// the base's. The two functions are there for every plan: what uses no more compiles with all of
/// them. A parameter that stays in floating point is conv1_weight_values instead. The header needs
/// fixed.hpp and, for packed codes, pack.hpp: neither heap nor exceptions. It is the same for the
/// same network and plan.
#ifndef BINPOINT_IO_NETWORK_HEADER_HPP
#define BINPOINT_IO_NETWORK_HEADER_HPP

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>

#include "../check_plan.hpp"
#include "../layout.hpp"
#include "../network.hpp"
#include "detail/parameter_source.hpp"
#include "detail/site_identifiers.hpp"
#include "detail/source_text.hpp"
#include "file.hpp"

namespace binpoint::io {

struct header_options {
  std::string name_space = "network_formats";  ///< of all that the header declares; a::b is one too
};

/// The text of the header.
///
/// @param net  has for_each_parameter, as the concept `network` asks
/// @throws std::invalid_argument  when a parameter has no format in the plan or the plan one for a
///         parameter that is not there, when fraction lengths do not fit the channels, when the
///         policy rounds stochastically, when a parameter that stays in floating point is not
///         finite, or when the namespace is none that a program may have, or hides std or binpoint
/// @par Complexity  O(parameters + sites^2)
template <class Network>
[[nodiscard]] std::string network_header(Network& net, const plan& formats,
                                         const header_options& options = {}) {
  if (!detail::is_namespace(options.name_space)) {
    binpoint::detail::invalid_argument("network_header",
                                       "found a namespace " + in_quotes(options.name_space) +
                                           ", expected an identifier that is no keyword, "
                                           "or several: a::b");
  }
  detail::check_parameters(net, formats);
  const std::string name = options.name_space;
  std::string result = detail::front_source(detail::guard_of(name), name, formats);
  detail::site_identifiers identifiers;
  for (const auto& entry : formats) {
    // Not by a structured binding, which clang before 16 hands to no lambda.
    const site& where = entry.first;
    const tensor_format& chosen = entry.second;
    result +=
        detail::format_source(where, chosen, identifiers.of(where), formats.rules != policy{});
    net.for_each_parameter([&](const site& found, tensor_view<float> values) {
      if (found != where) return;
      result +=
          detail::parameter_source(found, values, chosen, formats.rules, identifiers.of(found));
    });
  }
  return result + "\n}  // namespace " + name + "\n\n#endif\n";
}

/// Writes that header, whole or not at all.
/// @throws std::runtime_error  naming the file, when it cannot be written; and as network_header
template <class Network>
void write_network_header(const std::filesystem::path& path, Network& net, const plan& formats,
                          const header_options& options = {}) {
  const std::string text = network_header(net, formats, options);
  write_file(path, std::as_bytes(std::span(text.data(), text.size())));
}

}  // namespace binpoint::io

#endif
