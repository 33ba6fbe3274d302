include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(package_dir "${CMAKE_INSTALL_DATADIR}/cmake/binpoint")

set_target_properties(binpoint_eigen PROPERTIES EXPORT_NAME eigen)
set_target_properties(binpoint_mpi PROPERTIES EXPORT_NAME mpi)
set_target_properties(binpoint_cuda PROPERTIES EXPORT_NAME cuda)
install(TARGETS binpoint binpoint_eigen binpoint_mpi binpoint_cuda EXPORT binpoint_targets
  FILE_SET HEADERS)
install(EXPORT binpoint_targets
  NAMESPACE binpoint:: FILE binpoint-targets.cmake DESTINATION "${package_dir}")

configure_package_config_file(
  "${PROJECT_SOURCE_DIR}/cmake/binpoint-config.cmake.in"
  "${PROJECT_BINARY_DIR}/package/binpoint-config.cmake"
  INSTALL_DESTINATION "${package_dir}" NO_SET_AND_CHECK_MACRO)
write_basic_package_version_file(
  "${PROJECT_BINARY_DIR}/package/binpoint-config-version.cmake"
  COMPATIBILITY SameMinorVersion ARCH_INDEPENDENT)
install(FILES
  "${PROJECT_BINARY_DIR}/package/binpoint-config.cmake"
  "${PROJECT_BINARY_DIR}/package/binpoint-config-version.cmake"
  "${PROJECT_SOURCE_DIR}/cmake/cuda20.cmake"
  DESTINATION "${package_dir}")
install(FILES "${PROJECT_SOURCE_DIR}/LICENSE" DESTINATION "${CMAKE_INSTALL_DOCDIR}")
