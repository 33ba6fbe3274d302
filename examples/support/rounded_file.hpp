/// @file
/// A file of tensors written again, the same byte for byte but for floats, which are rounded.
#ifndef BINPOINT_EXAMPLES_ROUNDED_FILE_HPP
#define BINPOINT_EXAMPLES_ROUNDED_FILE_HPP

#include <algorithm>
#include <binpoint/binpoint.hpp>
#include <binpoint/io/partial_file.hpp>
#include <binpoint/io/tensor_file.hpp>
#include <binpoint/io/tensor_values.hpp>
#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "interrupt.hpp"
#include "progress.hpp"
#include "tensor_choice.hpp"

namespace demo {

/// The largest magnitude of the type that its format has as well.
template <class T>
T largest_value(bool is_negative, binpoint::format target) {
  using layout = binpoint::float_layout<T>;
  const auto bits = static_cast<typename layout::bits_type>((layout::infinity - 1) |
                                                            (is_negative ? layout::sign_mask : 0));
  const auto code = binpoint::encode(std::bit_cast<T>(bits), target,
                                     {.rounding = binpoint::rounding_mode::toward_zero})
                        .code;
  return binpoint::detail::value_of_code<T>(code, target);
}

/// A format may reach farther than the type of the file: no value may become infinite there.
template <class T>
void keep_finite(std::span<T> rounded, binpoint::format target) {
  using layout = binpoint::float_layout<T>;
  for (T& each : rounded) {
    const auto bits = std::bit_cast<typename layout::bits_type>(each);
    if ((bits & layout::magnitude_mask) != layout::infinity) continue;
    each = largest_value<T>((bits & layout::sign_mask) != 0, target);
  }
}

/// Each value as the nearest that its format has: float, which there is most of, by the fast way.
template <class T>
void round_values(std::span<const T> values, std::span<T> rounded, binpoint::format target,
                  const binpoint::policy& rules) {
  if constexpr (std::same_as<T, float>) {
    binpoint::fake_quantize(values, rounded, target, rules);
  } else {
    for (std::size_t i = 0; i < values.size(); ++i) {
      const std::int64_t code = binpoint::encode(values[i], target, rules).code;
      rounded[i] = binpoint::detail::value_of_code<T>(code, target);
    }
  }
  keep_finite(rounded, target);
}

/// Copies a file from front to back, the values of some tensors rounded on the way.
class rounded_file {
 public:
  rounded_file(const binpoint::io::tensor_file& file, const std::filesystem::path& to)
      : file_(file), out_(to), bar_("writing " + to.string(), file.file().bytes().size()) {}

  /// The next tensor, from here on in the file, in formats by the index of `axis`.
  void add(const binpoint::io::tensor_entry& entry, const binpoint::tensor_format& chosen,
           std::size_t axis, const binpoint::policy& rules) {
    copy_to(entry.offset);
    binpoint::io::visit_element(entry.type, [&](auto element) {
      if constexpr (binpoint::floating<decltype(element)>) {
        add_values<decltype(element)>(entry, chosen, axis, rules);
      }
    });
  }

  /// The rest of the file; then it is seen at its place.
  void finish() {
    copy_to(file_.file().bytes().size());
    check_interrupt();
    out_.commit();
  }

 private:
  static constexpr std::size_t step = std::size_t{1} << 20;

  void write(std::span<const std::byte> bytes) {
    check_interrupt();
    out_.write(bytes);
    done_ += bytes.size();
    bar_.show(done_);
  }

  void copy_to(std::size_t end) {
    while (done_ < end) {
      const auto part = file_.file().bytes().subspan(done_, std::min(step, end - done_));
      write(part);
      file_.file().release(part);
    }
  }

  template <class T>
  void add_values(const binpoint::io::tensor_entry& entry, const binpoint::tensor_format& chosen,
                  std::size_t axis, const binpoint::policy& rules) {
    const auto layout =
        chosen.fraction_lengths.empty() ? binpoint::channel_layout{1, 1} : entry.channels(axis);
    const std::size_t run =
        layout.channels == 1 ? std::max<std::size_t>(entry.elements(), 1) : layout.inner;
    std::vector<T> rounded;
    binpoint::io::detail::for_each_window<T>(
        file_, entry, step / sizeof(T), [&](std::span<const T> values, std::size_t first) {
          rounded.assign(values.begin(), values.end());
          for (std::size_t i = 0; i < values.size();) {
            const std::size_t at = first + i;
            const std::size_t n = std::min((at / run + 1) * run - at, values.size() - i);
            round_values<T>(values.subspan(i, n), std::span<T>(rounded).subspan(i, n),
                            chosen.of_channel(layout.channel(at)), rules);
            i += n;
          }
          write_values(rounded, entry.order);
        });
  }

  template <class T>
  void write_values(std::vector<T>& values, std::endian order) {
    const auto bytes = std::as_writable_bytes(std::span(values));
    if (order != std::endian::native) {
      for (std::size_t i = 0; i < bytes.size(); i += sizeof(T)) {
        std::ranges::reverse(bytes.subspan(i, sizeof(T)));
      }
    }
    write(bytes);
  }

  const binpoint::io::tensor_file& file_;
  binpoint::io::partial_file out_;
  progress bar_;
  std::size_t done_ = 0;
};

/// The tensors of a file that are rounded.
/// @throws std::runtime_error  when they cannot be replaced in place
inline std::vector<chosen_tensor> choose_floats(const binpoint::io::tensor_file& file,
                                                const tensor_choice& choice) {
  auto tensors = choose_tensors(file, choice);
  std::erase_if(tensors, [](const chosen_tensor& each) {
    return !binpoint::io::is_floating(each.entry->type);
  });
  for (const chosen_tensor& each : tensors) {
    if (each.entry->is_in_place()) continue;
    throw std::runtime_error(file.file().name() + ": found tensor " +
                             binpoint::io::in_quotes(each.entry->name) +
                             " as integers of variable length, expected raw data for --rounded");
  }
  return tensors;
}

/// Whether a file can be written again, before it is read through.
/// @throws std::runtime_error  when it cannot
inline void check_rounded(const std::string& from, const tensor_choice& choice) {
  const auto refuse = [&](const std::string& found) {
    throw std::runtime_error(from + ": found " + found +
                             ", expected .npy, .safetensors, .onnx or values alone for --rounded");
  };
  std::error_code ignored;
  if (std::filesystem::is_other(from, ignored)) refuse("a pipe or device, which is read only once");
  binpoint::io::mapped_file bytes(from);
  if (!choice.raw && is_profile(bytes)) refuse("a profile, which has no values");
  const binpoint::io::tensor_file file = choice.open(std::move(bytes));
  if (!choice.raw && binpoint::io::find_tensor_format(file.file().bytes(), from) ==
                         binpoint::io::file_format::npz) {
    refuse("an .npz file, which has checksums");
  }
  (void)choose_floats(file, choice);
}

/// Writes a file again with its floats in the formats of a plan.
/// @pre  check_rounded has let it pass
/// @return  the number of tensors that were rounded
/// @throws std::runtime_error  when the file cannot be written
inline std::size_t write_rounded(const std::string& from, const std::filesystem::path& to,
                                 const tensor_choice& choice, const binpoint::plan& formats) {
  const binpoint::io::tensor_file file = choice.open(binpoint::io::mapped_file(from));
  auto tensors = choose_floats(file, choice);
  std::erase_if(tensors,
                [&](const chosen_tensor& each) { return formats.at(each.where).stays_float; });
  std::ranges::sort(tensors, {}, [](const chosen_tensor& each) { return each.entry->offset; });
  rounded_file out(file, to);
  for (const chosen_tensor& each : tensors) {
    out.add(*each.entry, formats.at(each.where), choice.channel_axis, formats.rules);
  }
  out.finish();
  return tensors.size();
}

}  // namespace demo

#endif
