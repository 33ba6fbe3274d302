/// @file
/// The name of a tensor in a network.
#ifndef BINPOINT_SITE_HPP
#define BINPOINT_SITE_HPP

#include <compare>
#include <string>

namespace binpoint {

/// What a tensor is in its network.
enum class role { weight, bias, activation, input };

/// One observed tensor of a network: the name of its layer, any unique string, and its role there.
struct site {
  std::string layer;
  role kind = role::activation;

  friend auto operator<=>(const site&, const site&) = default;
  // Stated, for nvcc does not define the one that the line above implies.
  friend bool operator==(const site&, const site&) = default;
};

[[nodiscard]] constexpr const char* to_string(role kind) {
  switch (kind) {
    case role::weight:
      return "weight";
    case role::bias:
      return "bias";
    case role::activation:
      return "activation";
    case role::input:
      return "input";
  }
  return "";
}

[[nodiscard]] inline std::string to_string(const site& where) {
  return where.layer + ' ' + to_string(where.kind);
}

}  // namespace binpoint

#endif
