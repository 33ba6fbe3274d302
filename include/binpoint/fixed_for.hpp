/// @file
/// From numbers known at compile time to the type that represents them.
#ifndef BINPOINT_FIXED_FOR_HPP
#define BINPOINT_FIXED_FOR_HPP

#include "criteria.hpp"
#include "fixed.hpp"
#include "format.hpp"
#include "histogram.hpp"
#include "policy.hpp"
#include "selection.hpp"

namespace binpoint {

/// The format that a criterion chooses for an array of constants, and what it does to them.
///
/// @tparam Values   a constexpr array, or another contiguous range of numbers, of static storage
/// @tparam Choose   a criterion of criteria.hpp, or a lambda without captures; clang before 18
///                  takes no aggregate with a floating-point member, so there it must be a lambda
/// @tparam SubBits  parts of an octave that are told apart, as of octave_histogram
/// @par Complexity  O(values) steps of the compiler, and O(occupied bins) for each window tried:
///                  within the 2^20 steps that clang allows itself, 2,000 values and least_error
template <const auto& Values, auto Choose, policy Rules = policy{}, int SubBits = 3>
inline constexpr selection selection_for = choose_format(count_octaves<SubBits>(Values), Choose,
                                                         Rules);

/// The type for an array of constants: fixed_for<weights, least_error{.word_length = 8}>.
// Not by fixed_of, on which g++ 12 crashes here.
template <const auto& Values, auto Choose, policy Rules = policy{}, int SubBits = 3>
using fixed_for = fixed<selection_for<Values, Choose, Rules, SubBits>.chosen.word_length,
                        selection_for<Values, Choose, Rules, SubBits>.chosen.fraction_length,
                        selection_for<Values, Choose, Rules, SubBits>.chosen.is_signed, Rules>;

}  // namespace binpoint

#endif
