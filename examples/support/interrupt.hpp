/// @file
/// Ctrl-C as an exception: what was begun is undone, and no half file remains.
#ifndef BINPOINT_EXAMPLES_INTERRUPT_HPP
#define BINPOINT_EXAMPLES_INTERRUPT_HPP

#include <csignal>
#include <stdexcept>

namespace demo {

/// Thrown by check_interrupt.
struct interrupted : std::runtime_error {
  interrupted() : std::runtime_error("interrupted") {}
};

namespace detail {
inline volatile std::sig_atomic_t interrupt_signal = 0;
/// A second signal of the kind ends the program at once: it may be waiting for input.
inline void note_interrupt(int signal) {
  interrupt_signal = signal;
  std::signal(signal, SIG_DFL);
}
}  // namespace detail

/// From here on the signals of Ctrl-C and of a polite end only leave a note, the first of each.
inline void catch_interrupts() {
  std::signal(SIGINT, detail::note_interrupt);
  std::signal(SIGTERM, detail::note_interrupt);
}

/// @throws interrupted  when one of these signals has come
inline void check_interrupt() {
  if (detail::interrupt_signal != 0) throw interrupted();
}

/// What a shell expects of a program that a signal has ended.
[[nodiscard]] inline int interrupt_exit_code() { return 128 + detail::interrupt_signal; }

}  // namespace demo

#endif
