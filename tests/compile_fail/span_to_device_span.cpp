// Memory of the host must not be taken for memory of a device.
// error: conversion from
#include <binpoint/device/span.hpp>
#include <span>

std::span<float> on_host;
binpoint::device_span<float> on_device{on_host.data(), on_host.size()};
#ifdef BINPOINT_MUST_FAIL
binpoint::device_span<float> taken = on_host;
#endif
