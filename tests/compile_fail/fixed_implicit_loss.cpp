// A conversion that can round or saturate is written out.
// error: binpoint::fixed<8, 3>
#include <binpoint/fixed.hpp>

constexpr binpoint::fixed<8, 3> a{2.1};
constexpr binpoint::fixed<16, 8> every_value_fits = a;
constexpr binpoint::fixed<8, 3> written_out{every_value_fits};
#ifdef BINPOINT_MUST_FAIL
constexpr binpoint::fixed<8, 3> silent = every_value_fits;
#endif
