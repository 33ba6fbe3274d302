/// @file
/// Everything that reads or writes files.
#ifndef BINPOINT_IO_HPP
#define BINPOINT_IO_HPP

#include "io/cursor.hpp"
#include "io/element_type.hpp"
#include "io/file.hpp"
#include "io/idx.hpp"
#include "io/mapped_file.hpp"
#include "io/network_header.hpp"
#include "io/npy.hpp"
#include "io/npz.hpp"
#include "io/onnx.hpp"
#include "io/partial_file.hpp"
#include "io/plan.hpp"
#include "io/profile.hpp"
#include "io/safetensors.hpp"
#include "io/shape.hpp"
#include "io/tensor_entry.hpp"
#include "io/tensor_file.hpp"
#include "io/tensor_values.hpp"

#endif
