// A function that a header defines without `inline` is defined twice in this program.
#include <all_headers.hpp>

int main() {}
