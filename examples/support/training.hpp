/// @file
/// What the training programs share: an epoch, and the share of right answers.
#ifndef BINPOINT_EXAMPLES_TRAINING_HPP
#define BINPOINT_EXAMPLES_TRAINING_HPP

#include <algorithm>
#include <binpoint/eigen/network.hpp>
#include <binpoint/parallel.hpp>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "images.hpp"
#include "progress.hpp"
#include "sgd.hpp"

namespace demo {

/// Share of the images first..last-1 whose highest score is at their label.
[[nodiscard]] inline double accuracy(const be::network& net, const labelled_images& data,
                                     std::size_t first, std::size_t last) {
  std::vector<char> is_right(last - first);
  binpoint::thread_executor{}(is_right.size(), [&](std::size_t i) {
    const std::vector<float> scores = net.run(to_input(data.images, first + i));
    const auto best = std::max_element(scores.begin(), scores.end()) - scores.begin();
    is_right[i] = best == data.labels[first + i] ? 1 : 0;
  });
  return static_cast<double>(std::count(is_right.begin(), is_right.end(), 1)) /
         static_cast<double>(is_right.size());
}

/// One pass over the samples with a learning rate that goes from the first to the last; returns the
/// mean loss.
inline double train_epoch(sgd& descent, const labelled_images& data,
                          std::span<const sample> samples, float first_rate, float last_rate,
                          const std::string& label) {
  progress bar(label, samples.size());
  double loss = 0.0;
  for (std::size_t i = 0; i < samples.size(); i += sgd::batch_size) {
    const auto batch = samples.subspan(i, std::min(sgd::batch_size, samples.size() - i));
    const float done = static_cast<float>(i) / static_cast<float>(samples.size());
    loss += descent.step(data, batch, first_rate + done * (last_rate - first_rate)) *
            static_cast<double>(batch.size());
    bar.show(i + batch.size());
  }
  return loss / static_cast<double>(samples.size());
}

}  // namespace demo

#endif
