# -DCOMPILER= -DNM= -DINCLUDE_DIR= -DSOURCE= -DSYMBOL= -DOBJECT= -DFLAGS= -P check.cmake
# The headers need nothing at run time: the object names no function but, where a machine has no
# instruction for an operation, the compiler's own (__divdi3 and its like), and the four that
# compilers ask of every machine.
execute_process(
  COMMAND "${COMPILER}" -std=c++20 -O2 -ffreestanding -nostdlib -fno-exceptions -fno-rtti ${FLAGS}
          "-I${INCLUDE_DIR}" -c "${SOURCE}" -o "${OBJECT}"
  RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
if(NOT result EQUAL 0)
  message(FATAL_ERROR "does not compile freestanding:\n${output}")
endif()
execute_process(COMMAND "${NM}" -u "${OBJECT}" RESULT_VARIABLE result OUTPUT_VARIABLE symbols)
if(NOT result EQUAL 0)
  message(FATAL_ERROR "${NM} failed")
endif()
string(REGEX MATCHALL "[A-Za-z_][A-Za-z_0-9]+" names "${symbols}")
list(FILTER names EXCLUDE REGEX "^(U|w)$")
list(FILTER names EXCLUDE REGEX "^__[a-z0-9]+$")
list(FILTER names EXCLUDE REGEX "^(memcpy|memmove|memset|memcmp)$")
if(names)
  message(FATAL_ERROR "undefined: ${names}")
endif()
# The object must be about what it claims to test.
execute_process(COMMAND "${NM}" "${OBJECT}" OUTPUT_VARIABLE symbols)
if(NOT symbols MATCHES "${SYMBOL}")
  message(FATAL_ERROR "no operations in ${OBJECT}")
endif()
