/// @file
/// Looks at the tensors of files: inspect FILE... Where their bits are, which formats they could
/// have, and what those would lose.
///
/// Files are mapped, not loaded, and counted window by window: memory grows with the number of
/// tensors, 40 KB each, and not with their sizes.
#include <binpoint/binpoint.hpp>
#include <binpoint/io/plan.hpp>
#include <binpoint/report/html.hpp>
#include <binpoint/report/json.hpp>
#include <binpoint/report/losses_text.hpp>
#include <binpoint/report/save.hpp>
#include <binpoint/report/text.hpp>
#include <cstddef>
#include <filesystem>
#include <iostream>
#include <map>
#include <span>
#include <string>
#include <system_error>
#include <vector>

#include "support/command_line.hpp"
#include "support/criterion_choice.hpp"
#include "support/interrupt.hpp"
#include "support/observed_files.hpp"
#include "support/options.hpp"
#include "support/rounded_file.hpp"
#include "support/tensor_choice.hpp"

namespace bp = binpoint;

namespace {

const std::vector<demo::option> known_options{
    {"--word-length", "N", "bits of every word, 1..64 (8)"},
    {"--criterion", "NAME", demo::criterion_names() + " (least_error)"},
    {"--per-channel", "", "a fraction length for each channel; 4.5 KB of memory a channel"},
    {"--channel-axis", "N", "with --per-channel: the axis of the channels (0)"},
    {"--word-lengths", "", "print the SQNR of words of 2 to 16 bits"},
    {"--merge", "", "add up what several files have of a site"},
    {"--floats", "", "leave tensors of integers out"},
    {"--min-rank", "N", "leave tensors of fewer dimensions out (0)"},
    {"--shape", "D,D,..", "the files are values alone, of this shape"},
    {"--type", "NAME", "and of this type: " + bp::io::element_type_names() + " (float32)"},
    {"--html", "OUT", "the report as a page"},
    {"--json", "OUT", "the numbers of the report, for programs"},
    {"--plan", "OUT", "the formats as a plan, one line a site"},
    {"--rounded", "OUT", "the file again, its floats rounded to their formats"},
    {"--threads", "N", "threads that count, 0 for as many as there are (0)"}};

/// Of two that have one place, the first would be lost, standard output's file included. A device
/// or a pipe takes all.
/// @throws usage_error
void check_outputs(const demo::options& given) {
  std::map<std::string, std::string> writers;
  for (const std::string option : {"--html", "--json", "--plan", "--rounded"}) {
    std::error_code ignored;
    const std::string path = given.text(option, "");
    if (!given.has(option) || std::filesystem::is_other(path, ignored)) continue;
    const bool is_printed_to = std::filesystem::equivalent(path, "/dev/stdout", ignored);
    const std::string place = std::filesystem::weakly_canonical(path, ignored).string();
    const auto [first, is_new] = writers.emplace(place, is_printed_to ? "standard output" : option);
    if (is_new && !is_printed_to) continue;
    throw demo::usage_error(option + ": found '" + path + "', which " + first->second +
                            " writes, expected another file");
  }
}

/// Before files are read, which may take a while.
/// @throws usage_error  for a wrong word, and for an option that would change nothing
void check_words(const demo::options& given) {
  (void)given.number("--word-length", 8, 1, bp::max_word_length);
  (void)demo::find_criterion(given.text("--criterion", "least_error"));
  if (given.has("--channel-axis") && !given.has("--per-channel")) {
    throw demo::usage_error("--channel-axis: found no --per-channel, which needs it");
  }
  check_outputs(given);
}

demo::tensor_choice read_choice(const demo::options& given) {
  demo::tensor_choice choice;
  choice.floats_only = given.has("--floats");
  choice.min_rank = static_cast<std::size_t>(given.number("--min-rank", 0, 0, 64));
  choice.channel_axis = static_cast<std::size_t>(given.number("--channel-axis", 0, 0, 63));
  if (given.has("--type") && !given.has("--shape")) {
    throw demo::usage_error("--type: found no --shape, which values alone need");
  }
  if (!given.has("--shape")) return choice;
  const std::string name = given.text("--type", "float32");
  const auto type = bp::io::find_element_type(name);
  if (!type) {
    throw demo::usage_error("--type: found '" + name + "', expected one of " +
                            bp::io::element_type_names());
  }
  choice.raw = demo::raw_layout{*type, demo::parse_shape(given.text("--shape", ""))};
  return choice;
}

/// The formats of the tensors, and those by channel where they are asked for.
struct chosen_formats {
  bp::plan per_tensor;
  bp::plan final;
};

chosen_formats choose(const demo::observed_files& files, const demo::options& given) {
  const int word_length = given.number("--word-length", 8, 1, bp::max_word_length);
  return demo::with_criterion(
      given.text("--criterion", "least_error"), word_length, [&](const auto& criterion) {
        chosen_formats result;
        result.per_tensor = bp::choose_formats(files.seen(), criterion);
        result.final = given.has("--per-channel")
                           ? bp::choose_formats(files.seen(), files.channels(), criterion)
                           : result.per_tensor;
        return result;
      });
}

std::string files_text(const std::vector<std::string>& files) {
  std::string text = files.front();
  if (files.size() > 1) text += " and " + std::to_string(files.size() - 1) + " more";
  return text;
}

void print(const demo::observed_files& files, const chosen_formats& formats,
           const demo::options& given) {
  std::cout << bp::heat_map(files.seen(), formats.final) << '\n';
  bp::losses_text_options notes;
  for (const auto& entry : files.seen()) notes.notes.push_back(files.kind_of(entry.first));
  notes.channels = &files.channels();
  std::cout << bp::losses_text(files.seen(), formats.final, notes);
  if (given.has("--per-channel")) {
    std::cout << '\n'
              << bp::channel_gains_text(files.channels(), formats.final, formats.per_tensor);
  }
  if (files.without_channels() > 0) {
    std::cout << files.without_channels()
              << " tensors have no such axis, or too many channels: one format each\n";
  }
  if (given.has("--word-lengths")) std::cout << '\n' << bp::word_lengths_text(files.seen());
}

void save(const std::vector<std::string>& names, const demo::observed_files& files,
          const chosen_formats& formats, const demo::options& given) {
  const bp::report_options page{
      .title = "Bits of " + files_text(names),
      .facts = {{"files", std::to_string(names.size())},
                {"tensors", std::to_string(files.seen().size())},
                {"values", std::to_string(files.values())},
                {"criterion", given.text("--criterion", "least_error")},
                {"word length", given.text("--word-length", "8")}},
      .channels = given.has("--per-channel") ? &files.channels() : nullptr};
  const auto told = [&](const char* option, const auto& write) {
    if (!given.has(option)) return;
    demo::check_interrupt();
    const std::string path = given.text(option, "");
    write(path);
    std::cout << path << ": written\n";
  };
  told("--html", [&](const std::string& path) {
    bp::save_report(path, bp::html_report(files.seen(), formats.final, page));
  });
  told("--json", [&](const std::string& path) {
    bp::save_report(path, bp::json_report(files.seen(), formats.final, page));
  });
  told("--plan", [&](const std::string& path) { bp::io::write_plan(path, formats.final); });
}

void write_rounded(const std::string& from, const demo::tensor_choice& choice,
                   const chosen_formats& formats, const demo::options& given) {
  if (!given.has("--rounded")) return;
  const std::string path = given.text("--rounded", "");
  const std::size_t count = demo::write_rounded(from, path, choice, formats.final);
  std::cout << path << ": written, " << count << " tensors rounded\n";
}

int run(std::span<const char* const> arguments) {
  const demo::command_line line(arguments, known_options);
  const demo::options given(line.options, known_options);
  if (given.has("--help")) {
    given.print_help(std::cout,
                     "inspect FILE... [options]: .npy, .npz, .safetensors, .onnx, "
                     "profiles, or values alone with --shape");
    return 0;
  }
  if (line.files.empty()) throw demo::usage_error("found no file, expected at least one");
  if (given.has("--rounded") && line.files.size() != 1) {
    throw demo::usage_error("--rounded: found " + std::to_string(line.files.size()) +
                            " files, expected one");
  }
  check_words(given);
  const demo::tensor_choice choice = read_choice(given);
  if (given.has("--rounded")) demo::check_rounded(line.files.front(), choice);
  demo::observed_files files(choice, given.has("--per-channel"), given.has("--merge"),
                             static_cast<unsigned>(given.number("--threads", 0, 0, 256)));
  for (const std::string& each : line.files) files.add(each);
  if (files.seen().empty())
    throw std::runtime_error("found no tensor in " + files_text(line.files));
  const chosen_formats formats = choose(files, given);
  print(files, formats, given);
  save(line.files, files, formats, given);
  write_rounded(line.files.front(), choice, formats, given);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<const char*> arguments(argv + 1, argv + argc);
  demo::catch_interrupts();
  return demo::run_program("inspect", [&] {
    try {
      return run(arguments);
    } catch (const demo::interrupted& stopped) {
      std::cerr << "inspect: " << stopped.what() << ", nothing is left half written\n";
      return demo::interrupt_exit_code();
    }
  });
}
