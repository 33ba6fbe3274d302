// Quantization-aware training on few images: the loss falls, the words of few bits do better than
// without training, and what is trained is what the plan gives.

#include "support/quantized_training.hpp"

#include <algorithm>
#include <binpoint/binpoint.hpp>
#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "support/demo_network.hpp"
#include "support/images.hpp"
#include "support/quantized_runs.hpp"

namespace bp = binpoint;

namespace {

constexpr int bits = 3;

bp::plan plan_for(bp::eigen::network& net, const std::vector<std::vector<float>>& images,
                  int word_length) {
  return bp::choose_formats(bp::calibrate(net, images),
                            bp::least_error{.word_length = word_length});
}

demo::labelled_images some_images() {
  return demo::load_labelled_images(BINPOINT_EXAMPLE_DATA, "test");
}

std::vector<std::vector<float>> calibration_images() {
  return demo::load_images(std::filesystem::path(BINPOINT_EXAMPLE_DATA) /
                           "calibration-images.idx3-ubyte");
}

/// The images from `first` on.
demo::labelled_images rest_of(const demo::labelled_images& all, std::size_t first) {
  demo::labelled_images rest;
  rest.images.shape = {all.size() - first, demo::image_side, demo::image_side};
  const auto pixels = static_cast<std::ptrdiff_t>(first * demo::pixels_per_image);
  rest.images.values.assign(all.images.values.begin() + pixels, all.images.values.end());
  rest.labels.assign(all.labels.begin() + static_cast<std::ptrdiff_t>(first), all.labels.end());
  return rest;
}

}  // namespace

TEST_CASE("quantized training: the rounded pass is what validation runs", "[examples]") {
  auto net = demo::load_demo_network(BINPOINT_EXAMPLE_DATA);
  const auto images = calibration_images();
  const bp::plan formats = plan_for(net, images, 6);
  std::vector<std::vector<float>> validated;
  const std::vector<std::vector<float>> few(images.begin(), images.begin() + 8);
  (void)bp::validate(net, formats, few, [&](std::size_t, std::span<const float> scores) {
    validated.emplace_back(scores.begin(), scores.end());
    return 0.0;
  });
  auto rounded = net;
  rounded.for_each_parameter([&](const bp::site& where, bp::tensor_view<float> values) {
    bp::fake_quantize(values, values.values(), formats.at(where).base);
  });
  demo::matrix batch(8, demo::to_index(demo::pixels_per_image));
  for (std::size_t i = 0; i < few.size(); ++i) {
    std::copy(few[i].begin(), few[i].end(), batch.row(demo::to_index(i)).data());
  }
  std::size_t seen = 0;
  const demo::rounded_values values = demo::rounded_forward_pass(
      rounded, formats, batch,
      [&](const std::string&, bp::role, std::span<const float> output) { seen += output.size(); });
  CHECK(seen == 8 * (784 + 8 * 784 + 16 * 196 + 64 + 10));
  REQUIRE(validated.size() == 16);
  // Sums in float and in double may round to neighbouring codes, but not many of them.
  std::size_t same = 0;
  for (std::size_t i = 0; i < 80; ++i)
    same += values.taken.back().data()[i] == validated[8 + i / 10][i % 10];
  CHECK(same >= 76);
  CHECK(values.before_rounding(0) == batch);
}

TEST_CASE("quantized training: the gradient stops where a rounded value overflows", "[examples]") {
  auto net = demo::load_demo_network(BINPOINT_EXAMPLE_DATA);
  // Of so many bits that no score is 0 exactly, which would not overflow.
  bp::plan formats = plan_for(net, calibration_images(), 16);
  const demo::labelled_images data = some_images();
  const std::vector<demo::sample> samples{{0, false}, {1, true}, {2, false}};
  const auto change = [&] {
    auto trained = net;
    demo::quantized_training training(trained, formats, {}, {0.0F, 0.0F});
    (void)training.step(data, samples, 0.1F);
    float sum = 0;
    trained.for_each_parameter([&](const bp::site& where, bp::tensor_view<float> values) {
      if (where.layer != "conv1") return;
      net.for_each_parameter([&](const bp::site& same, bp::tensor_view<float> before) {
        if (same != where) return;
        for (std::size_t i = 0; i < values.size(); ++i) {
          sum += std::abs(values.data()[i] - before.data()[i]);
        }
      });
    });
    return sum;
  };
  CHECK(change() > 0);
  // Of scores that all lie outside their window, no layer learns anything.
  formats.at({"dense2", bp::role::activation}) = bp::format{16, 60};
  CHECK(change() == 0);
}

TEST_CASE("quantized training: the loss falls and accuracy returns", "[examples]") {
  auto net = demo::load_demo_network(BINPOINT_EXAMPLE_DATA);
  const demo::labelled_images all = some_images();
  constexpr std::size_t training_count = 1280;
  const demo::labelled_images test = rest_of(all, 1500);
  const bp::plan first = plan_for(net, calibration_images(), bits);
  const double before = demo::measure_accuracy(net, first, test).of_quantized;
  demo::quantized_run_options how;
  how.training = {.steps_per_choice = 5, .choices_per_window = 2};
  how.epochs = 3;
  const demo::quantized_run run = demo::train_quantized(net, first, all, training_count, 1, how);
  REQUIRE(run.losses.size() == 3);
  CHECK(run.losses[2] < run.losses[0]);
  for (const auto& [where, chosen] : run.formats) CHECK(chosen.base.word_length == bits);
  CHECK(run.formats.size() == first.size());
  CHECK_FALSE(run.formats == first);
  auto trained = run.net;
  const double after = demo::measure_accuracy(trained, run.formats, test).of_quantized;
  INFO("from " << before << " to " << after);
  CHECK(after >= before + 0.05);

  const demo::quantized_run again = demo::train_quantized(net, first, all, training_count, 1, how);
  CHECK(again.losses == run.losses);
  CHECK(again.formats == run.formats);
  const demo::quantized_run other = demo::train_quantized(net, first, all, training_count, 2, how);
  CHECK(other.losses != run.losses);
}

TEST_CASE("summarise: mean and standard deviation") {
  const std::vector<double> values{1, 2, 6};
  CHECK(demo::summarise(values).mean == Approx(3));
  CHECK(demo::summarise(values).spread == Approx(std::sqrt(7.0)));
  CHECK(demo::summarise(std::vector<double>{4}).spread == 0);
}
