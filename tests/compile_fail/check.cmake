# -DCOMPILER= -DINCLUDE_DIR= -DSOURCE= -P check.cmake

function(compile result output)
  execute_process(
    COMMAND "${COMPILER}" -std=c++20 -fsyntax-only "-I${INCLUDE_DIR}" ${ARGN} "${SOURCE}"
    RESULT_VARIABLE code OUTPUT_VARIABLE text ERROR_VARIABLE text)
  set(${result} "${code}" PARENT_SCOPE)
  set(${output} "${text}" PARENT_SCOPE)
endfunction()

file(STRINGS "${SOURCE}" expectations REGEX "^// error: ")
if(NOT expectations)
  message(FATAL_ERROR "${SOURCE}: no line '// error: text' says what the compiler must say")
endif()

compile(result output)
if(NOT result EQUAL 0)
  message(FATAL_ERROR "must compile without BINPOINT_MUST_FAIL:\n${output}")
endif()

compile(result output -DBINPOINT_MUST_FAIL)
if(result EQUAL 0)
  message(FATAL_ERROR "${SOURCE}: compiles, and must not")
endif()
foreach(expectation IN LISTS expectations)
  string(REGEX REPLACE "^// error: " "" text "${expectation}")
  string(FIND "${output}" "${text}" position)
  if(position EQUAL -1)
    message(FATAL_ERROR "expected in the compiler's words: ${text}\nfound:\n${output}")
  endif()
endforeach()
