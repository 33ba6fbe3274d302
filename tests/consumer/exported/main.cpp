// main INPUTS OUTPUTS: runs the exported network on every image and compares each code.

#include <cstdint>
#include <cstdio>
#include <fstream>
#include <vector>

#include "inference.hpp"

namespace {

std::vector<std::int32_t> read_codes(const char* path) {
  std::ifstream in(path, std::ios::binary);
  std::vector<std::int32_t> codes;
  for (std::int32_t code = 0; in.read(reinterpret_cast<char*>(&code), sizeof(code));) {
    codes.push_back(code);
  }
  return codes;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  const std::vector<std::int32_t> inputs = read_codes(argv[1]);
  const std::vector<std::int32_t> expected = read_codes(argv[2]);
  const std::size_t images = inputs.size() / input_count;
  if (images != 2000 || expected.size() != images * output_count) return 2;
  prepare();
  std::size_t different = 0;
  for (std::size_t image = 0; image < images; ++image) {
    std::int32_t output[output_count] = {};
    infer(inputs.data() + image * input_count, output);
    for (std::size_t i = 0; i < output_count; ++i) {
      different += output[i] != expected[image * output_count + i] ? 1 : 0;
    }
  }
  std::printf("%zu images, %zu of %zu codes differ\n", images, different, expected.size());
  return different == 0 ? 0 : 1;
}
