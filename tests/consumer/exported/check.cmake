# -DPLAN= -DGENERATOR= -DCOMPILER= -DNM= -DHAS_INTEGER_REGISTERS= -DINCLUDE_DIR= -DWORK_DIR=
# Exports the demo network, compiles what runs it from the header alone, and compares the codes.

include("${CMAKE_CURRENT_LIST_DIR}/../run.cmake")

file(REMOVE_RECURSE "${WORK_DIR}")
file(MAKE_DIRECTORY "${WORK_DIR}")
run("${GENERATOR}" "${PLAN}" "${WORK_DIR}")

set(flags -std=c++20 -O2 -Wall -Wextra -Werror "-I${INCLUDE_DIR}" "-I${WORK_DIR}"
  "-I${CMAKE_CURRENT_LIST_DIR}")
set(freestanding ${flags} -ffreestanding -fno-exceptions -fno-rtti -fno-stack-protector)
set(source "${CMAKE_CURRENT_LIST_DIR}/inference.cpp")
set(object "${WORK_DIR}/inference.o")
run("${COMPILER}" ${freestanding} -c "${source}" -o "${object}")

# It names no function but those that compilers ask of every machine: no heap, no exceptions, no
# floating point by functions (__adddf3 and its like).
run("${NM}" -u "${object}")
string(REGEX MATCHALL "[A-Za-z_][A-Za-z_0-9]+" names "${run_output}")
list(FILTER names EXCLUDE REGEX "^(memcpy|memmove|memset|memcmp|_GLOBAL_OFFSET_TABLE_)$")
if(names)
  message(FATAL_ERROR "undefined: ${names}")
endif()
run("${NM}" "${object}")
if(NOT run_output MATCHES "infer" OR NOT run_output MATCHES "prepare")
  message(FATAL_ERROR "no inference in ${object}")
endif()
# Nor by instructions: it compiles for the integer registers alone, where a compiler can be told so.
if(HAS_INTEGER_REGISTERS)
  run("${COMPILER}" ${freestanding} -mgeneral-regs-only -c "${source}" -o "${WORK_DIR}/integer.o")
endif()

run("${COMPILER}" ${flags} "${CMAKE_CURRENT_LIST_DIR}/main.cpp" "${object}"
  -o "${WORK_DIR}/consumer")
run("${WORK_DIR}/consumer" "${WORK_DIR}/inputs" "${WORK_DIR}/outputs")
message(STATUS "${run_output}")
