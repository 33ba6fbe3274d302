/// @file
/// Streams as lists of work that is still to do, and graphs as lists to do again.
#ifndef BINPOINT_TESTS_SIMT_STREAM_HPP
#define BINPOINT_TESTS_SIMT_STREAM_HPP

#include <deque>
#include <functional>
#include <vector>

#include "../cuda_runtime_api.h"

namespace simt {

/// One piece of work; an error stays, and all that was to follow is not done.
using operation = std::function<cudaError_t()>;

}  // namespace simt

struct CUgraph_st {
  std::vector<simt::operation> operations;
};
struct CUgraphExec_st {
  std::vector<simt::operation> operations;
};
struct CUstream_st {
  std::deque<simt::operation> pending;
  cudaGraph_t capture = nullptr;
  bool capture_is_broken = false;
};
struct CUevent_st {
  cudaStream_t stream = nullptr;
};

namespace simt {

/// Gives a stream its next work. The default stream (null) waits for all others, and they for it.
cudaError_t enqueue(cudaStream_t stream, operation work);
/// Does what the stream has to do; the default stream's wait includes all others.
cudaError_t drain(cudaStream_t stream);
cudaError_t drain_all();
/// Whether any stream is being captured: then nothing may wait or allocate. Breaks the capture.
bool break_captures();

/// The error that stays, and its text.
cudaError_t sticky_error();
void set_sticky_error(cudaError_t error, const char* text);
/// Remembers an error for cudaGetLastError, and returns it.
cudaError_t remember(cudaError_t error);

void reset_streams();

}  // namespace simt

#endif
