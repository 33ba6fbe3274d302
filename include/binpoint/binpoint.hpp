/// @file
/// Everything that needs only the standard library and opens no file.
#ifndef BINPOINT_BINPOINT_HPP
#define BINPOINT_BINPOINT_HPP

#include "bits.hpp"
#include "calibrate.hpp"
#include "channel_histograms.hpp"
#include "config.hpp"
#include "convert.hpp"
#include "criteria.hpp"
#include "error_report.hpp"
#include "fixed.hpp"
#include "fixed_math.hpp"
#include "fixed_text.hpp"
#include "format.hpp"
#include "format_text.hpp"
#include "histogram.hpp"
#include "histogram_algebra.hpp"
#include "layout.hpp"
#include "limits.hpp"
#include "metrics.hpp"
#include "network.hpp"
#include "plan_front.hpp"
#include "policy.hpp"
#include "quantize.hpp"
#include "random.hpp"
#include "search.hpp"
#include "selection.hpp"
#include "site.hpp"
#include "validate.hpp"
#include "version.hpp"
#include "word_choices.hpp"
#include "word_length_table.hpp"

#endif
