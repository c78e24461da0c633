// SPDX-License-Identifier: MIT

/** The page's style sheet: system fonts, light and dark by the reader's preference, nothing from elsewhere. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --page: #f7f7f5; --panel: #ffffff; --ink: #1b1d21; --soft: #5c6370; --line: #dcdde0; --accent: #2458c5;
  --box-l: 78%; --box-s: 42%; --cell-l: 70%; --focus: #b3261e;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #15171a; --panel: #1e2125; --ink: #e6e7ea; --soft: #a2a8b4; --line: #363a41; --accent: #86b0ff;
    --box-l: 27%; --box-s: 30%; --cell-l: 34%; --focus: #ffb4ab;
  }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 76rem; padding: 1.5rem; background: var(--page); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
h1 { font-size: 1.6rem; margin: 0; }
h2 { font-size: 1.2rem; margin: 2.25rem 0 0.5rem; }
h3 { font-size: 1rem; margin: 1.5rem 0 0.4rem; }
p { margin: 0.25rem 0 0.75rem; max-width: 60rem; }
.soft { color: var(--soft); }
.figures { display: flex; flex-wrap: wrap; gap: 0.75rem; margin: 1rem 0 0; padding: 0; list-style: none; }
.figures li { background: var(--panel); border: 1px solid var(--line); border-radius: 8px; padding: 0.6rem 1rem; }
.figures strong { display: block; font-size: 1.3rem; font-variant-numeric: tabular-nums; }
nav { display: flex; flex-wrap: wrap; gap: 0.25rem 1rem; margin: 1rem 0 0; }
a { color: var(--accent); }
:focus-visible { outline: 3px solid var(--focus); outline-offset: -3px; }
table { border-collapse: collapse; width: 100%; background: var(--panel); }
th, td { text-align: left; padding: 0.3rem 0.6rem; border-bottom: 1px solid var(--line); vertical-align: top; }
th { color: var(--soft); font-weight: 600; position: sticky; top: 0; background: var(--panel); }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
code, .mono { font-family: ui-monospace, "SF Mono", Menlo, "DejaVu Sans Mono", monospace; font-size: 0.88em; overflow-wrap: anywhere; }
.scroll { overflow: auto; max-height: 36rem; border: 1px solid var(--line); border-radius: 8px; }
.bar { background: var(--line); border-radius: 3px; height: 0.9rem; min-width: 8rem; }
.bar span { display: block; height: 100%; border-radius: 3px; background: var(--accent); }
.tools { display: flex; flex-wrap: wrap; gap: 0.75rem; align-items: center; margin: 0.5rem 0; min-height: 2.2rem; }
.tools label { display: flex; gap: 0.4rem; align-items: center; }
input { font: inherit; padding: 0.25rem 0.5rem; color: inherit; background: var(--panel); border: 1px solid var(--line);
  border-radius: 6px; }
.crumbs button, .hits button, .chain button { font: inherit; background: none; border: 0; padding: 0 0.15rem;
  color: var(--accent); text-decoration: underline; cursor: pointer; }
.hits { list-style: none; margin: 0; padding: 0; display: flex; flex-wrap: wrap; gap: 0.25rem 0.75rem; }
.layout { display: grid; grid-template-columns: minmax(0, 3fr) minmax(16rem, 1fr); gap: 1rem; }
@media (max-width: 60rem) { .layout { grid-template-columns: minmax(0, 1fr); } }
#map { position: relative; height: 34rem; background: var(--panel); border: 1px solid var(--line); border-radius: 8px;
  overflow: hidden; }
.box { position: absolute; margin: 0; padding: 0; border: 1px solid var(--panel); overflow: hidden; cursor: pointer;
  color: var(--ink); text-align: left; font: 0.8rem/1.25 system-ui, sans-serif;
  background: hsl(var(--hue) var(--box-s) var(--box-l)); }
.box:hover { filter: brightness(1.08); }
.box .label { position: absolute; inset: 2px 4px auto; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
.box .label b { font-weight: 600; }
.cell { position: absolute; border: 1px solid hsl(var(--hue) var(--box-s) var(--box-l));
  background: hsl(var(--hue) var(--box-s) var(--cell-l)); }
.cell .label { inset: 1px 3px auto; font-size: 0.7rem; }
.none { --box-s: 0%; }
#why { background: var(--panel); border: 1px solid var(--line); border-radius: 8px; padding: 0.75rem 1rem; align-self: start; }
#why h3 { margin: 0 0 0.25rem; font-size: 1rem; overflow-wrap: anywhere; }
.chain { margin: 0.5rem 0 0; padding: 0 0 0 1.1rem; }
.chain li { margin: 0 0 0.5rem; }
.chain .root { font-weight: 600; }
details { background: var(--panel); border: 1px solid var(--line); border-radius: 8px; padding: 0.4rem 0.8rem; margin: 0 0 0.5rem; }
summary { cursor: pointer; }
details table { margin-top: 0.4rem; }
.tag { display: inline-block; border: 1px solid var(--line); border-radius: 4px; padding: 0 0.35rem; font-size: 0.85em; }
.tag.guessed { border-style: dashed; }
.tag.asked { border-color: var(--focus); color: var(--focus); }
.words, p code { white-space: nowrap; }
@media (max-width: 60rem) { table.wide { min-width: 46rem; } .wide :is(th:empty, td:has(> .bar)) { display: none; } }
.names { list-style: none; margin: 0; padding: 0; columns: 12rem; max-height: 36rem; overflow: auto; }
[hidden] { display: none !important; }
`;
