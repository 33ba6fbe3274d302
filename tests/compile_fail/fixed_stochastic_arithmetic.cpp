// error: stochastic rounding needs random bits: construct the result from an exact one
#include <binpoint/fixed.hpp>

using number =
    binpoint::fixed<8, 3, true, binpoint::policy{.rounding = binpoint::rounding_mode::stochastic}>;
constexpr binpoint::fixed<8, 3> a{2.125};
constexpr number rounded(a* a, 0);
#ifdef BINPOINT_MUST_FAIL
constexpr auto without_bits = binpoint::multiply<number>(a, a);
#endif
