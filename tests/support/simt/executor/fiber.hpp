/// @file
/// Threads of execution that run in turn on one host thread, each on a stack of its own.
#ifndef BINPOINT_TESTS_SIMT_FIBER_HPP
#define BINPOINT_TESTS_SIMT_FIBER_HPP

#include <cstddef>

namespace simt {

/// Stacks are taken from a pool and given back; the frames of a fiber that is left unfinished are
/// forgotten, not unwound.
class fiber {
 public:
  fiber();
  ~fiber();
  fiber(const fiber&) = delete;
  fiber& operator=(const fiber&) = delete;

  /// The next resume() calls entry, which must not return: it ends in suspend().
  void start(void (*entry)());
  /// Runs this fiber until it suspends. @pre  called from outside any fiber
  void resume();
  /// From inside a fiber: back to the caller of its resume().
  static void suspend();

 private:
  struct state;
  state* state_;
};

}  // namespace simt

#endif
