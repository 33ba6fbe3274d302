# Builds and runs the consumer KIND in the empty folder WORK_DIR.

include("${CMAKE_CURRENT_LIST_DIR}/run.cmake")

file(REMOVE_RECURSE "${WORK_DIR}")
file(MAKE_DIRECTORY "${WORK_DIR}")

if(KIND STREQUAL "include_only")
  run("${COMPILER}" -std=c++20 "-I${SOURCE_DIR}/include"
    "${CMAKE_CURRENT_LIST_DIR}/main.cpp" -o "${WORK_DIR}/consumer")
  run("${WORK_DIR}/consumer")
  return()
endif()

set(prefix "${WORK_DIR}/prefix")
if(NOT KIND STREQUAL "add_subdirectory")
  run("${CMAKE_COMMAND}" --install "${BINPOINT_BINARY_DIR}" --prefix "${prefix}")
endif()
run("${CMAKE_COMMAND}" -S "${CMAKE_CURRENT_LIST_DIR}/${KIND}" -B "${WORK_DIR}/build"
  -G "${GENERATOR}" "-DCMAKE_CXX_COMPILER=${COMPILER}" "-DCMAKE_CUDA_COMPILER=${CUDA_COMPILER}"
  "-DCMAKE_PREFIX_PATH=${prefix}" "-DBINPOINT_SOURCE_DIR=${SOURCE_DIR}" "-DVERSION=${VERSION}")
run("${CMAKE_COMMAND}" --build "${WORK_DIR}/build")
run("${WORK_DIR}/build/consumer")
