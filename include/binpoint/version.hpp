/// @file
/// The version of the library; the build system reads these three lines.
#ifndef BINPOINT_VERSION_HPP
#define BINPOINT_VERSION_HPP

#define BINPOINT_VERSION_MAJOR 0
#define BINPOINT_VERSION_MINOR 1
#define BINPOINT_VERSION_PATCH 0

#endif
