/// @file
/// The profile of files: tensors counted, profiles read.
#ifndef BINPOINT_EXAMPLES_OBSERVED_FILES_HPP
#define BINPOINT_EXAMPLES_OBSERVED_FILES_HPP

#include <algorithm>
#include <binpoint/binpoint.hpp>
#include <binpoint/io/profile.hpp>
#include <binpoint/io/tensor_file.hpp>
#include <binpoint/io/tensor_values.hpp>
#include <binpoint/parallel.hpp>
#include <cstddef>
#include <cstdint>
#include <map>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "interrupt.hpp"
#include "profile_sum.hpp"
#include "progress.hpp"
#include "tensor_choice.hpp"

namespace demo {

/// What was seen in files, merged by site.
class observed_files {
 public:
  /// @param by_channel  whether tensors are also counted channel by channel
  /// @param merge       whether a site may be in several files; they are added up then
  observed_files(tensor_choice choice, bool by_channel, bool merge, unsigned threads)
      : choice_(std::move(choice)), by_channel_(by_channel), merge_(merge), run_{threads} {}

  /// @throws std::runtime_error  as the readers do, and for a site that another file has had, or
  ///         has had with another number of channels
  void add(const std::string& path) {
    binpoint::io::mapped_file file(path);
    if (!choice_.raw && is_profile(file)) {
      const auto seen = binpoint::io::parse_profile(file.bytes(), path);
      for (const auto& [where, histogram] : seen) {
        add_counts(claim(where, 0, path), histogram, where, path);
      }
    } else {
      add_tensors(choice_.open(std::move(file)), path);
    }
  }

  [[nodiscard]] const binpoint::profile& seen() const { return seen_; }
  [[nodiscard]] const binpoint::channel_profile& channels() const { return channels_; }
  /// "float32 (8, 1, 3, 3)" of a tensor, "" of what a profile has had.
  [[nodiscard]] std::string kind_of(const binpoint::site& where) const {
    const auto found = kinds_.find(where);
    return found == kinds_.end() ? "" : found->second;
  }
  [[nodiscard]] std::uint64_t values() const {
    std::uint64_t sum = 0;
    for (const auto& entry : seen_) sum += entry.second.total();
    return sum;
  }
  /// Tensors that were to be counted by channel and have too many channels, or no such axis.
  [[nodiscard]] std::size_t without_channels() const { return without_channels_; }

 private:
  void add_tensors(const binpoint::io::tensor_file& file, const std::string& path) {
    const auto tensors = choose_tensors(file, choice_);
    std::size_t bytes = 0;
    for (const chosen_tensor& each : tensors) {
      bytes += each.entry->bytes * (counts_channels(each) ? 2 : 1);
    }
    progress bar("reading " + path, bytes);
    std::size_t done = 0;
    const auto on_progress = [&](std::size_t more) {
      check_interrupt();
      bar.show(done += more);
    };
    for (const chosen_tensor& each : tensors) {
      check_interrupt();
      const auto& [entry, where] = each;
      const std::size_t channels = counts_channels(each) ? entry->shape[choice_.channel_axis] : 0;
      auto& sum = claim(where, channels, path);
      add_counts(sum, binpoint::io::count_octaves<3>(file, *entry, run_, on_progress), where, path);
      kinds_[where] = std::string(binpoint::io::to_string(entry->type)) + ' ' +
                      binpoint::io::shape_text(entry->shape);
      if (channels > 0) {
        binpoint::channel_profile part;
        part[where] = binpoint::io::count_octaves_by_channel<0>(file, *entry, choice_.channel_axis,
                                                                on_progress);
        channels_.merge(part);
      } else if (by_channel_ && entry->shape.size() >= 2) {
        ++without_channels_;
      }
    }
  }

  [[nodiscard]] bool counts_channels(const chosen_tensor& tensor) const {
    return by_channel_ && choice_.has_channels(*tensor.entry);
  }

  /// Where a site was first, and the number of channels that it had there, 0 for none.
  struct origin {
    std::string path;
    std::size_t channels;
  };

  /// The histogram of a site that is in this file. With other channels, or with none, those of the
  /// first file would stand for values that they do not have.
  binpoint::octave_histogram<3>& claim(const binpoint::site& where, std::size_t channels,
                                       const std::string& path) {
    const auto [found, is_new] = origins_.emplace(where, origin{path, channels});
    const origin& first = found->second;
    const std::string name = binpoint::io::in_quotes(to_string(where));
    if (!is_new && !merge_) {
      throw std::runtime_error(path + ": found " + name + ", which is in " + first.path +
                               " too; --merge adds up what is in several files");
    }
    if (by_channel_ && channels != first.channels) {
      throw std::runtime_error(path + ": found " + name + " with " + std::to_string(channels) +
                               " channels, expected " + std::to_string(first.channels) + " as in " +
                               first.path);
    }
    return seen_[where];
  }

  tensor_choice choice_;
  bool by_channel_;
  bool merge_;
  binpoint::thread_executor run_;
  binpoint::profile seen_;
  binpoint::channel_profile channels_;
  std::map<binpoint::site, origin> origins_;
  std::map<binpoint::site, std::string> kinds_;
  std::size_t without_channels_ = 0;
};

}  // namespace demo

#endif
