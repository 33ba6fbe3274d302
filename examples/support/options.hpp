/// @file
/// Command-line options of the examples: --name value, checked, with one clear line for each
/// mistake.
#ifndef BINPOINT_EXAMPLES_OPTIONS_HPP
#define BINPOINT_EXAMPLES_OPTIONS_HPP

#include <charconv>
#include <cstdio>
#include <exception>
#include <iostream>
#include <map>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace demo {

/// The command line is wrong: exit code 2.
struct usage_error : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// One option: "--epochs", "N", "passes over the training images". Without a value, a switch.
struct option {
  std::string name;
  std::string value;
  std::string help;
};

class options {
 public:
  /// @throws usage_error  for an argument that is no known option, a missing value, a repetition
  options(std::span<const char* const> arguments, std::vector<option> known)
      : known_(std::move(known)) {
    known_.push_back({"--help", "", "print this and stop"});
    for (std::size_t i = 0; i < arguments.size(); ++i) {
      const std::string name = arguments[i];
      const option& found = find(name);
      const bool is_switch = found.value.empty();
      if (!is_switch && i + 1 == arguments.size()) {
        throw usage_error(name + ": found nothing after it, expected " + found.value);
      }
      const std::string value = is_switch ? "" : arguments[++i];
      if (!given_.emplace(name, value).second) throw usage_error(name + ": given twice");
    }
  }

  [[nodiscard]] bool has(const std::string& name) const { return given_.count(name) != 0; }

  [[nodiscard]] std::string text(const std::string& name, const std::string& otherwise) const {
    const auto found = given_.find(name);
    return found == given_.end() ? otherwise : found->second;
  }

  /// A whole number in lowest..highest.
  [[nodiscard]] int number(const std::string& name, int otherwise, int lowest, int highest) const {
    const auto found = given_.find(name);
    if (found == given_.end()) return otherwise;
    const std::string& digits = found->second;
    int value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error != std::errc() || end != digits.data() + digits.size() || value < lowest ||
        value > highest) {
      throw usage_error(name + ": found '" + digits + "', expected a number in " +
                        std::to_string(lowest) + ".." + std::to_string(highest));
    }
    return value;
  }

  void print_help(std::ostream& out, std::string_view usage) const {
    out << usage << "\n\n";
    for (const option& each : known_) {
      std::string left = "  " + each.name + " " + each.value;
      left.resize(left.size() < 24 ? 24 : left.size() + 1, ' ');
      out << left << each.help << "\n";
    }
  }

 private:
  [[nodiscard]] const option& find(const std::string& name) const {
    for (const option& each : known_) {
      if (each.name == name) return each;
    }
    throw usage_error("unknown option '" + name + "', --help lists the known ones");
  }

  std::vector<option> known_;
  std::map<std::string, std::string> given_;
};

/// @throws std::runtime_error  when standard output has not taken all that was written to it
inline void finish_output() {
  std::cout.flush();
  if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0 || !std::cout) {
    throw std::runtime_error("standard output cannot be written");
  }
}

/// Runs a program's body; an error becomes one line on stderr and exit code 2 (usage) or 1. Output
/// that was lost, on a full disk for instance, is an error too.
template <class Body>
int run_program(std::string_view name, Body body) {
  try {
    const int code = body();
    if (code == 0) finish_output();
    return code;
  } catch (const usage_error& error) {
    std::cerr << name << ": " << error.what() << "\n";
    return 2;
  } catch (const std::exception& error) {
    std::cerr << name << ": " << error.what() << "\n";
    return 1;
  }
}

}  // namespace demo

#endif
