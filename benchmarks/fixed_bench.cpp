/// @file
/// Arithmetic of `fixed`, and conversions of tensors, beside the same on raw integers and floats
/// and beside SystemC. Peers are checked to give the same results before anything is timed.
#include <benchmark/benchmark.h>

#include <array>
#include <binpoint/fixed.hpp>
#include <binpoint/layout.hpp>
#include <binpoint/quantize.hpp>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <iostream>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "support/hand_loops.hpp"
#include "support/systemc_loops.hpp"
#include "support/versus.hpp"

namespace bp = binpoint;

namespace {

constexpr std::size_t count = std::size_t{1} << 14;  // values: all in the cache
constexpr int rounds = 15;
constexpr int repeats = 32;  // passes in a round, to be long beside the clock
constexpr int steps = 16;    // of the chain

using word = bp::fixed<8, 3>;
using accumulator = bp::fixed<32, 6, true, bp::policy{.overflow = bp::overflow_mode::wrap}>;
using q16 = bp::fixed<32, 16>;

// What a user writes: the peers of dot_by_hand and chain_by_hand.

[[gnu::noinline]] accumulator dot(const word* a, const word* b, std::size_t n) {
  accumulator sum{};
  for (std::size_t i = 0; i < n; ++i) sum += a[i] * b[i];
  return sum;
}

[[gnu::noinline]] accumulator dot_by_multiply_add(const word* a, const word* b, std::size_t n) {
  accumulator sum{};
  for (std::size_t i = 0; i < n; ++i) sum = bp::multiply_add<accumulator>(a[i], b[i], sum);
  return sum;
}

[[gnu::noinline]] void chain(q16* x, std::size_t n, q16 a, q16 b) {
  for (std::size_t i = 0; i < n; ++i) {
    q16 y = x[i];
    for (int k = 0; k < steps; ++k) y = bp::multiply_add<q16>(y, a, b);
    x[i] = y;
  }
}

void check(bool equal, const std::string& name) {
  if (equal) return;
  std::cerr << name << ": the peers' results differ\n";
  std::exit(1);
}

template <class A, class B>
bool same_codes(const std::vector<A>& a, const std::vector<B>& b) {
  static_assert(sizeof(A) == sizeof(B));
  return std::memcmp(a.data(), b.data(), a.size() * sizeof(A)) == 0;
}

std::function<void()> repeated(std::function<void()> work) {
  return [work = std::move(work)] {
    for (int i = 0; i < repeats; ++i) {
      work();
      benchmark::ClobberMemory();
    }
  };
}

/// @param width  operations for each value
void compare(const std::string& name, std::function<void()> work, std::vector<bench::peer> peers,
             std::size_t width = 1) {
  for (bench::peer& each : peers) each.work = repeated(std::move(each.work));
  bench::versus("fixed/" + name, count * repeats * width, repeated(std::move(work)),
                std::move(peers))
      ->Iterations(rounds);
}

template <class Number>
std::vector<Number> random_numbers(unsigned seed) {
  std::mt19937 random(seed);
  std::vector<Number> numbers(count);
  for (Number& x : numbers) {
    x = Number::from_code(static_cast<typename Number::storage_type>(random()));
  }
  return numbers;
}

template <class Number>
auto codes_of(const std::vector<Number>& numbers) {
  std::vector<typename Number::storage_type> codes;
  for (const Number x : numbers) codes.push_back(x.code());
  return codes;
}

void add_dot() {
  const auto a = std::make_shared<const std::vector<word>>(random_numbers<word>(1));
  const auto b = std::make_shared<const std::vector<word>>(random_numbers<word>(2));
  const auto raw_a = codes_of(*a);
  const auto raw_b = codes_of(*b);
  const std::int32_t expected = bench::dot_by_hand(raw_a.data(), raw_b.data(), count);
  check(dot(a->data(), b->data(), count).code() == expected, "dot");
  check(dot_by_multiply_add(a->data(), b->data(), count).code() == expected, "dot");
  std::vector<bench::peer> peers{
      {"raw integers",
       [=] { benchmark::DoNotOptimize(bench::dot_by_hand(raw_a.data(), raw_b.data(), count)); }}};
#if BENCH_HAS_SYSTEMC
  using number = sc_dt::sc_fixed<8, 5>;
  using sum = sc_dt::sc_fixed<32, 26>;
  const auto sc_a = bench::systemc_numbers<number>(raw_a, 0.125);
  const auto sc_b = bench::systemc_numbers<number>(raw_b, 0.125);
  check(bench::dot_by_systemc<sum>(sc_a, sc_b) == accumulator::from_code(expected).value(),
        "dot by SystemC");
  peers.push_back(
      {"SystemC", [=] { benchmark::DoNotOptimize(bench::dot_by_systemc<sum>(sc_a, sc_b)); }});
#endif
  compare(
      "dot of 8-bit words, sum += a * b",
      [=] { benchmark::DoNotOptimize(dot(a->data(), b->data(), count)); }, peers);
  compare(
      "dot of 8-bit words, multiply_add",
      [=] { benchmark::DoNotOptimize(dot_by_multiply_add(a->data(), b->data(), count)); }, peers);
}

/// Each pass goes on from the numbers that the last one left: the fixed point of x * a + b, where
/// products have all their bits.
void add_chain() {
  const q16 a{-0.98765};
  const q16 b{1.2345};
  const auto numbers = std::make_shared<std::vector<q16>>(random_numbers<q16>(3));
  const auto raw = std::make_shared<std::vector<std::int32_t>>(codes_of(*numbers));
  chain(numbers->data(), count, a, b);
  bench::chain_by_hand(raw->data(), count, a.code(), b.code(), steps);
  check(same_codes(*numbers, *raw), "chain");
  std::vector<bench::peer> peers{
      {"raw integers",
       [=] { bench::chain_by_hand(raw->data(), count, a.code(), b.code(), steps); }}};
#if BENCH_HAS_SYSTEMC
  using number = sc_dt::sc_fixed<32, 16, sc_dt::SC_RND_INF, sc_dt::SC_SAT>;
  const auto sc = std::make_shared<std::vector<number>>(
      bench::systemc_numbers<number>(codes_of(random_numbers<q16>(3)), 0x1p-16));
  bench::chain_by_systemc<number>(*sc, a.value(), b.value(), steps);
  check((*sc)[0].to_double() == (*numbers)[0].value(), "chain by SystemC");
  peers.push_back(
      {"SystemC", [=] { bench::chain_by_systemc<number>(*sc, a.value(), b.value(), steps); }});
#endif
  compare(
      "chain y = y * a + b in 16.16, rounded and saturated",
      [=] { chain(numbers->data(), count, a, b); }, peers, steps);
}

/// Normal numbers that fill the format, and now and then leave it; among them what is special.
std::vector<float> some_floats() {
  std::mt19937 random(4);
  std::normal_distribution<float> normal(0, 4);
  std::vector<float> values(count);
  for (float& x : values) x = normal(random);
  const float special[] = {0x1.fffffep-5F, 0.0625F, -0.0625F, 1e30F, -1e30F, 1e-40F, -0.0F};
  std::memcpy(values.data() + count / 2, special, sizeof(special));
  return values;
}

/// Results of the work and of its peer, alike in their place within cache lines: stores that cross
/// lines would cost one of them a quarter of its speed.
struct results {
  alignas(64) std::array<std::int8_t, count> codes{};
  alignas(64) std::array<std::int8_t, count> by_hand{};
};

struct conversion : results {
  std::vector<float> values = some_floats();
};

template <class ByHand>
bench::peer hand_conversion(const std::shared_ptr<conversion>& data) {
  return {"hand loop", [=] {
            bench::quantize_by_hand<ByHand>(data->values.data(), data->by_hand.data(), count);
          }};
}

void add_conversion(const std::string& name, bp::rounding_mode mode,
                    const std::shared_ptr<conversion>& data, std::vector<bench::peer> peers) {
  const auto work = [=] {
    bp::quantize(data->values, data->codes, bp::format_of<word>, {.rounding = mode});
  };
  work();
  peers[0].work();
  check(data->codes == data->by_hand, name);
  compare("float to int8, " + name, work, std::move(peers));
}

#if BENCH_HAS_SYSTEMC
template <sc_dt::sc_q_mode Mode>
bench::peer systemc_conversion(const std::shared_ptr<conversion>& data) {
  using number = sc_dt::sc_fixed<8, 5, Mode, sc_dt::SC_SAT>;
  const auto out = std::make_shared<std::vector<number>>(count);
  return {"SystemC", [=] { bench::quantize_by_systemc(data->values, *out); }};
}
#define BENCH_SYSTEMC_CONVERSION(mode) , systemc_conversion<sc_dt::mode>(data)
#else
#define BENCH_SYSTEMC_CONVERSION(mode)
#endif

void add_conversions() {
  const auto data = std::make_shared<conversion>();
  const auto add = [&](const char* name, bp::rounding_mode mode, std::vector<bench::peer> peers) {
    add_conversion(name, mode, data, std::move(peers));
  };
  using enum bp::rounding_mode;
  add("half_away", half_away,
      {hand_conversion<bench::half_away_by_hand>(data) BENCH_SYSTEMC_CONVERSION(SC_RND_INF)});
  add("half_even", half_even,
      {hand_conversion<bench::half_even_by_hand>(data) BENCH_SYSTEMC_CONVERSION(SC_RND_CONV)});
  add("half_up", half_up,
      {hand_conversion<bench::half_up_by_hand>(data) BENCH_SYSTEMC_CONVERSION(SC_RND)});
  add("floor", floor,
      {hand_conversion<bench::floor_by_hand>(data) BENCH_SYSTEMC_CONVERSION(SC_TRN)});
  add("ceiling", ceiling, {hand_conversion<bench::ceiling_by_hand>(data)});
  add("toward_zero", toward_zero,
      {hand_conversion<bench::toward_zero_by_hand>(data) BENCH_SYSTEMC_CONVERSION(SC_TRN_ZERO)});
}

/// Accumulators of all sizes, most of them within the codes.
std::vector<std::int32_t> some_accumulators() {
  std::mt19937 random(5);
  std::vector<std::int32_t> values(count);
  for (std::int32_t& x : values) {
    x = static_cast<std::int32_t>(random()) >> (random() % 4 == 0 ? random() % 18 : 17U);
  }
  return values;
}

struct requantization : results {
  // No constants: g++ would make copies of the peers for them.
  int shift = 7;
  std::size_t channels = 64;
  std::size_t inner = count / channels;
  std::vector<std::int32_t> sums = some_accumulators();
  std::vector<int> shifts = std::vector<int>(channels);
};

void add_requantization(const std::string& name, const std::shared_ptr<requantization>& data,
                        const std::function<void()>& work, const std::function<void()>& by_hand) {
  work();
  by_hand();
  check(data->codes == data->by_hand, name);
  compare("int32 to int8, " + name, work, {{"hand loop", by_hand}});
}

void add_requantizations() {
  const auto data = std::make_shared<requantization>();
  for (std::size_t c = 0; c < data->channels; ++c) data->shifts[c] = 4 + static_cast<int>(c % 7);
  add_requantization(
      "one shift", data, [=] { bp::requantize(data->sums, data->codes, data->shift); },
      [=] {
        bench::requantize_by_hand(data->sums.data(), data->by_hand.data(), count, data->shift);
      });
  add_requantization(
      "a shift per channel, channels first", data,
      [=] {
        bp::requantize(data->sums, data->codes, data->shifts,
                       bp::channel_layout{data->channels, data->inner});
      },
      [=] {
        for (std::size_t c = 0; c < data->channels; ++c) {
          bench::requantize_by_hand(data->sums.data() + c * data->inner,
                                    data->by_hand.data() + c * data->inner, data->inner,
                                    data->shifts[c]);
        }
      });
  add_requantization(
      "a shift per channel, channels last", data,
      [=] {
        bp::requantize(data->sums, data->codes, data->shifts,
                       bp::channel_layout{data->channels, 1});
      },
      [=] {
        bench::requantize_last_by_hand(data->sums.data(), data->by_hand.data(), count,
                                       data->shifts.data(), data->channels);
      });
}

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  add_dot();
  add_chain();
  add_conversions();
  add_requantizations();
  benchmark::RunSpecifiedBenchmarks();
}

#if BENCH_HAS_SYSTEMC
// Its library asks for one.
int sc_main(int, char**) { return 0; }
#endif
