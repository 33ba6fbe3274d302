/// @file
/// The looks of the HTML report: light and dark, on screen and on paper.
#ifndef BINPOINT_REPORT_DETAIL_HTML_STYLE_HPP
#define BINPOINT_REPORT_DETAIL_HTML_STYLE_HPP

#include <string_view>

namespace binpoint::detail {

inline constexpr std::string_view html_style = R"(<style>
:root{color-scheme:light dark;
--ink:#1d2126;--dim:#565d66;--line:#d4d8dd;--ground:#fff;--head:#f3f5f7;--mark:#c0261c}
@media (prefers-color-scheme:dark){:root{
--ink:#d9dee4;--dim:#9aa3ad;--line:#353b43;--ground:#15181c;--head:#1e2329;--mark:#ff8a80}}
body{margin:0 auto;padding:1.5rem;max-width:110rem;background:var(--ground);color:var(--ink);
font:15px/1.5 system-ui,sans-serif}
h1{font-size:1.6rem;margin:0 0 .5rem}h2{font-size:1.15rem;margin:2rem 0 .5rem}
dl{display:grid;grid-template-columns:max-content auto;gap:.1rem 1rem;margin:0}
dt,caption,footer{color:var(--dim)}dd{margin:0;overflow-wrap:anywhere}
.scroll{overflow-x:auto}.side{display:flex;flex-wrap:wrap;gap:1rem 3rem;align-items:start}
table{border-collapse:collapse;font-size:13px;font-variant-numeric:tabular-nums}
caption{text-align:left;padding-bottom:.3rem}
th,td{padding:.2rem .5rem;border-bottom:1px solid var(--line);text-align:right;white-space:nowrap}
thead th,thead td{background:var(--head);font-weight:600;vertical-align:bottom;white-space:normal}
th[scope=row],.name{text-align:left;font-weight:400}thead .name{font-weight:600}
.site th{position:sticky;left:0;background:var(--ground)}
.site:hover,.site:hover th{background:var(--head)}
.bits{padding:.1rem .5rem}.bits svg,th svg{display:block}
.long{min-width:10rem;max-width:20rem;white-space:normal;overflow-wrap:anywhere}
.stale{color:var(--dim);text-decoration:line-through}
.changed{color:var(--mark);font-weight:600}
code{font:12px ui-monospace,'DejaVu Sans Mono',Menlo,Consolas,monospace}
summary{cursor:pointer;color:var(--dim);overflow-wrap:anywhere;white-space:normal}
.js .more{display:none}.js .more.open{display:table-row}.js .more summary{display:none}
.study{display:flex;flex-wrap:wrap;gap:.8rem 2.5rem;padding:.4rem 0 .8rem;align-items:start;
position:sticky;left:.5rem;max-width:calc(100vw - 5rem)}
.lengths th,.lengths td{padding:.2rem .35rem;font-size:12px}.fine svg,th svg{overflow:visible}
.study figure{margin:0}.study figcaption{color:var(--dim);font-size:13px;padding-bottom:.3rem}
.told{fill:none;pointer-events:fill}
.told:hover{stroke:var(--mark);stroke-width:1px;vector-effect:non-scaling-stroke}
.toggle{border:0;background:none;color:inherit;font:inherit;cursor:pointer;padding:0 .4rem 0 0}
#controls{display:flex;flex-wrap:wrap;gap:.4rem 1.2rem;align-items:center;padding:.6rem .8rem;
margin-bottom:.6rem;background:var(--head);border:1px solid var(--line);border-radius:6px;
font-size:14px}
#controls[hidden],[hidden]{display:none}
#controls output{flex-basis:100%;color:var(--dim)}
#controls input,#controls select{font:inherit;max-width:15rem}
#controls input[type=number]{width:6rem}
fieldset{border:0;padding:.2rem 0;margin:0}legend{position:absolute;left:-99rem}
:focus-visible{outline:2px solid #3b7ddd;outline-offset:1px}
p,li{max-width:50rem}footer{margin-top:2rem}
@page{size:landscape;margin:10mm}
@media print{body{padding:0;font-size:11px}table{font-size:8px}th,td{padding:1px 3px}code{font-size:8px}
.scroll{overflow:visible}.study{position:static}#controls,.toggle{display:none}.site th{position:static}
.bits svg,th svg{max-width:90mm}tr{break-inside:avoid}
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
</style>
)";

}  // namespace binpoint::detail

#endif
