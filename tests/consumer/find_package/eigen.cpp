#include <binpoint/eigen/half.hpp>
#include <binpoint/histogram.hpp>

int main() {
  binpoint::msb_histogram h;
  h.add(Eigen::half(0.5F));
  return h.count(-1) == 1 ? 0 : 1;
}
