// error: a word length is 1..64
#include <binpoint/fixed.hpp>

constexpr binpoint::fixed<64, 0> longest{1};
#ifdef BINPOINT_MUST_FAIL
constexpr binpoint::fixed<65, 0> too_long{1};
#endif
