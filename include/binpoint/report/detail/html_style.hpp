/// @file
/// The looks of the HTML report: light and dark, on screen and on paper.
#ifndef BINPOINT_REPORT_DETAIL_HTML_STYLE_HPP
#define BINPOINT_REPORT_DETAIL_HTML_STYLE_HPP

#include <string_view>

namespace binpoint::detail {

inline constexpr std::string_view html_style = R"(<style>
:root{color-scheme:light dark;
--ink:#1d2126;--dim:#565d66;--line:#d4d8dd;--ground:#fff;--head:#f3f5f7}
@media (prefers-color-scheme:dark){:root{
--ink:#d9dee4;--dim:#9aa3ad;--line:#353b43;--ground:#15181c;--head:#1e2329}}
body{margin:0 auto;padding:1.5rem;max-width:92rem;background:var(--ground);color:var(--ink);
font:15px/1.5 system-ui,sans-serif}
h1{font-size:1.6rem;margin:0 0 .5rem}h2{font-size:1.15rem;margin:2rem 0 .5rem}
dl{display:grid;grid-template-columns:max-content auto;gap:.1rem 1rem;margin:0}
dt,caption,footer{color:var(--dim)}dd{margin:0;overflow-wrap:anywhere}
.scroll{overflow-x:auto}.side{display:flex;flex-wrap:wrap;gap:1rem 3rem;align-items:start}
table{border-collapse:collapse;font-size:13px;font-variant-numeric:tabular-nums}
caption{text-align:left;padding-bottom:.3rem}
th,td{padding:.2rem .5rem;border-bottom:1px solid var(--line);text-align:right;white-space:nowrap}
thead th,thead td{background:var(--head);font-weight:600;vertical-align:bottom;white-space:normal}
th[scope=row],.name{text-align:left;font-weight:400}
th[scope=row]{position:sticky;left:0;background:var(--ground)}
.group{text-align:center;border-left:1px solid var(--line)}.first{border-left:1px solid var(--line)}
tbody tr:hover{background:var(--head)}
.long{min-width:7rem;white-space:normal;overflow-wrap:anywhere}
code{font:12px ui-monospace,'DejaVu Sans Mono',Menlo,Consolas,monospace}
svg{max-width:100%;min-width:60rem;height:auto}
p,li{max-width:50rem}footer{margin-top:2rem}
@media print{body{padding:0;font-size:11px}table{font-size:9px}.scroll{overflow:visible}
svg{min-width:0}tr{break-inside:avoid}}
</style>
)";

}  // namespace binpoint::detail

#endif
