/// @file
/// Everything that reads or writes files.
#ifndef BINPOINT_IO_HPP
#define BINPOINT_IO_HPP

#include "io/cursor.hpp"
#include "io/file.hpp"
#include "io/idx.hpp"
#include "io/npy.hpp"
#include "io/plan.hpp"
#include "io/profile.hpp"
#include "io/shape.hpp"

#endif
