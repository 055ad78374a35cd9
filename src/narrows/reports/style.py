"""How a report looks: on a screen, on a phone, on paper."""

CSS = """
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0; background: #fff; color: #1a1a1a; }
body { font: 16px/1.5 "Segoe UI", "Helvetica Neue", Arial, sans-serif; }
main { max-width: 62rem; margin: 0 auto; padding: 1.5rem 1.25rem 4rem; overflow-wrap: anywhere; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: .6rem 0 .4rem; }
h2 { font-size: 1.3rem; margin: 2.2rem 0 .6rem; padding-top: .6rem; border-top: 1px solid #ccc; }
h3 { font-size: 1.02rem; margin: 1.4rem 0 .4rem; }
p { margin: .5rem 0; }
ul { margin: .4rem 0; padding-left: 1.3rem; }
li { margin: .25rem 0; }
a { color: #0b4f8a; }
.mark { display: inline-block; border: 2px solid #1a1a1a; padding: .1rem .6rem; font-weight: 600; }
.question { font-size: 1.12rem; }
.about { color: #444; font-size: .92rem; }
.ref { font-size: .8em; white-space: nowrap; }
table { border-collapse: collapse; width: 100%; font-size: .88rem; margin: .5rem 0; }
th, td { overflow-wrap: break-word; }
th, td { text-align: left; vertical-align: top; padding: .35rem .55rem; border-bottom: 1px solid #ddd; }
thead th { border-bottom: 2px solid #666; vertical-align: bottom; }
tbody tr:nth-child(even) { background: #f7f7f7; }
figure { margin: 1rem 0; }
figcaption { font-size: .9rem; color: #444; margin-top: .3rem; }
figure svg { display: block; max-width: 100%; height: auto; }
.wide { overflow: auto; max-height: 85vh; border: 1px solid #ccc; }
.wide { cursor: zoom-in; }
.wide:focus { cursor: default; }
.wide:focus svg { max-width: none; }
ol.sources { padding-left: 2.6rem; font-size: .9rem; }
nav ul { columns: 2; font-size: .92rem; }
@media (max-width: 44rem) {
  main { padding: 1rem .8rem 3rem; }
  h1 { font-size: 1.5rem; }
  nav ul { columns: 1; }
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  table, tbody, tr, td { display: block; width: 100%; }
  tr { border: 1px solid #ccc; margin: .5rem 0; padding: .3rem .5rem; }
  td { border: 0; padding: .12rem 0; }
  td:empty { display: none; }
  td::before { content: attr(data-column) ": "; color: #555; }
  td:first-child { font-weight: 600; }
  figure div:not(.wide) { overflow-x: auto; }
  figure div:not(.wide) svg { max-width: none; }
}
@page { size: A4; margin: 16mm 14mm; @bottom-right { content: counter(page); font-size: 9pt; } }
@page chain { size: A4 landscape; margin: 10mm; }
@media print {
  body { font-size: 10pt; }
  main { max-width: none; padding: 0; }
  h1 { font-size: 19pt; }
  h2 { font-size: 13pt; break-after: avoid; }
  h3 { break-after: avoid; }
  table { font-size: 8.2pt; }
  thead { display: table-header-group; }
  tr, li, figure { break-inside: avoid; }
  a { color: inherit; text-decoration: none; }
  nav, .screen { display: none; }
  figure svg { max-height: 235mm; }
  .large { page: chain; }
  .wide { overflow: visible; max-height: none; border: 0; }
  .wide svg, .wide:focus svg { width: 100%; max-width: 100%; max-height: 165mm; }
}
"""
