// What a user's first program might be: numbers, observation, decision, action.
#include <binpoint/binpoint.hpp>
#include <cstdint>
#include <cstdio>
#include <vector>

namespace bp = binpoint;

constexpr bp::fixed<8, 3> a{2.1};
static_assert(a.code() == 17 && a.value() == 2.125);

int main() {
  const std::vector<float> weights{0.03125f, 2.1f, 16.25f, -0.0625f};
  const bp::selection s =
      bp::choose_format(bp::count_msb(weights), bp::no_overflow{.word_length = 8});
  std::vector<std::int8_t> codes(weights.size());
  bp::quantize(weights, codes, bp::format{8, 3});
  std::printf("binpoint %d.%d.%d: %d %d %d %d\n", BINPOINT_VERSION_MAJOR, BINPOINT_VERSION_MINOR,
              BINPOINT_VERSION_PATCH, codes[0], codes[1], codes[2], codes[3]);
  const bool as_expected =
      s.chosen == bp::format{8, 2} && codes == std::vector<std::int8_t>{0, 17, 127, -1};
  return as_expected ? 0 : 1;
}
