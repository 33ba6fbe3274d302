// The exported network as a program without a standard library offers it.
#ifndef BINPOINT_TESTS_CONSUMER_EXPORTED_INFERENCE_HPP
#define BINPOINT_TESTS_CONSUMER_EXPORTED_INFERENCE_HPP

#include <cstddef>
#include <cstdint>

inline constexpr std::size_t input_count = 28 * 28;
inline constexpr std::size_t output_count = 10;

/// Unpacks the parameters; called once.
void prepare();

/// The codes of the last layer from those of an image.
void infer(const std::int32_t* input, std::int32_t* output);

#endif
