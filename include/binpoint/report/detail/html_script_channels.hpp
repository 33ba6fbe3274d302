/// @file
/// The report's script: what the cells of a map of channels tell.
#ifndef BINPOINT_REPORT_DETAIL_HTML_SCRIPT_CHANNELS_HPP
#define BINPOINT_REPORT_DETAIL_HTML_SCRIPT_CHANNELS_HPP

#include <string_view>

namespace binpoint::detail {

/// It reads what html_channels.hpp wrote beside the map.
inline constexpr std::string_view html_script_channels = R"js(
// The plan's formats of the channels first..last, none where they stay float.
function channel_formats(site, first, last) {
  if (site.format === null) return [];
  const lengths = site.fraction_lengths || [];
  return Array.from({length: last - first + 1}, (_, i) => (
    {...site.format, fraction_length: lengths[first + i] ?? site.format.fraction_length}));
}
// A cell that cannot be seen for each one of the row that has values.
function channel_cells(site, y, first, last, row) {
  const formats = channel_formats(site, first, last);
  const name = first === last ? `channel ${first}` : `channels ${first} to ${last}`;
  const [start, ...counts] = row.split(' ');
  return counts.map(BigInt).flatMap((count, i) => {
    if (count === 0n) return [];
    const x = Number(start) + i;
    const p = axis.highest - x;
    const title = `${name}, ${column_name(p)}: ${grouped(count)} values` +
        where(place_of(span_of(p), formats));
    return [rect('told', x, y, 1, 1, title)];
  });
}
// Once: the map keeps to the plan's formats.
function tell_channels(site) {
  const map = site.more.querySelector('.channels g');
  if (!map || map.querySelector('.told')) return;
  const count = Number(map.dataset.channels);
  const per_row = Number(map.dataset.perRow);
  map.append(...map.dataset.counts.split(';').flatMap((row, y) => {
    const first = y * per_row;
    return channel_cells(site, y, first, Math.min(first + per_row, count) - 1, row);
  }));
}
)js";

}  // namespace binpoint::detail

#endif
