# For tests, examples and benchmarks alone: a user's own flags are a user's choice. They are errors for
# those who build the tests, with the compilers that have been tried: later ones know other warnings.
add_library(binpoint_warnings INTERFACE)
set(warnings -Wall -Wextra -Wconversion -Wsign-conversion)
set(first_untried_GNU 15)
set(first_untried_Clang 20)
set(are_errors OFF)
if(BINPOINT_BUILD_TESTS AND DEFINED first_untried_${CMAKE_CXX_COMPILER_ID} AND
   CMAKE_CXX_COMPILER_VERSION VERSION_LESS first_untried_${CMAKE_CXX_COMPILER_ID})
  set(are_errors ON)
  list(APPEND warnings -Werror)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  list(APPEND warnings -Wdouble-promotion)  # Clang's warns of every float given to a double.
  if(CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    list(APPEND warnings -Wno-restrict)  # GCC bug 105651: of "x" + std::to_string(n) at -O3.
  endif()
endif()
# In a unit of several files, a name of one hides another file's by chance.
set(shadow "$<$<NOT:$<BOOL:$<TARGET_PROPERTY:UNITY_BUILD>>>:-Wshadow>")
list(JOIN warnings "," host_warnings)
target_compile_options(binpoint_warnings INTERFACE
  "$<$<COMPILE_LANGUAGE:CXX>:${warnings};${shadow}>"
  "$<$<COMPILE_LANGUAGE:CUDA>:$<$<BOOL:${are_errors}>:-Werror=all-warnings>;-Xcompiler=${host_warnings}>")
