// Memory of a device must not be taken for memory of the host.
// error: conversion from
#include <binpoint/device/span.hpp>
#include <span>

binpoint::device_span<float> on_device{nullptr, 0};
#ifdef BINPOINT_MUST_FAIL
std::span<float> on_host = on_device;
#endif
