/// @file
/// Images and labels of the Fashion-MNIST kind, from IDX files.
#ifndef BINPOINT_EXAMPLES_IMAGES_HPP
#define BINPOINT_EXAMPLES_IMAGES_HPP

#include <binpoint/io/idx.hpp>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <system_error>
#include <vector>

#include "gzip.hpp"

namespace demo {

inline constexpr std::size_t image_side = 28;
inline constexpr std::size_t pixels_per_image = image_side * image_side;
inline constexpr int class_count = 10;

/// Images as they stand in their file, and what they show: 0..9.
struct labelled_images {
  binpoint::io::idx_array images;
  std::vector<int> labels;

  [[nodiscard]] std::size_t size() const { return labels.size(); }
};

/// The input of the network for one image of 28x28 bytes.
///
/// Pixels are divided by 256, not 255: each is then a fixed-point number of 8 bits, exactly.
[[nodiscard]] inline std::vector<float> to_input(const binpoint::io::idx_array& images,
                                                 std::size_t i) {
  std::vector<float> result(pixels_per_image);
  for (std::size_t p = 0; p < pixels_per_image; ++p) {
    result[p] = static_cast<float>(images.values[i * pixels_per_image + p]) / 256.0F;
  }
  return result;
}

/// Reads an IDX file of 28x28 images, plain or .gz.
/// @throws std::runtime_error  naming the file, when it is anything else or holds no image
[[nodiscard]] inline binpoint::io::idx_array load_image_bytes(const std::filesystem::path& path) {
  binpoint::io::idx_array images = binpoint::io::parse_idx(read_plain_or_gzip(path), path.string());
  const std::vector<std::size_t>& shape = images.shape;
  if (shape.size() != 3 || shape[0] == 0 || shape[1] != image_side || shape[2] != image_side) {
    binpoint::io::fail(path.string(), "found shape " + binpoint::io::shape_text(shape) +
                                          ", expected (N, 28, 28) with N > 0");
  }
  return images;
}

/// Reads an IDX file of labels 0..9, plain or .gz.
/// @throws std::runtime_error  naming the file, also when it does not hold `count` of them
[[nodiscard]] inline std::vector<int> load_labels(const std::filesystem::path& path,
                                                  std::size_t count) {
  const binpoint::io::idx_array found =
      binpoint::io::parse_idx(read_plain_or_gzip(path), path.string());
  if (found.shape != std::vector<std::size_t>{count}) {
    binpoint::io::fail(path.string(), "found shape " + binpoint::io::shape_text(found.shape) +
                                          ", expected a label for each of " +
                                          std::to_string(count) + " images");
  }
  for (std::size_t i = 0; i < count; ++i) {
    if (found.values[i] < class_count) continue;
    binpoint::io::fail(path.string(), "found label " + std::to_string(found.values[i]) +
                                          " for image " + std::to_string(i) + ", expected 0..9");
  }
  return {found.values.begin(), found.values.end()};
}

/// The network's inputs from an IDX file of 28x28 images.
[[nodiscard]] inline std::vector<std::vector<float>> load_images(
    const std::filesystem::path& path) {
  const binpoint::io::idx_array bytes = load_image_bytes(path);
  std::vector<std::vector<float>> result;
  for (std::size_t i = 0; i < bytes.shape[0]; ++i) result.push_back(to_input(bytes, i));
  return result;
}

/// The file of that name in any spelling in which the data set is handed around.
///
/// For "t10k-images", "idx3": t10k-images-idx3-ubyte.gz, or with a dot, or without .gz.
/// @throws std::runtime_error  naming the directory, when there is none
[[nodiscard]] inline std::filesystem::path find_idx(const std::filesystem::path& directory,
                                                    const std::string& name,
                                                    const std::string& kind) {
  for (const char* separator : {"-", "."}) {
    const std::filesystem::path plain = directory / (name + separator + kind + "-ubyte");
    std::filesystem::path packed = plain;
    packed += ".gz";
    std::error_code ignored;
    if (std::filesystem::exists(plain, ignored)) return plain;
    if (std::filesystem::exists(packed, ignored)) return packed;
  }
  binpoint::io::fail(directory.string(), "found no " + name + ", expected " + name + "-" + kind +
                                             "-ubyte or the same with .gz");
}

/// The images and labels whose files begin with `name` ("train", "t10k", "test") in a directory.
[[nodiscard]] inline labelled_images load_labelled_images(const std::filesystem::path& directory,
                                                          const std::string& name) {
  labelled_images result;
  result.images = load_image_bytes(find_idx(directory, name + "-images", "idx3"));
  result.labels =
      load_labels(find_idx(directory, name + "-labels", "idx1"), result.images.shape[0]);
  return result;
}

}  // namespace demo

#endif
