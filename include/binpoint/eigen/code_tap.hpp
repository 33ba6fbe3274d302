/// @file
/// A look at the codes of each layer of a network in integers.
#ifndef BINPOINT_EIGEN_CODE_TAP_HPP
#define BINPOINT_EIGEN_CODE_TAP_HPP

#include <concepts>
#include <cstdint>
#include <memory>
#include <string_view>
#include <type_traits>

#include "../format.hpp"
#include "../layout.hpp"

namespace binpoint::eigen {

/// Non-owning reference to a function that a network in integers calls with the codes of each layer
/// and their format.
///
/// A default-constructed one does nothing. It must not outlive the function it was made from.
class code_tap {
 public:
  using codes = tensor_view<const std::int32_t>;

  code_tap() = default;

  template <class Function>
  requires(!std::same_as<std::remove_cvref_t<Function>, code_tap> &&
           std::invocable<Function&, std::string_view, codes, const format&>)
      code_tap(Function&& function)  // NOLINT(*-explicit-*, *-forwarding-*)
      : object_(const_cast<void*>(static_cast<const void*>(std::addressof(function)))),
        call_([](void* object, std::string_view layer, codes shown, const format& of) {
          using pointer = std::add_pointer_t<std::remove_reference_t<Function>>;
          (*static_cast<pointer>(object))(layer, shown, of);
        }) {}

  /// Whether there is a function.
  explicit operator bool() const { return call_ != nullptr; }

  void operator()(std::string_view layer, codes shown, const format& of) const {
    if (call_ != nullptr) call_(object_, layer, shown, of);
  }

 private:
  void* object_ = nullptr;
  void (*call_)(void*, std::string_view, codes, const format&) = nullptr;
};

}  // namespace binpoint::eigen

#endif
