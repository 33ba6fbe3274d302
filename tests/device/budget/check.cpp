// check BUDGET CUBIN PTXAS_LOG: exits with 1 if a kernel is over its budget, see budget.txt.
#include <algorithm>
#include <cstdio>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "support/cubin.hpp"

namespace {

struct budget {
  std::string file;
  double instructions = 0;  ///< of the loop, for each element
  std::size_t elements = 0;
  std::size_t loads = 0;
  int registers = 0;
  int shared_bytes = 0;
  std::vector<std::string> name_parts;
};

/// What ptxas -v says of a kernel.
struct resources {
  std::string name;
  int stack = 0;
  int spills = 0;
  int registers = 0;
  int shared_bytes = 0;
};

std::string trimmed(const std::string& text) {
  const auto begin = text.find_first_not_of(' ');
  const auto end = text.find_last_not_of(' ');
  return begin == std::string::npos ? "" : text.substr(begin, end - begin + 1);
}

std::vector<budget> read_budgets(const std::string& path, const std::string& file_name) {
  std::vector<budget> budgets;
  std::ifstream file{path};
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line.front() == '#') continue;
    std::istringstream in{line};
    budget b;
    in >> b.file >> b.instructions >> b.elements >> b.loads >> b.registers >> b.shared_bytes;
    for (std::string part; std::getline(in, part, '|');) {
      if (!trimmed(part).empty()) b.name_parts.push_back(trimmed(part));
    }
    if (b.name_parts.empty()) throw std::runtime_error("budget.txt: cannot read: " + line);
    if (b.file == file_name) budgets.push_back(b);
  }
  return budgets;
}

/// The number before a word of a line, 0 where the word is missing.
int number_before(const std::string& line, const std::string& word) {
  const auto at = line.find(" " + word);
  if (at == std::string::npos) return 0;
  const auto begin = line.find_last_not_of("0123456789", at - 1) + 1;
  return std::stoi(line.substr(begin, at - begin));
}

std::vector<resources> read_ptxas(const std::string& path) {
  std::vector<resources> all;
  std::ifstream file{path};
  for (std::string line; std::getline(file, line);) {
    const auto entry = line.find("Compiling entry function '");
    if (entry != std::string::npos) {
      const auto begin = line.find('\'') + 1;
      all.push_back({support::kernel_name(line.substr(begin, line.find('\'', begin) - begin))});
    } else if (!all.empty()) {
      resources& r = all.back();
      r.stack += number_before(line, "bytes stack frame");
      r.spills += number_before(line, "bytes spill stores");
      r.registers = std::max(r.registers, number_before(line, "registers"));
      r.shared_bytes = std::max(r.shared_bytes, number_before(line, "bytes smem"));
    }
  }
  return all;
}

template <class Kernel>
std::vector<Kernel> matching(const std::vector<Kernel>& kernels, const budget& b) {
  std::vector<Kernel> found;
  std::ranges::copy_if(kernels, std::back_inserter(found), [&](const Kernel& k) {
    return std::ranges::all_of(b.name_parts, [&](const std::string& part) {
      return k.name.find(part) != std::string::npos;
    });
  });
  return found;
}

/// Prints a line, and returns whether the value is at most the limit.
bool within(const char* what, double value, double limit) {
  const bool good = value <= limit;
  std::printf("  %-26s %8.2f of %8.2f%s\n", what, value, limit, good ? "" : "  OVER");
  return good;
}

bool check(const budget& b, const std::vector<support::kernel_code>& code,
           const std::vector<resources>& used) {
  const auto kernels = matching(code, b);
  const auto reports = matching(used, b);
  std::string name;
  for (const std::string& part : b.name_parts) name += (name.empty() ? "" : " ... ") + part;
  std::printf("%s\n", name.c_str());
  bool good = kernels.size() == 1 && reports.size() == 1;
  if (!good) {
    std::printf("  %zu kernels have that name, and must be one\n", kernels.size());
    return false;
  }
  const std::size_t length = support::loop_length(kernels.front(), b.loads);
  if (length == 0) std::printf("  has no loop with %zu loads\n", b.loads);
  good = length > 0;
  good &= within("instructions per element",
                 static_cast<double>(length) / static_cast<double>(b.elements), b.instructions);
  const auto local =
      std::ranges::count_if(kernels.front().instructions, [](const support::instruction& i) {
        return i.what == support::instruction::load_local ||
               i.what == support::instruction::store_local;
      });
  const resources& r = reports.front();
  good &= within("accesses to local memory", static_cast<double>(local), 0);
  good &= within("bytes of stack and spills", r.stack + r.spills, 0);
  good &= within("registers", r.registers, b.registers);
  good &= within("bytes of shared memory", r.shared_bytes, b.shared_bytes);
  return good;
}

}  // namespace

int main(int, char** argv) try {
  const std::string cubin = argv[2];
  const auto begin = cubin.find_last_of('/') + 1;
  const std::string stem = cubin.substr(begin, cubin.rfind('.') - begin);
  const auto budgets = read_budgets(argv[1], stem);
  const auto code = support::read_cubin(cubin);
  const auto used = read_ptxas(argv[3]);
  bool good = !budgets.empty();
  if (!good) std::printf("budget.txt has no line for %s\n", stem.c_str());
  for (const budget& b : budgets) good &= check(b, code, used);
  return good ? 0 : 1;
} catch (const std::exception& error) {
  std::printf("%s\n", error.what());
  return 1;
}
