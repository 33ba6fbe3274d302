// A function of the host does not take memory of a device.
// error: no matching function for call to
#include <binpoint/device/span.hpp>
#include <binpoint/histogram.hpp>
#include <span>

auto on_host = binpoint::count_msb(std::span<const float>{});
#ifdef BINPOINT_MUST_FAIL
auto on_device = binpoint::count_msb(binpoint::device_span<const float>{});
#endif
