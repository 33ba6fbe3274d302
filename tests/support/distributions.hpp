/// @file
/// Values as they occur in networks and as they trouble range selection.
#ifndef BINPOINT_TESTS_SUPPORT_DISTRIBUTIONS_HPP
#define BINPOINT_TESTS_SUPPORT_DISTRIBUTIONS_HPP

#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "random.hpp"

namespace support {

inline double random_exponential(generator& random) { return -std::log(1 - random_unit(random)); }

inline double random_sign(generator& random) { return random() % 2 == 0 ? 1 : -1; }

/// Student's t with that many degrees of freedom.
inline double random_student(generator& random, int freedom) {
  double sum = 0;
  for (int i = 0; i < freedom; ++i) {
    const double x = random_normal(random);
    sum += x * x;
  }
  return random_normal(random) / std::sqrt(sum / freedom);
}

/// The eleven distributions on which the criteria were measured.
inline constexpr int smooth_distributions = 11;
inline double random_smooth(int kind, generator& random) {
  const double normal = random_normal(random);
  switch (kind) {
    case 0:
      return normal;
    case 1:
      return random_sign(random) * random_exponential(random);
    case 2:
      return random_student(random, 3);
    case 3:
      return random_student(random, 5);
    case 4:
      return 2 * random_unit(random) - 1;
    case 5:
      return normal > 0 ? normal : 0;
    case 6:
      return random_exponential(random);
    case 7:
      return std::exp(normal);
    case 8:
      return normal / (1 + std::exp(-normal));
    case 9:
      return random() % 1000 == 0 ? 30 * normal : normal;
    default:
      return random() % 10 == 0 ? 16 * normal : normal;
  }
}

/// The smooth ones, and values at the ends of bins and of ranges.
inline constexpr int distributions = smooth_distributions + 8;
inline double random_value(int kind, generator& random) {
  switch (kind - smooth_distributions) {
    case 0:  // halves: ties of rounding
      return random_int(random, -40, 40) / 2.0;
    case 1:  // powers of two and their neighbours
      return std::nextafter(random_sign(random) * std::ldexp(1.0, random_int(random, -6, 9)),
                            random_int(random, -1, 1) * std::numeric_limits<double>::infinity());
    case 2:  // a constant
      return -3;
    case 3:  // any float
      return static_cast<double>(random_pattern<float>(random));
    case 4:  // far beyond the positions of a histogram
      return random_sign(random) *
             std::ldexp(1 + random_unit(random), random_int(random, -999, 900));
    case 5:  // nothing but zeros and what is no number
      return random() % 2 == 0   ? -0.0
             : random() % 2 == 0 ? std::nan("")
                                 : std::numeric_limits<double>::infinity();
    case 6:  // mostly zeros
      return random() % 4 == 0 ? random_normal(random) : 0;
    case 7:  // a narrow band: its ends cut a bin on both sides
      return 3 + random_normal(random) / 16;
    default:
      return random_smooth(kind, random);
  }
}

inline std::vector<double> random_values(int kind, double scale, int n, generator& random) {
  std::vector<double> values;
  for (int i = 0; i < n; ++i) values.push_back(scale * random_value(kind, random));
  return values;
}

}  // namespace support

#endif
