/// @file
/// Running the main example, and the files that it reads.
#ifndef BINPOINT_TESTS_EXAMPLES_FASHION_MNIST_RUN_HPP
#define BINPOINT_TESTS_EXAMPLES_FASHION_MNIST_RUN_HPP

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <ios>
#include <iterator>
#include <string>

#include "support/catch.hpp"
#include "support/run_program.hpp"
#include "support/temporary_folder.hpp"

namespace fashion_mnist {

namespace fs = std::filesystem;

using support::outcome;

inline outcome run(const std::string& arguments) {
  return support::run_example("fashion_mnist", arguments);
}

/// The number after a label.
inline double number_after(const std::string& text, const std::string& label) {
  const std::size_t at = text.find(label);
  INFO(text);
  REQUIRE(at != std::string::npos);
  return std::strtod(text.c_str() + at + label.size(), nullptr);
}

inline void cut_to(const fs::path& file, std::uintmax_t size) { fs::resize_file(file, size); }

inline void overwrite(const fs::path& file, std::streamoff at, const std::string& bytes) {
  std::fstream stream(file, std::ios::binary | std::ios::in | std::ios::out);
  stream.seekp(at);
  stream << bytes;
}

inline std::string text_of(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

/// A copy of the example's files with fewer test images, and a place for what is written.
class small_files {
 public:
  static constexpr int images = 200;

  small_files() {
    fs::copy(BINPOINT_EXAMPLE_DATA, files());
    const std::string count{0, 0, 0, static_cast<char>(images)};
    overwrite(files() / "test-images.idx3-ubyte", 4, count);
    cut_to(files() / "test-images.idx3-ubyte", 16 + images * 28 * 28);
    overwrite(files() / "test-labels.idx1-ubyte", 4, count);
    cut_to(files() / "test-labels.idx1-ubyte", 8 + images);
  }

  [[nodiscard]] fs::path files() const { return folder_.path() / "files"; }
  [[nodiscard]] fs::path at(const std::string& name) const { return folder_.path() / name; }
  /// The same between quotes, after an option.
  [[nodiscard]] std::string option(const std::string& name, const std::string& file) const {
    return name + " '" + at(file).string() + "' ";
  }
  /// Files besides those of the network.
  [[nodiscard]] std::size_t written() const { return folder_.file_count() - 1; }

  [[nodiscard]] outcome run(const std::string& arguments = "") const {
    return fashion_mnist::run("--network '" + files().string() + "' " +
                              option("--report", "report.html") + arguments);
  }

  /// Runs the program, which must fail with one line that has all of these parts, and write
  /// nothing.
  void expect_error(std::initializer_list<std::string> parts, const std::string& more = "") const {
    const std::size_t before = written();
    const outcome o = run(more);
    INFO(o.output);
    CHECK((o.exit_code == 1 || o.exit_code == 2));
    CHECK(o.lines() == 1);
    for (const std::string& part : parts) CHECK(o.has(part));
    CHECK(written() == before);
  }

 private:
  temporary_folder folder_;
};

}  // namespace fashion_mnist

#endif
