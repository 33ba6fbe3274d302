# What is on this machine: sets BINPOINT_HAS_CUDA, BINPOINT_HAS_EIGEN and BINPOINT_HAS_MPI.

get_property(enabled_languages GLOBAL PROPERTY ENABLED_LANGUAGES)
set(BINPOINT_HAS_CUDA OFF)
if(BINPOINT_ENABLE_CUDA STREQUAL "AUTO" AND NOT PROJECT_IS_TOP_LEVEL)
  if("CUDA" IN_LIST enabled_languages)
    set(BINPOINT_HAS_CUDA ON)
  endif()
elseif(BINPOINT_ENABLE_CUDA STREQUAL "AUTO")
  include(CheckLanguage)
  check_language(CUDA)
  if(CMAKE_CUDA_COMPILER)
    set(BINPOINT_HAS_CUDA ON)
  endif()
else()
  set(BINPOINT_HAS_CUDA ${BINPOINT_ENABLE_CUDA})
endif()

if(BINPOINT_HAS_CUDA)
  # A build machine often has no GPU to ask.
  if(PROJECT_IS_TOP_LEVEL AND NOT DEFINED CMAKE_CUDA_ARCHITECTURES)
    set(CMAKE_CUDA_ARCHITECTURES 75 80 90 100)
  endif()
  enable_language(CUDA)
  add_custom_target(binpoint_device_programs)  # All that run on a GPU: tests, examples, benchmarks.
  # All architectures for every program would take minutes more: tests, examples, benchmarks and headers
  # compile for one each, and together for all; programs, where there is a GPU, for that one: else the
  # driver would compile each again when it starts. Whoever asks for some by name gets those
  # everywhere.
  function(binpoint_compile_for target)
    get_target_property(type ${target} TYPE)
    if(type STREQUAL "EXECUTABLE")
      add_dependencies(binpoint_device_programs ${target})
    endif()
    if("${CMAKE_CUDA_ARCHITECTURES}" STREQUAL "75;80;90;100")
      set(architectures ${ARGN})
      if(type STREQUAL "EXECUTABLE" AND CMAKE_CUDA_ARCHITECTURES_NATIVE)
        set(architectures ${CMAKE_CUDA_ARCHITECTURES_NATIVE})
      endif()
      set_target_properties(${target} PROPERTIES CUDA_ARCHITECTURES "${architectures}")
    endif()
  endfunction()
  find_package(CUDAToolkit REQUIRED GLOBAL)
endif()

if(NOT TARGET Eigen3::Eigen)
  find_package(Eigen3 QUIET NO_MODULE GLOBAL)
endif()
set(BINPOINT_HAS_EIGEN OFF)
if(TARGET Eigen3::Eigen)
  set(BINPOINT_HAS_EIGEN ON)
endif()

# A parent project that uses MPI has found it.
if(PROJECT_IS_TOP_LEVEL AND NOT TARGET MPI::MPI_CXX)
  find_package(MPI QUIET GLOBAL COMPONENTS CXX)
endif()
set(BINPOINT_HAS_MPI OFF)
# Some versions of CMake define the target also where they have found no MPI.
if(TARGET MPI::MPI_CXX AND (MPI_CXX_FOUND OR NOT DEFINED MPI_CXX_FOUND))
  set(BINPOINT_HAS_MPI ON)
endif()
