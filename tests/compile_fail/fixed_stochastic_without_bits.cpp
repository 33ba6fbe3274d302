// error: stochastic rounding needs random bits
#include <binpoint/fixed.hpp>

using number =
    binpoint::fixed<8, 3, true, binpoint::policy{.rounding = binpoint::rounding_mode::stochastic}>;
constexpr number with_bits{2.1, 0};
#ifdef BINPOINT_MUST_FAIL
constexpr number without_bits{2.1};
#endif
