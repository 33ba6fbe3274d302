#include <binpoint/report/detail/html_script.hpp>
#include <string>

#include "support/catch.hpp"

using binpoint::detail::html_script;

TEST_CASE("HTML script: one text that may stand in a page") {
  const std::string script = html_script();
  CHECK(script.starts_with("(() => {\n'use strict';\n"));
  CHECK(script.ends_with("})();\n"));
  // What would end or change its element, and what compilers once replaced.
  for (const char* text : {"</script", "<!--", "<script", "\?\?=", "\?\?(", "\?\?'", "\?\?/"}) {
    CHECK(script.find(text) == std::string::npos);
  }
  for (const char c : script) CHECK((c == '\n' || (c >= ' ' && c <= '~')));
}

TEST_CASE("HTML script: neither asks for anything nor runs texts") {
  const std::string script = html_script();
  for (const char* text : {"fetch(", "XMLHttpRequest", "WebSocket", "import(", "eval(", "innerHTML",
                           "Function(", "localStorage", "sendBeacon", "document.write"}) {
    INFO(text);
    CHECK(script.find(text) == std::string::npos);
  }
}

TEST_CASE("HTML script: the policy names it, and changes with it") {
  const std::string policy = binpoint::detail::content_policy("a");
  CHECK(policy.find("script-src 'sha256-ypeBEsobvcr6wjGzmiPcTaeG7/gUfE5yuYB3ha/uSLs='") !=
        std::string::npos);
  CHECK(policy != binpoint::detail::content_policy("b"));
}
