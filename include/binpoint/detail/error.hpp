/// @file
/// The one place where a wrong argument becomes an error.
#ifndef BINPOINT_DETAIL_ERROR_HPP
#define BINPOINT_DETAIL_ERROR_HPP

#include <string>

#include "../config.hpp"

#if BINPOINT_HAS_EXCEPTIONS
#include <stdexcept>
#endif

namespace binpoint::detail {

/// Throws std::invalid_argument "binpoint: function: reason"; without exceptions calls the hook.
[[noreturn]] [[gnu::cold]] [[gnu::noinline]] inline void invalid_argument(
    [[maybe_unused]] const char* function, [[maybe_unused]] const std::string& reason) {
#if BINPOINT_HAS_EXCEPTIONS
  throw std::invalid_argument(std::string("binpoint: ") + function + ": " + reason);
#else
  BINPOINT_ASSERTION_FAILED(function, reason.c_str());
#endif
}

}  // namespace binpoint::detail

#endif
