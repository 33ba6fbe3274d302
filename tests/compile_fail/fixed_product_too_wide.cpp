// error: the exact product of these formats needs more than 64 bits: use multiply<Result>(a, b)
// error: fixed<64, 16, true
// error: fixed<32, 8
#include <binpoint/fixed.hpp>

constexpr binpoint::fixed<32, 8> fits{1.5};
constexpr auto widest = fits * fits;
static_assert(widest.word_length == 64);
#ifdef BINPOINT_MUST_FAIL
constexpr auto too_wide = widest * fits;
#endif
