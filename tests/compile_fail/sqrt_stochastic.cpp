// error: stochastic rounding needs random bits: no root of this type
#include <binpoint/fixed_math.hpp>

using number =
    binpoint::fixed<8, 3, true, binpoint::policy{.rounding = binpoint::rounding_mode::stochastic}>;
constexpr number sine = sin(number{2.0, 0});
#ifdef BINPOINT_MUST_FAIL
constexpr number root = sqrt(number{2.0, 0});
#endif
