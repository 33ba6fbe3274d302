# -DSANITIZER= -DTOOL= -DPROGRAM= -P compute_sanitizer.cmake: the tests of a program under one of
# compute-sanitizer's tools. CTest knows by "skipped" at the start of a line that there was no GPU.

# Without one the program says so, and compute-sanitizer would say more.
execute_process(COMMAND "${PROGRAM}" "[error]" RESULT_VARIABLE code OUTPUT_VARIABLE said)
if(code EQUAL 77)
  message("${said}")
  return()
endif()
if(NOT SANITIZER)
  message("skipped: compute-sanitizer is not there")
  return()
endif()

execute_process(COMMAND "${SANITIZER}" --tool "${TOOL}" --error-exitcode 1 "${PROGRAM}"
  RESULT_VARIABLE code)
if(NOT code EQUAL 0)
  message(FATAL_ERROR "${TOOL} has found something, or a test has failed: ${code}")
endif()
