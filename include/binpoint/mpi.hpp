/// @file
/// Histograms and profiles of all processes of an MPI program, added up.
#ifndef BINPOINT_MPI_HPP
#define BINPOINT_MPI_HPP

#include <mpi.h>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "config.hpp"
#include "detail/error.hpp"
#include "histogram.hpp"
#include "io/profile.hpp"
#include "network.hpp"

#if BINPOINT_HAS_EXCEPTIONS
#include <stdexcept>
#endif

namespace binpoint {

namespace detail {

/// For a communicator whose errors are returned; by default MPI ends the program itself.
inline void check_mpi(int code) {
  if (code == MPI_SUCCESS) return;
  char text[MPI_MAX_ERROR_STRING];
  int length = 0;
  MPI_Error_string(code, text, &length);
#if BINPOINT_HAS_EXCEPTIONS
  throw std::runtime_error("binpoint: all_reduce: " +
                           std::string(text, static_cast<std::size_t>(length)));
#else
  BINPOINT_ASSERTION_FAILED("all_reduce", text);
#endif
}

[[nodiscard]] inline std::vector<std::uint64_t> reduced(std::span<const std::uint64_t> words,
                                                        MPI_Op operation, MPI_Comm processes) {
  std::vector<std::uint64_t> result(words.size());
  check_mpi(MPI_Allreduce(words.data(), result.data(), static_cast<int>(words.size()), MPI_UINT64_T,
                          operation, processes));
  return result;
}

/// The bytes that the process `from` gives.
[[nodiscard]] inline std::vector<std::byte> broadcast(const std::vector<std::byte>& bytes, int from,
                                                      MPI_Comm processes) {
  std::uint64_t size = bytes.size();
  check_mpi(MPI_Bcast(&size, 1, MPI_UINT64_T, from, processes));
  // The same size everywhere, so either every process throws or none.
  if (size > static_cast<std::uint64_t>(std::numeric_limits<int>::max())) {
    invalid_argument("all_reduce", "the names of the sites take 2 GiB or more");
  }
  std::vector<std::byte> result = bytes;
  result.resize(static_cast<std::size_t>(size));
  check_mpi(MPI_Bcast(result.data(), static_cast<int>(size), MPI_BYTE, from, processes));
  return result;
}

/// The sites of all processes, those of the first one first; their histograms are empty.
template <int SubBits>
[[nodiscard]] basic_profile<0> sites_of_all(const basic_profile<SubBits>& observed,
                                            MPI_Comm processes) {
  basic_profile<0> own;
  for (const auto& [where, histogram] : observed) (void)own[where];
  const std::vector<std::byte> own_sites = io::format_profile(own);

  int process_count = 0;
  check_mpi(MPI_Comm_size(processes, &process_count));
  basic_profile<0> all;
  std::vector<std::byte> last;
  for (int process = 0; process < process_count; ++process) {
    std::vector<std::byte> sites = broadcast(own_sites, process, processes);
    if (sites == last) continue;
    all.merge(io::parse_profile<0>(sites, "sites of process " + std::to_string(process)));
    last = std::move(sites);
  }
  return all;
}

}  // namespace detail

/// Replaces each process's histogram by the merge of them all.
///
/// The same bytes on every process, for any number of processes and any split of the data.
/// Collective: every process of the communicator calls it, with the same number of sub-bits.
/// @pre  fewer than 2^64 values in all
/// @throws std::runtime_error     for an error that the communicator returns
/// @par Complexity  two reductions, of 4.5 KB << SubBits and of 32 bytes
template <int SubBits>
void all_reduce(octave_histogram<SubBits>& histogram, MPI_Comm processes) {
  const auto sums = detail::reduced(histogram.sums(), MPI_SUM, processes);
  const auto extremes = detail::reduced(histogram.extremes(), MPI_MAX, processes);
  histogram = octave_histogram<SubBits>::from_state(sums, extremes);
}

/// Replaces each process's profile by the merge of them all in the order of rank.
///
/// A site that some process has not seen counts nothing there. Sites stand in the order of the
/// first process, then those that are new to the next, and so on: where all run one network, in its
/// order. Collective, as above.
/// @throws std::invalid_argument  when the names of one process's sites take 2 GiB or more
/// @par Complexity  one broadcast of the names a process, and two reductions a site
template <int SubBits>
void all_reduce(basic_profile<SubBits>& observed, MPI_Comm processes) {
  basic_profile<SubBits> result;
  for (const auto& [where, empty] : detail::sites_of_all(observed, processes)) {
    octave_histogram<SubBits>& histogram = result[where];
    if (const auto* own = observed.find(where)) histogram = *own;
    all_reduce(histogram, processes);
  }
  observed = std::move(result);
}

}  // namespace binpoint

#endif
