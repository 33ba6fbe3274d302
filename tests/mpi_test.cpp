// Every process counts a part; after all_reduce each has the bytes that one process would have.

#include <mpi.h>

#include <algorithm>
#include <binpoint/io/profile.hpp>
#include <binpoint/mpi.hpp>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <span>
#include <string>
#include <vector>

#include "support/profiles.hpp"

namespace bp = binpoint;

namespace {

int rank_of_this() {
  int rank = 0;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  return rank;
}

int process_count() {
  int count = 0;
  MPI_Comm_size(MPI_COMM_WORLD, &count);
  return count;
}

int failures = 0;

void check(bool holds, const char* what) {
  if (holds) return;
  ++failures;
  std::fprintf(stderr, "process %d: failed: %s\n", rank_of_this(), what);
}

/// The part of the values that a process counts: parts of any size, that of process 1 empty.
std::span<const double> part_of(const std::vector<double>& values, int rank) {
  const std::size_t cuts[] = {0, values.size() / 7, values.size() / 7, values.size() / 2};
  const std::size_t from = cuts[rank % 4];
  const std::size_t to = rank % 4 < 3 ? cuts[rank % 4 + 1] : values.size();
  return std::span(values).subspan(from, to - from);
}

template <int SubBits>
void test_histogram() {
  support::generator random(11);
  const auto values = support::mixed_values<double>(random, 3000);
  auto histogram = bp::count_octaves<SubBits>(part_of(values, rank_of_this()));
  bp::all_reduce(histogram, MPI_COMM_WORLD);
  check(histogram == bp::count_octaves<SubBits>(values), "a histogram split by process");
}

/// What the process of a rank sees: all sites in an order of its own, some not at all.
bp::profile seen_by(int rank, bool same_sites) {
  support::generator random(20 + static_cast<std::uint64_t>(rank));
  bp::profile result;
  std::vector<bp::site> sites = support::sites();
  if (!same_sites) std::ranges::shuffle(sites, random);
  if (!same_sites) sites.resize(sites.size() - static_cast<std::size_t>(rank) - 1);
  for (const bp::site& where : sites) result[where].add(support::mixed_values<float>(random, 50));
  return result;
}

void test_profile(bool same_sites) {
  bp::profile expected;
  for (int rank = 0; rank < process_count(); ++rank) expected += seen_by(rank, same_sites);
  bp::profile found = seen_by(rank_of_this(), same_sites);
  bp::all_reduce(found, MPI_COMM_WORLD);
  check(found == expected, "a profile");
  check(bp::io::format_profile(found) == bp::io::format_profile(expected), "bytes of a profile");
  check(found.size() == support::sites().size(), "all sites");
}

void test_empty_profiles() {
  bp::profile none;
  bp::all_reduce(none, MPI_COMM_WORLD);
  check(none.empty(), "profiles without sites");
  bp::profile one;
  const bp::site last{"last", bp::role::bias};
  if (rank_of_this() == process_count() - 1) one[last].add(2.5F);
  bp::all_reduce(one, MPI_COMM_WORLD);
  check(one.size() == 1 && one.at(last).max() == 2.5, "a site of the last process alone");
}

void test_large_counts() {
  bp::msb_histogram histogram;
  histogram.add(1.0F);
  histogram = support::doubled(histogram, 60);
  bp::all_reduce(histogram, MPI_COMM_WORLD);
  const auto all = static_cast<std::uint64_t>(process_count()) << 60;
  check(histogram.count(0) == all, "counts beyond 2^60");
}

void test_part_of_the_processes() {
  MPI_Comm half = MPI_COMM_NULL;
  MPI_Comm_split(MPI_COMM_WORLD, rank_of_this() % 2, 0, &half);
  bp::msb_histogram histogram;
  histogram.add(static_cast<float>(1 + rank_of_this()));
  bp::all_reduce(histogram, half);
  check(histogram.min() == 1 + rank_of_this() % 2, "a communicator of every other process");
  check(histogram.total() == static_cast<std::uint64_t>(process_count() / 2), "its counts");
  MPI_Comm_free(&half);
}

}  // namespace

int main(int argc, char** argv) {
  MPI_Init(&argc, &argv);
  const bool enough = process_count() == 4;
  check(enough, "4 processes are needed");
  if (enough) {
    test_histogram<0>();
    test_histogram<5>();
    test_profile(true);
    test_profile(false);
    test_empty_profiles();
    test_large_counts();
    test_part_of_the_processes();
  }
  int failures_of_all = 0;
  MPI_Allreduce(&failures, &failures_of_all, 1, MPI_INT, MPI_SUM, MPI_COMM_WORLD);
  MPI_Finalize();
  return failures_of_all == 0 ? 0 : 1;
}
