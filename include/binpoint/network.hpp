/// @file
/// The seam between the library and a network: sites, taps, what was observed, what was chosen.
#ifndef BINPOINT_NETWORK_HPP
#define BINPOINT_NETWORK_HPP

#include <compare>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "detail/check.hpp"
#include "detail/site_map.hpp"
#include "format.hpp"
#include "histogram.hpp"
#include "layout.hpp"
#include "policy.hpp"
#include "selection.hpp"
#include "site.hpp"

namespace binpoint {

/// Non-owning reference to a function that a network calls with each layer's output.
///
/// The function may change the values in place, which is how validation rounds them. A
/// default-constructed tap does nothing. It must not outlive the function it was made from.
class tap {
 public:
  tap() = default;

  template <class Function>
    requires(!std::same_as<std::remove_cvref_t<Function>, tap> &&
             std::invocable<Function&, std::string_view, tensor_view<float>>)
  tap(Function&& function)  // NOLINT(*-explicit-*, *-forwarding-*)
      : object_(const_cast<void*>(static_cast<const void*>(std::addressof(function)))),
        call_([](void* object, std::string_view layer, tensor_view<float> output) {
          using pointer = std::add_pointer_t<std::remove_reference_t<Function>>;
          (*static_cast<pointer>(object))(layer, output);
        }) {}

  void operator()(std::string_view layer, tensor_view<float> output) const {
    if (call_ != nullptr) call_(object_, layer, output);
  }

 private:
  void* object_ = nullptr;
  void (*call_)(void*, std::string_view, tensor_view<float>) = nullptr;
};

/// A network that binpoint can drive by itself. An engine that fills a profile and reads a plan needs
/// none of this.
///
/// run(input, tap) calls the tap with each output it may round, in order; the layer called "input" is
/// the network's own input, tapped first. It returns the outputs, contiguous floats.
/// for_each_parameter(visit) calls visit(site, tensor_view<float>) for each weight and bias.
template <class Network, class Input>
concept network = requires(Network& net, const Input& input, tap observe,
                           void (*visit)(const site&, tensor_view<float>)) {
  { net.run(input, observe) } -> floating_range;
  net.for_each_parameter(visit);
};

/// A network that also tells how many products one input takes, which reports then show.
template <class Network>
concept counts_products = requires(const Network& net) {
  { net.multiply_accumulates() } -> std::convertible_to<std::uint64_t>;
};

/// What was observed of a network: one histogram for each site, in the order of the first visit.
template <int SubBits>
class basic_profile : public detail::site_map<octave_histogram<SubBits>> {
 public:
  /// Adds what another profile has observed; sites that are new here follow the old ones.
  void merge(const basic_profile& other) {
    for (const auto& [where, histogram] : other) (*this)[where].merge(histogram);
  }
  basic_profile& operator+=(const basic_profile& other) {
    merge(other);
    return *this;
  }
};
using profile = basic_profile<3>;

/// The format of a tensor: one for all values, or one fraction length for each channel.
struct tensor_format {
  format base{};
  std::vector<int> fraction_lengths{};  ///< empty: base holds for the whole tensor
  bool stays_float = false;             ///< the tensor is left alone, and has no format

  tensor_format() = default;
  tensor_format(format whole) : base(whole) {}  // NOLINT(*-explicit-*)
  tensor_format(format whole, std::vector<int> per_channel)
      : base(whole), fraction_lengths(std::move(per_channel)) {}
  tensor_format(std::nullopt_t) : stays_float(true) {}  // NOLINT(*-explicit-*)

  /// @throws std::invalid_argument when there are fraction lengths, and none for that channel
  [[nodiscard]] format of_channel(std::size_t channel) const {
    format result = base;
    if (fraction_lengths.empty()) return result;
    if (channel >= fraction_lengths.size()) {
      detail::invalid_argument("of_channel", "found channel " + std::to_string(channel) +
                                                 ", expected one below " +
                                                 std::to_string(fraction_lengths.size()));
    }
    result.fraction_length = fraction_lengths[channel];
    return result;
  }
  friend bool operator==(const tensor_format&, const tensor_format&) = default;
};

/// The format chosen for each site, and the one policy by which all values enter their formats.
class plan : public detail::site_map<tensor_format> {
 public:
  policy rules{};

  friend bool operator==(const plan&, const plan&) = default;
};

/// The layer name under which a network taps its own input; see the concept below.
inline constexpr std::string_view input_layer = "input";

[[nodiscard]] inline role role_of_output(std::string_view layer) {
  return layer == input_layer ? role::input : role::activation;
}

namespace detail {

template <class Choice>
[[nodiscard]] tensor_format chosen_format(const Choice& choice) {
  if constexpr (std::convertible_to<Choice, tensor_format>) {
    return choice;
  } else if constexpr (std::convertible_to<Choice, selection>) {
    return selection(choice).chosen;
  } else {
    return choice.has_value() ? chosen_format(*choice) : tensor_format(std::nullopt);
  }
}

/// What a criterion chooses, whether it asks for the site or not.
template <int S, class Criterion>
[[nodiscard]] tensor_format choose_at(const site& where, const octave_histogram<S>& histogram,
                                      const Criterion& choose) {
  if constexpr (std::invocable<const Criterion&, const site&, const octave_histogram<S>&>) {
    return chosen_format(choose(where, histogram));
  } else {
    return chosen_format(choose(histogram));
  }
}

}  // namespace detail

/// A format for every site of a profile.
///
/// @param choose  a criterion, or a callable of (site, histogram); either may return a format, a
///                tensor_format or a selection, or a std::optional of them: std::nullopt leaves a site
///                in floating point
/// @throws std::invalid_argument when a chosen format is invalid
template <int SubBits, class Criterion>
[[nodiscard]] plan choose_formats(const basic_profile<SubBits>& observed, const Criterion& choose,
                                  policy rules = {}) {
  plan result;
  result.rules = rules;
  for (const auto& [where, histogram] : observed) {
    tensor_format& chosen = result[where];
    chosen = detail::choose_at(where, histogram, choose);
    if (!chosen.stays_float) detail::check_format("choose_formats", chosen.base);
  }
  return result;
}

}  // namespace binpoint

#endif
