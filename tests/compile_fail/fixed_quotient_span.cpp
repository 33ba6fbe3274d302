// error: the operands' bit positions span more than 1,024
#include <binpoint/fixed.hpp>

constexpr binpoint::fixed<64, 0> whole{1};
static_assert(binpoint::divide<binpoint::fixed<64, 60>>(whole, whole) == 1);
#ifdef BINPOINT_MUST_FAIL
constexpr auto far = binpoint::divide<binpoint::fixed<64, 1200>>(whole, whole);
#endif
