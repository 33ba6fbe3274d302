// Plans in files.

#include <binpoint/io/plan.hpp>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "support/catch.hpp"
#include "support/plans.hpp"
#include "support/temporary_folder.hpp"

namespace bp = binpoint;
namespace io = binpoint::io;

namespace {

void write_plan_text(const std::filesystem::path& path, std::string_view text) {
  io::write_file(path, std::as_bytes(std::span(text.data(), text.size())));
}

const std::vector<bp::planned_site> sites{{{"conv1", bp::role::weight}, 3},
                                          {{"conv1", bp::role::bias}, 3}};

constexpr const char* head = "binpoint plan 1\npolicy half_away saturate gradual exact\n";

}  // namespace

TEST_CASE("io/plan: a file gives back the plan that was written", "[plan]") {
  const temporary_folder folder;
  support::generator random{3};
  for (int i = 0; i < 20; ++i) {
    const bp::plan formats = support::random_plan(random);
    io::write_plan(folder.path() / "plan.txt", formats);
    CHECK(io::read_plan(folder.path() / "plan.txt") == formats);
  }
  CHECK(folder.file_count() == 1);
}

TEST_CASE("io/plan: errors name the file, the line and the site", "[plan]") {
  const temporary_folder folder;
  const auto path = folder.path() / "plan.txt";
  CHECK_THROWS_WITH(io::read_plan(path),
                    "binpoint: " + path.string() + ": found no such file, expected one");
  write_plan_text(path, std::string(head) + "conv1 weight sfix8_En7\nconv1 bias sfix\nend\n");
  CHECK_THROWS_WITH(io::read_plan(path), "binpoint: " + path.string() +
                                             ": line 4: conv1 bias: found 'sfix', expected a "
                                             "format like sfix8_En7, or float");
}

TEST_CASE("io/plan: a file can be read for the sites of a network", "[plan]") {
  const temporary_folder folder;
  const auto path = folder.path() / "plan.txt";
  const auto read = [&](const std::string& lines) {
    write_plan_text(path, head + lines + "end\n");
    return io::read_plan(path, sites);
  };
  CHECK(read("conv1 bias sfix8\nconv1 weight sfix8 [1 2 3]\n").size() == 2);
  CHECK_THROWS_WITH(
      read("conv2 weight sfix8\n"),
      "binpoint: " + path.string() + ": line 3: conv2 weight: the network has no such site");
  CHECK_THROWS_WITH(read("conv1 weight sfix8\n"),
                    "binpoint: " + path.string() + ": the plan has no format for 'conv1 bias'");
  CHECK_THROWS_WITH(
      read("conv1 bias sfix8 [1 2]\n"),
      "binpoint: " + path.string() +
          ": line 3: conv1 bias: found 2 fraction lengths, expected one for each of 3 "
          "channels");
  bp::planned_sites saturating = sites;
  saturating.may_wrap = false;
  write_plan_text(path, "binpoint plan 1\npolicy floor wrap gradual exact\nend\n");
  CHECK_THROWS_WITH(io::read_plan(path, saturating),
                    "binpoint: " + path.string() +
                        ": line 2: policy: found wrap, expected saturate or saturate_symmetric");
}

TEST_CASE("io/plan: an invalid plan leaves the file as it was", "[plan]") {
  const temporary_folder folder;
  const auto path = folder.path() / "plan.txt";
  write_plan_text(path, "before");
  bp::plan formats;
  formats[{"a"}] = bp::format{0, 0};
  CHECK_THROWS_AS(io::write_plan(path, formats), std::invalid_argument);
  CHECK(io::as_text(io::read_file(path)) == "before");
  CHECK(folder.file_count() == 1);
}
