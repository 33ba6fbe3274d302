# PROGRAM, the tests of the device, under a tool of compute-sanitizer. Where there is no GPU, the
# sanitizer would fail: so the program is asked first.
execute_process(COMMAND "${PROGRAM}" "device error:*" RESULT_VARIABLE result OUTPUT_VARIABLE output)
if(result EQUAL 77)
  message("${output}")
  return()
endif()
execute_process(COMMAND "${SANITIZER}" --tool ${TOOL} --error-exitcode 1 "${PROGRAM}"
  RESULT_VARIABLE result)
if(NOT result EQUAL 0)
  message(FATAL_ERROR "${TOOL}: exit code ${result}")
endif()
