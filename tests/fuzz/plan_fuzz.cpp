// Bytes as the text of a plan: refused in one line, or read so that writing gives the same plan.

#include <binpoint/check_plan.hpp>
#include <binpoint/plan_text.hpp>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace bp = binpoint;

namespace {

void check(bool holds) {
  if (!holds) std::abort();
}

bool is_one_line(std::string_view message) {
  for (const char c : message) {
    if (static_cast<unsigned char>(c) < ' ' || c == '\x7f') return false;
  }
  return message.starts_with("binpoint: parse_plan: line ") && message.size() < 100000;
}

void parse(std::string_view text) {
  try {
    const bp::plan formats = bp::parse_plan(text);
    const std::string again = bp::to_string(formats);
    check(bp::parse_plan(again) == formats);
    check(bp::to_string(bp::parse_plan(again)) == again);
    std::vector<bp::planned_site> sites;
    for (const auto& [where, chosen] : formats) {
      sites.push_back({where, chosen.fraction_lengths.size()});
    }
    check(bp::parse_plan(text, sites) == formats);
  } catch (const std::invalid_argument& error) {
    check(is_one_line(error.what()));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  parse(text);
  // Behind a right beginning the sites are reached at once.
  parse("binpoint plan 1\npolicy floor wrap flush closed\n" + std::string(text) + "\nend\n");
  return 0;
}
