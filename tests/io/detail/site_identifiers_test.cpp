// The include guards of exported headers; the names themselves are tested in what a header says.

#include <binpoint/io/detail/site_identifiers.hpp>
#include <cstddef>
#include <set>
#include <string>
#include <string_view>

#include "support/catch.hpp"

namespace io = binpoint::io;

namespace {

/// Calls visit with every text of at most `length` of these characters.
template <class Visit>
void for_each_text(std::string_view characters, std::size_t length, const std::string& front,
                   Visit visit) {
  visit(front);
  if (front.size() == length) return;
  for (const char c : characters) for_each_text(characters, length, front + c, visit);
}

}  // namespace

TEST_CASE("network_header: no two namespaces have the same include guard", "[header]") {
  std::set<std::string> guards;
  std::size_t names = 0;
  for_each_text("aA01_:", 7, "", [&](const std::string& name) {
    if (!io::detail::is_namespace(name)) return;
    ++names;
    const std::string guard = io::detail::guard_of(name);
    if (!io::detail::is_identifier(guard)) FAIL(guard);
    guards.insert(guard);
  });
  CHECK(guards.size() == names);
  CHECK(names > 30000);
  CHECK(io::detail::guard_of("demo") == "DEMO_NETWORK_FORMATS_HPP");
  CHECK(io::detail::guard_of("My_net::v2") == "mY_0NET_1V2_NETWORK_FORMATS_HPP");
}
