#include "fiber.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <new>
#include <vector>

#if !defined(__x86_64__)
#include <ucontext.h>
#endif

#if defined(__SANITIZE_ADDRESS__)
#define SIMT_ADDRESS_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SIMT_ADDRESS_SANITIZER 1
#endif
#endif

#if defined(SIMT_ADDRESS_SANITIZER)
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>

// Clang looks for uses of a stack after return by a second stack for each fiber: those of thousands
// of fibers would fill the memory.
extern "C" const char* __asan_default_options();  // NOLINT(bugprone-reserved-identifier)
extern "C" const char* __asan_default_options() { return "detect_stack_use_after_return=0"; }
#endif

#if defined(__x86_64__)
// The registers that a function must keep, and the stack: two system calls less than swapcontext.
extern "C" void simt_switch_stack(void** save, void* load);
asm(R"(
.text
.globl simt_switch_stack
.type simt_switch_stack,@function
simt_switch_stack:
  pushq %rbp
  pushq %rbx
  pushq %r12
  pushq %r13
  pushq %r14
  pushq %r15
  movq %rsp,(%rdi)
  movq %rsi,%rsp
  popq %r15
  popq %r14
  popq %r13
  popq %r12
  popq %rbx
  popq %rbp
  ret
.size simt_switch_stack,.-simt_switch_stack
)");
#endif

namespace simt {
namespace {

constexpr std::size_t stack_size = std::size_t{256} << 10;

/// Where an execution stands while another runs.
struct context {
#if defined(__x86_64__)
  void* stack_pointer = nullptr;
#else
  ucontext_t registers{};
#endif
  void* fake_stack = nullptr;  // AddressSanitizer's
};

context scheduler;
const void* scheduler_stack = nullptr;
std::size_t scheduler_stack_size = 0;

void switch_context(context& from, context& to) {
#if defined(__x86_64__)
  simt_switch_stack(&from.stack_pointer, to.stack_pointer);
#else
  swapcontext(&from.registers, &to.registers);
#endif
}

// AddressSanitizer wants to know of every change of stack.
void before_switch([[maybe_unused]] context& from, [[maybe_unused]] const void* stack,
                   [[maybe_unused]] std::size_t size) {
#if defined(SIMT_ADDRESS_SANITIZER)
  __sanitizer_start_switch_fiber(&from.fake_stack, stack, size);
#endif
}
void after_switch([[maybe_unused]] context& to, [[maybe_unused]] const void** old_stack,
                  [[maybe_unused]] std::size_t* old_size) {
#if defined(SIMT_ADDRESS_SANITIZER)
  __sanitizer_finish_switch_fiber(to.fake_stack, old_stack, old_size);
#endif
}

/// Memory with a page below it that nobody may touch: a stack that is too deep ends the program.
char* map_stack() {
  const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  void* memory = mmap(nullptr, page + stack_size, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED || mprotect(memory, page, PROT_NONE) != 0) throw std::bad_alloc();
  return static_cast<char*>(memory) + page;
}

std::vector<char*>& free_stacks() {
  static std::vector<char*> stacks;
  return stacks;
}

}  // namespace

struct fiber::state {
  context where;
  char* stack = nullptr;
  void (*entry)() = nullptr;

  static state* running;

  static void enter() {
    after_switch(running->where, &scheduler_stack, &scheduler_stack_size);
    running->entry();
  }
};

fiber::state* fiber::state::running = nullptr;

fiber::fiber() : state_(new state) {
  auto& stacks = free_stacks();
  if (stacks.empty()) stacks.push_back(map_stack());
  state_->stack = stacks.back();
  stacks.pop_back();
}

fiber::~fiber() {
  free_stacks().push_back(state_->stack);
  delete state_;
}

void fiber::start(void (*entry)()) {
  state_->entry = entry;
  state_->where = {};
#if defined(SIMT_ADDRESS_SANITIZER)
  __asan_unpoison_memory_region(state_->stack, stack_size);  // An earlier fiber left its marks.
#endif
#if defined(__x86_64__)
  auto* top = reinterpret_cast<void**>(state_->stack + stack_size);
  *--top = nullptr;  // Where a caller would go on.
  *--top = reinterpret_cast<void*>(&state::enter);
  for (int i = 0; i < 6; ++i) *--top = nullptr;
  state_->where.stack_pointer = top;
#else
  getcontext(&state_->where.registers);
  state_->where.registers.uc_stack.ss_sp = state_->stack;
  state_->where.registers.uc_stack.ss_size = stack_size;
  state_->where.registers.uc_link = nullptr;
  makecontext(&state_->where.registers, &state::enter, 0);
#endif
}

void fiber::resume() {
  state::running = state_;
  before_switch(scheduler, state_->stack, stack_size);
  switch_context(scheduler, state_->where);
  after_switch(scheduler, nullptr, nullptr);
}

void fiber::suspend() {
  context& self = state::running->where;
  before_switch(self, scheduler_stack, scheduler_stack_size);
  switch_context(self, scheduler);
  after_switch(self, &scheduler_stack, &scheduler_stack_size);
}

}  // namespace simt
