/// @file
/// Fixed-point numbers whose format is fixed at compile time: the type, its arithmetic, its limits.
///
/// Needs only freestanding headers; formats of up to 32 bits need no integer beyond 64.
#ifndef BINPOINT_FIXED_HPP
#define BINPOINT_FIXED_HPP

#include "detail/fixed_limits.hpp"
#include "detail/fixed_type.hpp"
#include "fixed_arithmetic.hpp"

#endif
