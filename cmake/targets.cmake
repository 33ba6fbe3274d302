# binpoint::binpoint is always there; binpoint::eigen, binpoint::mpi and binpoint::cuda where they can
# be used.

set(include_dir "${PROJECT_SOURCE_DIR}/include")
file(GLOB_RECURSE core_headers CONFIGURE_DEPENDS "${include_dir}/binpoint/*.hpp")
file(GLOB_RECURSE eigen_headers CONFIGURE_DEPENDS "${include_dir}/binpoint/eigen/*.hpp")
set(mpi_headers "${include_dir}/binpoint/mpi.hpp")
file(GLOB_RECURSE cuda_headers CONFIGURE_DEPENDS
     "${include_dir}/binpoint/device/*.hpp" "${include_dir}/binpoint/*.cuh")
list(REMOVE_ITEM core_headers ${eigen_headers} ${mpi_headers} ${cuda_headers})

function(binpoint_add_library target headers)
  add_library(${target} INTERFACE)
  target_sources(${target} INTERFACE
    FILE_SET HEADERS BASE_DIRS "${include_dir}" FILES ${${headers}})
endfunction()

binpoint_add_library(binpoint core_headers)
target_compile_features(binpoint INTERFACE cxx_std_20)
add_library(binpoint::binpoint ALIAS binpoint)

# All are defined, so that what is installed does not depend on the machine that installs it;
# the names to link exist where the dependency does.
binpoint_add_library(binpoint_eigen eigen_headers)
target_link_libraries(binpoint_eigen INTERFACE binpoint Eigen3::Eigen)
if(BINPOINT_HAS_EIGEN)
  add_library(binpoint::eigen ALIAS binpoint_eigen)
endif()

binpoint_add_library(binpoint_mpi mpi_headers)
target_link_libraries(binpoint_mpi INTERFACE binpoint MPI::MPI_CXX)
if(BINPOINT_HAS_MPI)
  add_library(binpoint::mpi ALIAS binpoint_mpi)
endif()

binpoint_add_library(binpoint_cuda cuda_headers)
target_link_libraries(binpoint_cuda INTERFACE binpoint CUDA::toolkit)
if(BINPOINT_HAS_CUDA)
  add_library(binpoint::cuda ALIAS binpoint_cuda)
endif()
