// error: the exact sum of these formats needs more than 64 bits: use add<Result>(a, b)
// error: fixed<64, 8, true
// error: fixed<63, 8
#include <binpoint/fixed.hpp>

constexpr binpoint::fixed<63, 8> fits{1.5};
constexpr auto widest = fits + fits;
static_assert(binpoint::add<binpoint::fixed<64, 8>>(widest, fits).value() == 4.5);
#ifdef BINPOINT_MUST_FAIL
constexpr auto too_wide = widest + fits;
#endif
