/// @file
/// binpoint inside LibTorch: two functions make an autograd function, a profile is filled from
/// named_parameters, and a small network learns to live with words of few bits.
///
/// Of LibTorch this file includes three headers rather than <torch/torch.h>, which takes minutes.
#include <ATen/ATen.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/nn/module.h>

#include <algorithm>
#include <binpoint/binpoint.hpp>
#include <cstdint>
#include <cstdio>
#include <iostream>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "support/images.hpp"
#include "support/options.hpp"

namespace bp = binpoint;

namespace {

std::span<float> values_of(const at::Tensor& contiguous) {
  return {contiguous.data_ptr<float>(), static_cast<std::size_t>(contiguous.numel())};
}

/// Rounds to a format on the way forward; on the way back the gradient passes where nothing
/// overflowed.
struct rounding : torch::autograd::Function<rounding> {
  static at::Tensor forward(torch::autograd::AutogradContext* context, const at::Tensor& values,
                            bp::format target) {
    const at::Tensor exact = values.contiguous();
    const at::Tensor rounded = at::empty_like(exact);
    bp::fake_quantize(values_of(exact), values_of(rounded), target);
    context->save_for_backward({exact});
    context->saved_data["word_length"] = std::int64_t{target.word_length};
    context->saved_data["fraction_length"] = std::int64_t{target.fraction_length};
    context->saved_data["is_signed"] = target.is_signed;
    return rounded;
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                 torch::autograd::variable_list upstream) {
    const bp::format target{static_cast<int>(context->saved_data["word_length"].toInt()),
                            static_cast<int>(context->saved_data["fraction_length"].toInt()),
                            context->saved_data["is_signed"].toBool()};
    const at::Tensor above = upstream[0].contiguous();
    const at::Tensor gradient = at::empty_like(above);
    bp::fake_quantize_gradient(values_of(context->get_saved_variables()[0]), values_of(above),
                               values_of(gradient), target);
    return {gradient, at::Tensor()};
  }
};

struct dense : torch::nn::Module {
  dense(std::int64_t inputs, std::int64_t outputs)
      : weight(register_parameter(
            "weight", at::randn({outputs, inputs}) * std::sqrt(2.0 / static_cast<double>(inputs)))),
        bias(register_parameter("bias", at::zeros({outputs}))) {}

  at::Tensor weight;
  at::Tensor bias;
};

/// "dense1.weight" as a site.
bp::site site_of(const std::string& parameter) {
  const std::size_t dot = parameter.rfind('.');
  const bool is_bias = parameter.substr(dot + 1) == "bias";
  return {parameter.substr(0, dot), is_bias ? bp::role::bias : bp::role::weight};
}

struct network : torch::nn::Module {
  std::shared_ptr<dense> dense1 = register_module("dense1", std::make_shared<dense>(784, 64));
  std::shared_ptr<dense> dense2 = register_module("dense2", std::make_shared<dense>(64, 10));

  /// In the formats of a plan, or in floating point where that is empty; counts every site.
  at::Tensor forward(const at::Tensor& images, const bp::plan& formats, bp::profile& seen) const {
    const auto at_site = [&](const bp::site& where, const at::Tensor& values) {
      if (where.kind == bp::role::activation || where.kind == bp::role::input) {
        seen[where].add(values_of(values.contiguous()));
      }
      return formats.empty() ? values : rounding::apply(values, formats.at(where).base);
    };
    const auto apply = [&](const std::string& name, const dense& layer, const at::Tensor& x) {
      return at::linear(x, at_site({name, bp::role::weight}, layer.weight),
                        at_site({name, bp::role::bias}, layer.bias));
    };
    at::Tensor x = at_site({"input", bp::role::input}, images);
    x = at_site({"dense1", bp::role::activation}, at::relu(apply("dense1", *dense1, x)));
    return at_site({"dense2", bp::role::activation}, apply("dense2", *dense2, x));
  }
};

struct labelled_tensors {
  at::Tensor images;
  at::Tensor labels;
};

labelled_tensors to_tensors(const demo::labelled_images& data, std::size_t first,
                            std::size_t last) {
  const auto count = static_cast<std::int64_t>(last - first);
  labelled_tensors result{at::empty({count, 784}), at::empty({count}, at::kLong)};
  for (std::size_t i = first; i < last; ++i) {
    const std::vector<float> input = demo::to_input(data.images, i);
    std::ranges::copy(input, values_of(result.images).begin() +
                                 static_cast<std::ptrdiff_t>((i - first) * input.size()));
    result.labels[static_cast<std::int64_t>(i - first)] = data.labels[i];
  }
  return result;
}

double accuracy(const network& net, const bp::plan& formats, const labelled_tensors& data) {
  const at::NoGradGuard no_gradient;
  bp::profile unused;
  const at::Tensor best = net.forward(data.images, formats, unused).argmax(1);
  return best.eq(data.labels).to(at::kFloat).mean().item<double>();
}

/// One pass over the images in batches; returns what was seen in it, parameters included.
bp::profile train_epoch(network& net, const bp::plan& formats, const labelled_tensors& data,
                        double rate) {
  bp::profile seen;
  const std::int64_t batch = 50;
  for (std::int64_t i = 0; i + batch <= data.images.size(0); i += batch) {
    const at::Tensor scores = net.forward(data.images.narrow(0, i, batch), formats, seen);
    net.zero_grad();
    at::cross_entropy_loss(scores, data.labels.narrow(0, i, batch)).backward();
    const at::NoGradGuard no_gradient;
    for (at::Tensor& parameter : net.parameters()) parameter.sub_(parameter.grad(), rate);
  }
  for (const auto& parameter : net.named_parameters()) {
    seen[site_of(parameter.key())].add(values_of(parameter.value()));
  }
  return seen;
}

int run(const std::vector<const char*>& arguments) {
  const demo::options given(
      arguments, {{"--word-length", "N", "bits of every word, 2..24 (3)"},
                  {"--epochs", "N", "in floating point, and as many in words of N bits (20)"},
                  {"--data", "DIR", "2,000 labelled images (examples/data)"}});
  if (given.has("--help")) {
    given.print_help(std::cout, "libtorch_training: words of few bits inside LibTorch");
    return 0;
  }
  const bp::least_error criterion{.word_length = given.number("--word-length", 3, 2, 24)};
  const int epochs = given.number("--epochs", 20, 1, 1000);
  const demo::labelled_images data =
      demo::load_labelled_images(given.text("--data", BINPOINT_EXAMPLE_DATA), "test");
  const std::size_t training_count = data.size() * 3 / 4;
  const labelled_tensors training = to_tensors(data, 0, training_count);
  const labelled_tensors test = to_tensors(data, training_count, data.size());

  at::manual_seed(1);
  network net;
  bp::profile seen;
  for (int epoch = 0; epoch < epochs; ++epoch) seen = train_epoch(net, {}, training, 0.1);
  bp::plan formats = bp::choose_formats(seen, criterion);
  std::printf("float                %.1f %%\n", 100 * accuracy(net, {}, test));
  std::printf("%2d bits, not trained %.1f %%\n", criterion.word_length,
              100 * accuracy(net, formats, test));
  for (int epoch = 0; epoch < epochs; ++epoch) {
    formats = bp::choose_formats(train_epoch(net, formats, training, 0.02), criterion);
  }
  std::printf("%2d bits, trained     %.1f %%\n", criterion.word_length,
              100 * accuracy(net, formats, test));
  for (const auto& [where, chosen] : formats) {
    std::printf("  %-18s %s\n", bp::to_string(where).c_str(), bp::to_string(chosen.base).c_str());
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<const char*> arguments(argv + 1, argv + argc);
  return demo::run_program("libtorch_training", [&] { return run(arguments); });
}
