/// @file
/// Random plans: every kind of name, role, format, list and policy.
#ifndef BINPOINT_TESTS_SUPPORT_PLANS_HPP
#define BINPOINT_TESTS_SUPPORT_PLANS_HPP

#include <binpoint/network.hpp>
#include <string>
#include <vector>

#include "random.hpp"

namespace support {

/// Of plain and odd characters; at times no valid UTF-8, a keyword, or nothing at all.
inline std::string random_name(generator& random) {
  constexpr const char* parts[] = {
      "conv",   "1",   ".",     "/",     ":0",          "a b",          "#",    "\"",   "\\",
      "\n",     "\t",  "\r",    "\x7f",  "é",           "\xe5\xb1\x82", "\xff", "\xc2", "end",
      "policy", "[2]", "\\x41", "float", "\xe2\x80\xae"};
  std::string name;
  for (int n = random_int(random, 0, 4); n > 0; --n) {
    name += parts[random_int(random, 0, static_cast<int>(std::size(parts)) - 1)];
  }
  if (random_int(random, 0, 9) == 0) name += '\0';
  return name;
}

inline int random_fraction_length(generator& random) {
  const int reach = random_int(random, 0, 3) == 0 ? binpoint::max_fraction_length : 40;
  return random_int(random, -reach, reach);
}

inline binpoint::tensor_format random_tensor_format(generator& random) {
  binpoint::tensor_format result;
  const int kind = random_int(random, 0, 7);
  result.stays_float = kind < 2;
  if (kind == 0) return result;
  result.base = {random_int(random, 1, 64), random_fraction_length(random), random() % 2 == 0};
  if (random_int(random, 0, 2) > 0) return result;
  for (int n = random_int(random, 1, 20); n > 0; --n) {
    result.fraction_lengths.push_back(random_fraction_length(random));
  }
  return result;
}

inline binpoint::plan random_plan(generator& random) {
  binpoint::plan result;
  result.rules = random_policy(random);
  if (random() % 2 == 0) result.rules.growth = binpoint::growth_mode::closed;
  for (int n = random_int(random, 0, 12); n > 0; --n) {
    const auto kind = static_cast<binpoint::role>(random_int(random, 0, 3));
    result[{random_name(random), kind}] = random_tensor_format(random);
  }
  return result;
}

}  // namespace support

#endif
