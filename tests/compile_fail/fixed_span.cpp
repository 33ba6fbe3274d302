// error: the operands' bit positions span more than 1,024
#include <binpoint/fixed.hpp>

constexpr binpoint::fixed<64, 0> whole{1};
constexpr auto far = binpoint::fixed<64, 960>::from_code(1);
static_assert(binpoint::add<binpoint::fixed<64, 0>>(whole, far) == 1);
#ifdef BINPOINT_MUST_FAIL
constexpr auto too_far = binpoint::fixed<64, 1200>::from_code(1);
constexpr auto sum = binpoint::add<binpoint::fixed<64, 0>>(whole, too_far);
#endif
