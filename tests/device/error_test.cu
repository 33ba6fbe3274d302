/// @file
/// What CUDA refuses becomes an exception that names function and reason, and keeps the code.
#include <cuda_runtime.h>

#include <binpoint/device/error.hpp>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "support/device_memory.cuh"

namespace bp = binpoint;

TEST_CASE("device error: the function, CUDA's reason and its code", "[error]") {
  CHECK_NOTHROW(bp::detail::check_cuda("f", cudaSuccess));
  try {
    bp::detail::check_cuda("f", cudaErrorInvalidValue);
    FAIL("nothing was thrown");
  } catch (const bp::cuda_error& error) {
    CHECK(error.code() == cudaErrorInvalidValue);
    CHECK(error.what() == "binpoint: f: " + std::string(cudaGetErrorString(cudaErrorInvalidValue)));
  }
}

TEST_CASE("device error: memory that is none of the device's", "[error]") {
  const support::device_memory<float> values{std::vector<float>(4)};
  const float on_host[4] = {};
  using bp::detail::check_device_memory;
  CHECK_NOTHROW(check_device_memory("f", values.span().data(), 4));
  CHECK_NOTHROW(check_device_memory("f", nullptr, 0));
  CHECK_THROWS_WITH(check_device_memory("f", nullptr, 4),
                    "binpoint: f: a null pointer with a length of 4");
  CHECK_THROWS_WITH(check_device_memory("f", on_host, 4),
                    "binpoint: f: memory of the host in place of memory of a device");
}
