/// @file
/// Counts of several files, added up: files may claim more than 64 bits hold.
#ifndef BINPOINT_EXAMPLES_PROFILE_SUM_HPP
#define BINPOINT_EXAMPLES_PROFILE_SUM_HPP

#include <binpoint/histogram.hpp>
#include <binpoint/io/cursor.hpp>
#include <binpoint/site.hpp>
#include <cstdint>
#include <stdexcept>
#include <string>

namespace demo {

/// @param path  of the file whose counts are added
/// @throws std::runtime_error  naming file and site, when the sum has 2^64 values or more
template <int SubBits>
void add_counts(binpoint::octave_histogram<SubBits>& sum,
                const binpoint::octave_histogram<SubBits>& more, const binpoint::site& where,
                const std::string& path) {
  if (sum.total() + more.total() < more.total()) {
    throw std::runtime_error(path + ": found " + std::to_string(more.total()) + " values of " +
                             binpoint::io::in_quotes(to_string(where)) +
                             ", expected fewer than 2^64 with those of the files before");
  }
  sum.merge(more);
}

}  // namespace demo

#endif
