// The policy: its defaults, its order, its two uses.

#include <binpoint/policy.hpp>
#include <type_traits>

#include "support/catch.hpp"

namespace bp = binpoint;

static_assert(std::is_aggregate_v<bp::policy>);

namespace {

template <bp::policy How>
struct tagged {
  static constexpr bp::policy rules = How;
};

}  // namespace

TEST_CASE("policy: half away from zero, saturating, gradual, exact unless told otherwise") {
  constexpr bp::policy how;
  CHECK(how.rounding == bp::rounding_mode::half_away);
  CHECK(how.overflow == bp::overflow_mode::saturate);
  CHECK(how.underflow == bp::underflow_mode::gradual);
  CHECK(how.growth == bp::growth_mode::exact);
}

TEST_CASE("policy: members stand in the order rounding, overflow, underflow, growth") {
  constexpr bp::policy how{bp::rounding_mode::floor, bp::overflow_mode::wrap,
                           bp::underflow_mode::flush, bp::growth_mode::closed};
  CHECK(how == bp::policy{.rounding = bp::rounding_mode::floor,
                          .overflow = bp::overflow_mode::wrap,
                          .underflow = bp::underflow_mode::flush,
                          .growth = bp::growth_mode::closed});
  CHECK(how !=
        bp::policy{bp::rounding_mode::floor, bp::overflow_mode::wrap, bp::underflow_mode::flush});
}

TEST_CASE("policy: is a template argument, and equal policies give one type") {
  using written = tagged<bp::policy{.overflow = bp::overflow_mode::wrap}>;
  using spelled = tagged<bp::policy{bp::rounding_mode::half_away, bp::overflow_mode::wrap}>;
  STATIC_REQUIRE(std::is_same_v<written, spelled>);
  STATIC_REQUIRE_FALSE(std::is_same_v<written, tagged<bp::policy{}>>);
  CHECK(written::rules.overflow == bp::overflow_mode::wrap);
}
