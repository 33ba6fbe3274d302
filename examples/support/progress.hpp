/// @file
/// A progress bar on stderr, drawn only when a person watches.
#ifndef BINPOINT_EXAMPLES_PROGRESS_HPP
#define BINPOINT_EXAMPLES_PROGRESS_HPP

#if __has_include(<unistd.h>)
#include <unistd.h>
#endif

#include <binpoint/report/detail/name_text.hpp>
#include <cstddef>
#include <iostream>
#include <mutex>
#include <string>
#include <string_view>

namespace demo {

[[nodiscard]] inline bool is_watched() {
#if __has_include(<unistd.h>)
  return isatty(STDERR_FILENO) == 1;
#else
  return false;
#endif
}

/// "label [#####.....] 50 %", redrawn in place and wiped at the end.
///
/// Of a long label the middle is left out: a line that wraps could not be drawn over.
class progress {
 public:
  progress(std::string_view label, std::size_t total)
      : label_(binpoint::detail::shortened(label, widest_label)),
        total_(total == 0 ? 1 : total),
        is_watched_(demo::is_watched()) {}
  progress(const progress&) = delete;
  progress& operator=(const progress&) = delete;
  ~progress() {
    if (!is_watched_) return;
    const auto label = static_cast<std::size_t>(binpoint::detail::display_width(label_));
    std::cerr << '\r' << std::string(label + width + 10, ' ') << '\r' << std::flush;
  }

  /// From any thread.
  void show(std::size_t done) {
    const std::lock_guard lock(guard_);
    const std::size_t percent = done >= total_ ? 100 : done * 100 / total_;
    if (!is_watched_ || percent == shown_percent_) return;
    shown_percent_ = percent;
    const std::size_t filled = percent * width / 100;
    std::cerr << '\r' << label_ << " [" << std::string(filled, '#')
              << std::string(width - filled, '.') << "] " << percent << " %" << std::flush;
  }

 private:
  static constexpr std::size_t width = 40;
  static constexpr int widest_label = 28;  // and 79 columns in all
  std::mutex guard_;
  std::string label_;
  std::size_t total_;
  bool is_watched_;
  std::size_t shown_percent_ = 101;
};

}  // namespace demo

#endif
