/// @file
/// The one script of the report, and the policy that lets it run and nothing else.
#ifndef BINPOINT_REPORT_DETAIL_HTML_SCRIPT_HPP
#define BINPOINT_REPORT_DETAIL_HTML_SCRIPT_HPP

#include <string>
#include <string_view>

#include "html_script_channels.hpp"
#include "html_script_criteria.hpp"
#include "html_script_fine.hpp"
#include "html_script_losses.hpp"
#include "html_script_numbers.hpp"
#include "html_script_page.hpp"
#include "html_script_view.hpp"
#include "sha256.hpp"

namespace binpoint::detail {

/// In a function of its own, so that it leaves no names in the page.
[[nodiscard]] inline std::string html_script() {
  std::string result = "(() => {\n'use strict';";
  for (const std::string_view part :
       {html_script_numbers, html_script_losses, html_script_criteria, html_script_view,
        html_script_fine, html_script_channels, html_script_page}) {
    result += part;
  }
  return result + "})();\n";
}

/// Nothing is loaded from anywhere; of scripts only the one with that text runs.
[[nodiscard]] inline std::string content_policy(const std::string& script) {
  return "default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-" +
         base64(sha256_of(script)) + "'; base-uri 'none'; form-action 'none'";
}

}  // namespace binpoint::detail

#endif
