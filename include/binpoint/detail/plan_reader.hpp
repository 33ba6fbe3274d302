/// @file
/// Reads the text of a plan line by line, until the first thing wrong.
#ifndef BINPOINT_DETAIL_PLAN_READER_HPP
#define BINPOINT_DETAIL_PLAN_READER_HPP

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "../format_text.hpp"
#include "../network.hpp"
#include "../policy.hpp"
#include "bad_number.hpp"
#include "plan_line.hpp"
#include "policy_words.hpp"

namespace binpoint::detail {

inline constexpr std::string_view plan_title = "binpoint plan 1";

[[nodiscard]] inline std::string written_site(const site& where) {
  return written_name(where.layer) + ' ' + to_string(where.kind);
}

[[nodiscard]] inline std::optional<role> role_of(std::string_view word) {
  for (const role kind : {role::weight, role::bias, role::activation, role::input}) {
    if (word == to_string(kind)) return kind;
  }
  return {};
}

/// For plans of networks that are not known.
struct any_plan {
  [[nodiscard]] std::string operator()(policy) const { return {}; }
  [[nodiscard]] std::string operator()(const site&, const tensor_format&) const { return {}; }
};

/// @tparam Check  callable of (policy) and of (site, tensor_format): what is wrong with the one or
///                with the pair, nothing if empty
template <class Check = any_plan>
class plan_reader {
 public:
  explicit plan_reader(Check check = {}) : check_(std::move(check)) {}

  /// @return  false when something is wrong: problem() then says where and what
  [[nodiscard]] bool read(std::string_view text) {
    while (!text.empty()) {
      const std::size_t length = std::min(text.find('\n'), text.size());
      ++line_;
      if (!read_line(plan_line(text.substr(0, length)))) return false;
      text.remove_prefix(std::min(length + 1, text.size()));
    }
    if (expected_ == part::nothing) return true;
    ++line_;
    return expected_ == part::title
               ? found("the end of the text", in_single_quotes(plan_title))
               : found("the end of the text", "a line 'end': it was cut short");
  }

  [[nodiscard]] plan result() && { return std::move(result_); }
  [[nodiscard]] const std::string& problem() const { return problem_; }

 private:
  enum class part { title, sites, nothing };

  [[nodiscard]] bool read_line(plan_line line) {
    if (line.at_end()) return true;
    if (expected_ == part::title) return read_title(line);
    if (expected_ == part::nothing) return found(shown(line.rest()), "nothing after 'end'");
    const bool quoted = line.next_is('"');
    const std::string_view rest = line.rest();
    const std::optional<std::string> name = line.name();
    if (!name) return found(shown(rest), "a name whose quotes are closed");
    if (!quoted && *name == "end") return read_end(line);
    if (!quoted && *name == "policy") return read_policy(line);
    return read_site(*name, line);
  }

  [[nodiscard]] bool read_title(plan_line line) {
    std::string title;
    while (!line.at_end()) {
      if (!title.empty()) title += ' ';
      title += line.word();
    }
    if (title != plan_title) return found(shown(title), in_single_quotes(plan_title));
    expected_ = part::sites;
    return true;
  }

  [[nodiscard]] bool read_end(plan_line line) {
    if (!has_policy_) return found("no policy", "a line 'policy ...' before 'end'");
    expected_ = part::nothing;
    return read_line(line);
  }

  [[nodiscard]] bool read_policy(plan_line line) {
    if (has_policy_) return found("a second policy", "one");
    has_policy_ = true;
    policy& rules = result_.rules;
    const bool is_whole = read_mode(line, "rounding", rules.rounding) &&
                          read_mode(line, "overflow", rules.overflow) &&
                          read_mode(line, "underflow", rules.underflow) &&
                          read_mode(line, "growth", rules.growth) && read_line_end("policy", line);
    if (!is_whole) return false;
    const std::string problem = check_(rules);
    return problem.empty() || fail("policy: " + problem);
  }

  template <class Mode>
  [[nodiscard]] bool read_mode(plan_line& line, const char* name, Mode& mode) {
    const std::string_view word = line.word();
    const std::optional<Mode> known = mode_of<Mode>(word);
    if (!known) {
      std::string all;
      for (const std::string_view each : words_for(Mode{})) {
        if (!all.empty()) all += ", ";
        all += each;
      }
      return fail("policy: found " + shown(word) + ", expected a mode of " + name + ": " + all);
    }
    mode = *known;
    return true;
  }

  [[nodiscard]] bool read_site(const std::string& layer, plan_line line) {
    const std::string_view word = line.word();
    const std::optional<role> kind = role_of(word);
    if (!kind) {
      return fail(written_name(layer) + ": found " + shown(word) +
                  ", expected weight, bias, activation or input");
    }
    const site where{layer, *kind};
    if (result_.contains(where)) return fail(written_site(where) + ": the site appears twice");
    tensor_format chosen;
    if (!read_tensor_format(where, line, chosen)) return false;
    const std::string problem = check_(where, chosen);
    if (!problem.empty()) return fail(written_site(where) + ": " + problem);
    result_[where] = std::move(chosen);
    return true;
  }

  [[nodiscard]] bool read_tensor_format(const site& where, plan_line& line, tensor_format& chosen) {
    std::string_view word = line.word();
    chosen.stays_float = word == "float";
    if (chosen.stays_float && line.at_end()) return true;
    if (chosen.stays_float) word = line.word();
    const std::optional<format> base = parse_format(word);
    if (!base) {
      return fail(written_site(where) + ": found " + shown(word) +
                  ", expected a format like sfix8_En7" + (chosen.stays_float ? "" : ", or float"));
    }
    chosen.base = *base;
    return (!line.next_is('[') || read_channels(where, line, chosen.fraction_lengths)) &&
           read_line_end(written_site(where), line);
  }

  [[nodiscard]] bool read_channels(const site& where, plan_line& line, std::vector<int>& lengths) {
    const std::string_view rest = line.rest();
    std::optional<std::vector<int>> list = line.integers();
    const auto is_valid = [](int f) { return format{8, f}.is_valid(); };
    if (!list || list->empty() || !std::ranges::all_of(*list, is_valid)) {
      return fail(written_site(where) + ": found " + shown(rest) +
                  ", expected the channels' fraction lengths like [7 6 8], each within -" +
                  std::to_string(max_fraction_length) + ".." + std::to_string(max_fraction_length));
    }
    lengths = std::move(*list);
    return true;
  }

  [[nodiscard]] bool read_line_end(const std::string& what, const plan_line& line) {
    return line.at_end() ||
           fail(what + ": found " + shown(line.rest()) + ", expected the end of the line");
  }

  [[nodiscard]] static std::string shown(std::string_view text) {
    return text.empty() ? "the end of the line" : in_single_quotes(excerpt(text, 0));
  }
  [[nodiscard]] bool found(const std::string& what, const std::string& expected) {
    return fail("found " + what + ", expected " + expected);
  }
  [[nodiscard]] bool fail(const std::string& reason) {
    problem_ = "line " + std::to_string(line_) + ": " + reason;
    return false;
  }

  Check check_;
  plan result_;
  std::string problem_;
  std::size_t line_ = 0;
  part expected_ = part::title;
  bool has_policy_ = false;
};

}  // namespace binpoint::detail

#endif
