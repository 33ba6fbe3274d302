/// @file
/// The counts of calls, for who makes them.
#ifndef BINPOINT_TESTS_SIMT_COUNTS_HPP
#define BINPOINT_TESTS_SIMT_COUNTS_HPP

#include "../simt.hpp"

namespace simt {

call_counts& counts();

}  // namespace simt

#endif
