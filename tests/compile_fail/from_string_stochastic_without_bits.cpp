// error: stochastic rounding needs random bits: pass them after the text
#include <binpoint/fixed_text.hpp>

using number =
    binpoint::fixed<8, 3, true, binpoint::policy{.rounding = binpoint::rounding_mode::stochastic}>;
constexpr number with_bits = binpoint::from_string<number>("2.1", 0);
#ifdef BINPOINT_MUST_FAIL
constexpr number without_bits = binpoint::from_string<number>("2.1");
#endif
