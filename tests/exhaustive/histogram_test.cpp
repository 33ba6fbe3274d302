// Histograms against a naive count: every short length, every place of a special value, every pair
// of exponents, all patterns of 16 bits, and a hundred million floats of every kind.

#include <algorithm>
#include <binpoint/histogram.hpp>
#include <binpoint/parallel.hpp>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <span>
#include <string>
#include <tuple>
#include <type_traits>
#include <vector>

#include "support/brain_float.hpp"
#include "support/catch.hpp"
#include "support/histogram_inputs.hpp"
#include "support/random.hpp"
#include "support/reference_histogram.hpp"

namespace bp = binpoint;
using support::brain_float, support::reference_histogram, support::reference_of, support::sequence,
    support::value_maker, support::value_of;

namespace {

constexpr bool is_short = BINPOINT_EXHAUSTIVE_STRIDE > 1;
constexpr std::uint64_t first_seed = 700;

/// What went wrong, from all threads.
class findings {
 public:
  /// @param difference  "" where all is well
  void add(const std::string& difference, const std::string& where) {
    const std::lock_guard lock(guard_);
    ++checks_;
    if (!difference.empty()) wrong_.push_back(where + ": " + difference);
  }
  void report(std::size_t least_checks) {
    for (std::size_t i = 0; i < wrong_.size() && i < 5; ++i) UNSCOPED_INFO(wrong_[i]);
    CHECK(wrong_.size() == 0);
    CHECK(checks_ >= least_checks);
  }

 private:
  std::mutex guard_;
  std::vector<std::string> wrong_;
  std::size_t checks_ = 0;
};

template <int S, class T>
std::string compare(std::span<const T> values) {
  return support::difference(bp::count_octaves<S>(values), reference_of<S>(values));
}

/// In two calls of add, so that what one leaves behind meets the next.
template <int S, class T>
std::string compare_in_two(std::span<const T> values, std::size_t first) {
  bp::octave_histogram<S> h;
  h.add(values.first(first));
  h.add(values.subspan(first));
  return support::difference(h, reference_of<S>(values));
}

std::string text_of(const char* name, std::uint64_t x) {
  return std::string(name) + " " + std::to_string(x) + " ";
}

/// Tasks of their own seeds, on all cores.
template <class Task>
void for_each_seed(std::size_t count, const Task& task) {
  bp::thread_executor{}(count, [&](std::size_t i) { task(first_seed + i); });
}

using small_types = std::tuple<brain_float
#if BINPOINT_HAS_FLOAT16
                               ,
                               _Float16
#endif
                               >;
using all_types = decltype(std::tuple_cat(std::tuple<float, double>{}, small_types{}));

}  // namespace

TEMPLATE_LIST_TEST_CASE("histogram: every length to 200, and longer, of every kind and alignment",
                        "", all_types) {
  constexpr std::size_t longest_of_all = 200;
  constexpr std::size_t longest = 20'000;
  constexpr std::size_t lengths = longest_of_all + (is_short ? 2 : 16);
  constexpr std::size_t alignments = is_short ? 3 : 17;
  constexpr auto kinds = static_cast<std::size_t>(sequence::count);
  findings all;
  for_each_seed(kinds * alignments, [&](std::uint64_t seed) {
    support::generator random(seed);
    const std::size_t i = seed - first_seed;
    std::vector<TestType> memory(longest + alignments);
    for (std::size_t length = 0; length <= lengths; ++length) {
      const std::size_t near_multiple = 1023 + random() % 18 * 1024 + random() % 3;
      const std::size_t n = length <= longest_of_all ? length
                            : length % 2 == 0        ? near_multiple
                                                     : random() % longest;
      const auto values = std::span(memory).subspan(i / kinds, n);
      support::fill(values, static_cast<sequence>(i % kinds), random);
      const std::string where = text_of("seed", seed) + text_of("length", n);
      all.add(compare<0, TestType>(values), where);
      all.add(compare<3, TestType>(values), where);
    }
  });
  all.report(2 * kinds * alignments * (lengths + 1));
}

TEMPLATE_LIST_TEST_CASE("histogram: a special value at every place of a block", "", all_types) {
  using maker = value_maker<TestType>;
  constexpr std::size_t length = 9000 + 37;
  constexpr std::size_t block = 64;
  // Each of these, among many of each of the others.
  std::vector<TestType> values;
  for (const int exponent :
       {0, 1, maker::top / 2, maker::top / 2 + 15, maker::top - 1, maker::top}) {
    for (const std::uint64_t fraction : {std::uint64_t{0}, std::uint64_t{1}, ~std::uint64_t{0}}) {
      values.push_back(maker::from_fields(false, exponent, fraction));
      values.push_back(maker::from_fields(true, exponent, fraction));
    }
  }
  findings all;
  for_each_seed(values.size(), [&](std::uint64_t seed) {
    support::generator random(seed);
    const TestType special = values[seed - first_seed];
    for (std::size_t other = 0; other < values.size(); other += is_short ? 5 : 1) {
      std::vector<TestType> sequence(length, values[other]);
      reference_histogram<0> expected;
      expected.add(value_of(values[other]), length - 1);
      expected.add(value_of(special));
      for (std::size_t place = 0; place < block; ++place) {
        const std::size_t at =
            std::min(length - 1, random() % (length / block + 1) * block + place);
        sequence[at] = special;
        all.add(support::difference(bp::count_msb(sequence), expected),
                text_of("seed", seed) + text_of("other", other) + text_of("at", at));
        sequence[at] = values[other];
      }
    }
  });
  all.report(values.size() * (values.size() / 5) * block);
}

TEST_CASE("histogram: every pair of signs and exponents, one of them rare or not") {
  using maker = value_maker<float>;
  constexpr std::size_t length = 1200;
  constexpr std::size_t kinds = 512;
  constexpr std::size_t stride = is_short ? 19 : 1;
  findings all;
  for_each_seed(kinds, [&](std::uint64_t seed) {
    support::generator random(seed);
    const auto value = [&](std::size_t i) {
      return maker::from_fields(i % 2 != 0, static_cast<int>(i / 2), random());
    };
    const float often = value(seed - first_seed);
    for (std::size_t other = seed % stride; other < kinds; other += stride) {
      const float rare = value(other);
      const std::size_t n = std::size_t{1} << random() % 10;
      const std::size_t from = random() % (length - n);
      std::vector<float> values(length, often);
      std::fill_n(values.begin() + static_cast<std::ptrdiff_t>(from), n, rare);
      reference_histogram<0> expected;
      expected.add(value_of(often), length - n);
      expected.add(value_of(rare), n);
      all.add(support::difference(bp::count_msb(values), expected),
              text_of("seed", seed) + text_of("other", other));
    }
  });
  all.report(kinds * (kinds / stride));
}

TEMPLATE_LIST_TEST_CASE("histogram: long runs in one bin overflow no counter", "", all_types) {
  using maker = value_maker<TestType>;
  constexpr std::size_t longest = (std::size_t{1} << 18) + 77;
  for (const int exponent : {0, 1, maker::top / 2, maker::top - 1, maker::top}) {
    for (const unsigned fraction : {0U, 1U}) {
      for (const bool negative : {false, true}) {
        const TestType x = maker::from_fields(negative, exponent, fraction);
        const std::vector<TestType> run(longest, x);
        for (const std::size_t n : {std::size_t{255}, std::size_t{256}, std::size_t{8192},
                                    std::size_t{65'536}, std::size_t{65'537}, longest}) {
          reference_histogram<0> coarse;
          reference_histogram<4> fine;
          coarse.add(value_of(x), n);
          fine.add(value_of(x), n);
          const auto part = std::span(run).last(n);
          CAPTURE(exponent, fraction, negative, n);
          CHECK(support::difference(bp::count_msb(part), coarse).empty());
          CHECK(support::difference(bp::count_octaves<4>(part), fine).empty());
        }
      }
    }
  }
}

TEMPLATE_LIST_TEST_CASE("histogram: all 65,536 patterns of 16 bits, in order and in any", "",
                        small_types) {
  std::vector<TestType> patterns;
  for (std::uint32_t i = 0; i < 0x10000; ++i) {
    patterns.push_back(std::bit_cast<TestType>(static_cast<std::uint16_t>(i)));
  }
  support::generator random(first_seed);
  for (int order = 0; order < 3; ++order) {
    CAPTURE(order);
    CHECK(compare<0, TestType>(patterns).empty());
    CHECK(compare<3, TestType>(patterns).empty());
    CHECK(compare<6, TestType>(patterns).empty());
    std::ranges::shuffle(patterns, random);
  }
}

TEMPLATE_LIST_TEST_CASE("histogram: millions of values of every kind", "", all_types) {
  constexpr bool is_main = std::is_same_v<TestType, float>;
  constexpr std::size_t tasks = is_short ? 2 : is_main ? 400 : 20;
  constexpr std::size_t values_per_task = 250'000;
  findings all;
  std::mutex guard;
  bp::msb_histogram merged;
  for_each_seed(tasks, [&](std::uint64_t seed) {
    support::generator random(seed);
    std::vector<TestType> memory(values_per_task);
    support::fill_with_mixture(std::span(memory), random);
    const std::span<const TestType> values(memory);
    const std::string where = text_of("seed", seed);
    all.add(compare_in_two<0>(values, random() % values.size()), where);
    all.add(compare<0>(values.subspan(random() % 64)), where);
    all.add(compare<3>(values), where);
    if (seed % 8 == 0) all.add(compare<6>(values), where);
    const auto h = bp::count_msb(values);
    const std::lock_guard lock(guard);
    merged.merge(h);
  });
  all.report(3 * tasks);
  CHECK(merged.total() == tasks * values_per_task);
  const auto least = value_of(value_maker<TestType>::from_fields(false, 0, 1));
  CHECK(merged.zeros() > 0);
  CHECK(merged.nans() > 0);
  CHECK(merged.positive_infinities() > 0);
  CHECK(merged.negative_infinities() > 0);
  CHECK(merged.smallest_nonzero() == least);
  CHECK((merged.below() > 0) == std::is_same_v<TestType, double>);
  CHECK((merged.above() > 0) == std::is_same_v<TestType, double>);
}
