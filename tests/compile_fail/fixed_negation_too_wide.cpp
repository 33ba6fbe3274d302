// error: the exact negation of this format needs more than 64 bits: use subtract<Result>(zero, a)
// error: fixed<64, 8, true
#include <binpoint/fixed.hpp>

constexpr binpoint::fixed<63, 8> fits{1.5};
constexpr auto widest = -fits;
#ifdef BINPOINT_MUST_FAIL
constexpr auto too_wide = -widest;
#endif
