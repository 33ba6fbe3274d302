# -DNVCC= -DINCLUDE_DIR= -DSOURCE= -DCUBIN= -DCHECK= -DBUDGET= -P check.cmake

execute_process(
  COMMAND "${NVCC}" -std=c++20 -O3 -arch=sm_90 -cubin -Xptxas -v "-I${INCLUDE_DIR}"
          "${SOURCE}" -o "${CUBIN}"
  RESULT_VARIABLE code OUTPUT_VARIABLE log ERROR_VARIABLE log)
if(NOT code EQUAL 0)
  message(FATAL_ERROR "${log}")
endif()
file(WRITE "${CUBIN}.log" "${log}")

execute_process(COMMAND "${CHECK}" "${BUDGET}" "${CUBIN}" "${CUBIN}.log" RESULT_VARIABLE code)
if(NOT code EQUAL 0)
  message(FATAL_ERROR "A kernel takes more than ${BUDGET} allows.")
endif()
