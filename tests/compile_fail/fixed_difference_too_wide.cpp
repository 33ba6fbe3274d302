// error: the exact difference of these formats needs more than 64 bits: use subtract<Result>(a, b)
// error: fixed<64, 8, true
// error: fixed<63, 8
#include <binpoint/fixed.hpp>

constexpr binpoint::fixed<63, 8> fits{1.5};
constexpr auto widest = fits - fits;
static_assert(binpoint::subtract<binpoint::fixed<64, 8>>(widest, fits).value() == -1.5);
#ifdef BINPOINT_MUST_FAIL
constexpr auto too_wide = widest - fits;
#endif
