#include <binpoint/io/element_type.hpp>
#include <concepts>
#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <type_traits>

#include "support/catch.hpp"

namespace io = binpoint::io;
using io::element_type;

TEST_CASE("element types: names and sizes agree with the types in memory") {
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < io::detail::element_table.size(); ++i) {
    const auto type = static_cast<element_type>(i);
    INFO(io::to_string(type));
    names.insert(io::to_string(type));
    CHECK(io::find_element_type(io::to_string(type)) == type);
    io::visit_element(type, [&](auto element) {
      using T = decltype(element);
      CHECK(sizeof(T) == io::size_of(type));
      CHECK(binpoint::floating<T> == io::is_floating(type));
      if (std::integral<T> && type != element_type::boolean) {
        const std::string name =
            (std::is_signed_v<T> ? "int" : "uint") + std::to_string(8 * sizeof(T));
        CHECK(io::to_string(type) == name);
      }
    });
  }
  CHECK(names.size() == 13);
  CHECK_FALSE(io::find_element_type("float8").has_value());
  CHECK(io::element_type_names().starts_with("float32, float16, bfloat16, float64, int8"));
}

TEST_CASE("element types: each is itself, where it is one of two of a size") {
  io::visit_element(element_type::float16, [](auto element) {
    CHECK(std::same_as<decltype(element), binpoint::half_bits>);
  });
  io::visit_element(element_type::bfloat16, [](auto element) {
    CHECK(std::same_as<decltype(element), binpoint::bfloat16_bits>);
  });
  io::visit_element(element_type::float32,
                    [](auto element) { CHECK(std::same_as<decltype(element), float>); });
}
