#include "stream.hpp"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "../simt.hpp"
#include "counts.hpp"

namespace simt {
namespace {

cudaError_t sticky = cudaSuccess;
cudaError_t last = cudaSuccess;
std::string sticky_text;

CUstream_st& default_stream() {
  static CUstream_st stream;
  return stream;
}

std::vector<std::unique_ptr<CUstream_st>>& streams() {
  static std::vector<std::unique_ptr<CUstream_st>> all;
  return all;
}

cudaError_t drain_one(CUstream_st& stream) {
  while (!stream.pending.empty() && sticky == cudaSuccess) {
    const operation work = std::move(stream.pending.front());
    stream.pending.pop_front();
    const cudaError_t error = work();
    if (error != cudaSuccess) set_sticky_error(error, cudaGetErrorString(error));
  }
  return sticky;
}

bool is_known(cudaStream_t stream) {
  return stream == nullptr ||
         std::ranges::any_of(streams(), [=](const auto& s) { return s.get() == stream; });
}

}  // namespace

cudaError_t sticky_error() { return sticky; }

void set_sticky_error(cudaError_t error, const char* text) {
  if (sticky != cudaSuccess) return;
  sticky = error;
  sticky_text = text;
}

cudaError_t remember(cudaError_t error) {
  if (sticky != cudaSuccess) return sticky;
  if (error != cudaSuccess) last = error;
  return error;
}

cudaError_t drain_all() {
  for (const auto& stream : streams()) drain_one(*stream);
  return drain_one(default_stream());
}

cudaError_t drain(cudaStream_t stream) {
  return stream == nullptr ? drain_all() : drain_one(*stream);
}

cudaError_t enqueue(cudaStream_t stream, operation work) {
  if (!is_known(stream)) return remember(cudaErrorInvalidResourceHandle);
  if (sticky != cudaSuccess) return sticky;
  if (stream != nullptr && stream->capture != nullptr) {
    stream->capture->operations.push_back(std::move(work));
    return cudaSuccess;
  }
  if (stream == nullptr && break_captures()) return remember(cudaErrorStreamCaptureUnsupported);
  if (stream == nullptr) {
    for (const auto& other : streams()) drain_one(*other);
  } else {
    drain_one(default_stream());
  }
  (stream == nullptr ? default_stream() : *stream).pending.push_back(std::move(work));
  return sticky;
}

bool break_captures() {
  bool any = false;
  for (const auto& stream : streams()) {
    if (stream->capture == nullptr) continue;
    stream->capture_is_broken = true;
    any = true;
  }
  return any;
}

void reset_streams() {
  for (const auto& stream : streams()) {
    stream->pending.clear();
    delete std::exchange(stream->capture, nullptr);
  }
  default_stream().pending.clear();
  sticky = last = cudaSuccess;
  sticky_text.clear();
}

std::string failure_text() { return sticky_text; }

}  // namespace simt

using namespace simt;

cudaError_t cudaPeekAtLastError() { return sticky != cudaSuccess ? sticky : last; }

cudaError_t cudaGetLastError() {
  const cudaError_t error = cudaPeekAtLastError();
  last = cudaSuccess;
  return error;
}

cudaError_t cudaStreamCreate(cudaStream_t* stream) {
  streams().push_back(std::make_unique<CUstream_st>());
  *stream = streams().back().get();
  return sticky;
}

cudaError_t cudaStreamCreateWithFlags(cudaStream_t* stream, unsigned) {
  return cudaStreamCreate(stream);
}

cudaError_t cudaStreamDestroy(cudaStream_t stream) {
  if (stream == nullptr || !is_known(stream)) return remember(cudaErrorInvalidResourceHandle);
  const cudaError_t error = drain_one(*stream);
  std::erase_if(streams(), [=](const auto& s) { return s.get() == stream; });
  return error;
}

cudaError_t cudaStreamSynchronize(cudaStream_t stream) {
  if (!is_known(stream)) return remember(cudaErrorInvalidResourceHandle);
  if (break_captures()) return remember(cudaErrorStreamCaptureUnsupported);
  ++counts().synchronisations;
  return drain(stream);
}

cudaError_t cudaStreamQuery(cudaStream_t stream) {
  if (!is_known(stream)) return remember(cudaErrorInvalidResourceHandle);
  if (break_captures()) return remember(cudaErrorStreamCaptureUnsupported);
  if (sticky != cudaSuccess) return sticky;
  const auto& pending = (stream == nullptr ? default_stream() : *stream).pending;
  return pending.empty() ? cudaSuccess : cudaErrorNotReady;
}

cudaError_t cudaDeviceSynchronize() {
  if (break_captures()) return remember(cudaErrorStreamCaptureUnsupported);
  ++counts().synchronisations;
  return drain_all();
}

cudaError_t cudaEventCreate(cudaEvent_t* event) {
  *event = new CUevent_st;
  return sticky;
}
cudaError_t cudaEventCreateWithFlags(cudaEvent_t* event, unsigned) {
  return cudaEventCreate(event);
}
cudaError_t cudaEventDestroy(cudaEvent_t event) {
  delete event;
  return sticky;
}
cudaError_t cudaEventRecord(cudaEvent_t event, cudaStream_t stream) {
  event->stream = stream;
  return sticky;
}
cudaError_t cudaEventSynchronize(cudaEvent_t event) { return cudaStreamSynchronize(event->stream); }
cudaError_t cudaStreamWaitEvent(cudaStream_t, cudaEvent_t event, unsigned) {
  return drain(event->stream);
}

cudaError_t cudaStreamBeginCapture(cudaStream_t stream, cudaStreamCaptureMode) {
  if (stream == nullptr || !is_known(stream) || stream->capture != nullptr) {
    return remember(cudaErrorStreamCaptureUnsupported);
  }
  stream->capture = new CUgraph_st;
  stream->capture_is_broken = false;
  return sticky;
}

cudaError_t cudaStreamEndCapture(cudaStream_t stream, cudaGraph_t* graph) {
  *graph = std::exchange(stream->capture, nullptr);
  if (!stream->capture_is_broken) return sticky;
  delete std::exchange(*graph, nullptr);
  return remember(cudaErrorStreamCaptureInvalidated);
}

cudaError_t cudaStreamIsCapturing(cudaStream_t stream, cudaStreamCaptureStatus* status) {
  *status = stream == nullptr || stream->capture == nullptr ? cudaStreamCaptureStatusNone
            : stream->capture_is_broken                     ? cudaStreamCaptureStatusInvalidated
                                                            : cudaStreamCaptureStatusActive;
  return sticky;
}

cudaError_t cudaGraphInstantiate(cudaGraphExec_t* exec, cudaGraph_t graph, unsigned long long) {
  *exec = new CUgraphExec_st{graph->operations};
  return sticky;
}
cudaError_t cudaGraphLaunch(cudaGraphExec_t exec, cudaStream_t stream) {
  for (const operation& work : exec->operations) {
    const cudaError_t error = enqueue(stream, work);
    if (error != cudaSuccess) return error;
  }
  return sticky;
}
cudaError_t cudaGraphExecDestroy(cudaGraphExec_t exec) {
  delete exec;
  return sticky;
}
cudaError_t cudaGraphDestroy(cudaGraph_t graph) {
  delete graph;
  return sticky;
}
