// SPDX-License-Identifier: MIT
// The report as one page that needs nothing but itself.
import { grouped } from '../kernel-size.ts';
import type { FileNeeds, ReportPage } from './page-data.ts';
import { SCRIPT } from './script.ts';
import { STYLE } from './style.ts';

/** Text for the contents and attributes of elements. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** JSON that may stand in a script element: nothing in it ends the element. */
function embedJson(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}

type Cell = string | { readonly html: string } | number;

function cellHtml(cell: Cell): string {
  if (typeof cell === 'number') return `<td class="number">${grouped(cell)}</td>`;
  return `<td>${typeof cell === 'string' ? escapeHtml(cell) : cell.html}</td>`;
}

function code(text: string): { html: string } {
  return { html: `<code>${escapeHtml(text)}</code>` };
}

function bar(part: number, whole: number): { html: string } {
  const percent = whole === 0 ? 0 : (100 * part) / whole;
  return {
    html: `<div class="bar" aria-hidden="true"><span style="width:${percent.toFixed(2)}%"></span></div>`,
  };
}

interface TableText {
  readonly id: string;
  readonly headings: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  readonly attributes?: readonly string[];
}

function tableHtml({ id, headings, rows, attributes = [] }: TableText): string {
  const head = headings.map((each, column) => {
    const isNumber = typeof rows[0]?.[column] === 'number';
    return `<th scope="col"${isNumber ? ' class="number"' : ''}>${escapeHtml(each)}</th>`;
  });
  const body = rows.map((row, index) => `<tr${attributes[index] ?? ''}>${row.map(cellHtml).join('')}</tr>`);
  return `<div class="scroll"><table id="${id}"><thead><tr>${head.join('')}</tr></thead>
<tbody>${body.join('\n')}</tbody></table></div>`;
}

function filterHtml(id: string, what: string): string {
  return `<div class="tools"><label>Filter <input type="search" data-filters="${id}" aria-label="Filter ${what}"></label></div>`;
}

function section(id: string, title: string, body: string): string {
  return `<section aria-labelledby="${id}-title"><h2 id="${id}-title">${escapeHtml(title)}</h2>\n${body}</section>\n`;
}

function ladderHtml({ ladder }: ReportPage): string {
  if (ladder.length === 0) return '';
  const most = Math.max(...ladder.map(({ bytes }) => bytes));
  const rows = ladder.map(({ label, bytes }) => [label, bytes, bar(bytes, most)] as const);
  return section(
    'ladder',
    'From everything to this kernel',
    tableHtml({ id: 'ladder', headings: ['kernel', 'bytes', ''], rows }),
  );
}

function mapHtml(): string {
  return section(
    'what',
    'What is in it, and why',
    `<p class="soft">An area is as large as its share of the file. A click goes into a component, then into a file; a click on a
function shows what keeps it. Escape goes back, arrow keys go from box to box.</p>
<div class="tools"><label>Find <input type="search" id="find" aria-label="Find a function or variable" autocomplete="off"></label>
<ul class="hits" id="hits" aria-live="polite"></ul></div>
<div class="tools crumbs" id="crumbs"></div>
<div class="layout"><div id="map" tabindex="-1" role="group" aria-label="Treemap of the kernel"></div>
<aside id="why" aria-live="polite"><p class="soft">Choose something on the map.</p></aside></div>
<noscript><p>The map needs JavaScript; the tables below do without.</p></noscript>`,
  );
}

function componentsHtml({ components, fileBytes }: ReportPage): string {
  const most = Math.max(1, ...components.map(({ bytes }) => bytes));
  return section(
    'components',
    'Components',
    tableHtml({
      id: 'components',
      headings: ['component', 'bytes', 'share', '', 'zeroed memory', 'it is', 'for'],
      rows: components.map((each) => [
        code(each.name),
        each.bytes,
        { html: `<span class="number">${((100 * each.bytes) / fileBytes).toFixed(1)}%</span>` },
        bar(each.bytes, most),
        each.zeroedBytes,
        each.reason,
        each.summary,
      ]),
      attributes: components.map(
        ({ name, reason }) => ` data-component="${escapeHtml(name)}" data-reason="${escapeHtml(reason)}"`,
      ),
    }),
  );
}

function exportsHtml({ exports, needs }: ReportPage): string {
  if (exports.length === 0)
    return section(
      'exports',
      'Exported symbols',
      '<p>This kernel exports none: programs reach it by system calls alone.</p>',
    );
  const known = needs !== undefined;
  const rows = exports.map(({ name, lists, by }) => [
    code(name),
    lists.join(', '),
    ...(known ? [by.length === 0 ? 'nobody' : by.join(', ')] : []),
  ]);
  const headings = ['symbol', 'list', ...(known ? ['asked for by'] : [])];
  return section(
    'exports',
    `Exported symbols (${exports.length})`,
    filterHtml('exports', 'exported symbols') + tableHtml({ id: 'exports', headings, rows }),
  );
}

function systemCallsHtml({ systemCalls, needs }: ReportPage): string {
  const known = needs !== undefined;
  const rows = systemCalls.map(({ number, name, file, by }) => [
    number,
    code(name),
    file,
    ...(known ? [by.length === 0 ? 'not known' : by.join(', ')] : []),
  ]);
  const headings = ['number', 'system call', 'implemented in', ...(known ? ['used by'] : [])];
  return section(
    'calls',
    `System calls (${systemCalls.length})`,
    filterHtml('calls', 'system calls') + tableHtml({ id: 'calls', headings, rows }),
  );
}

function fileNeedsHtml({ path, needs }: FileNeeds, index: number): string {
  const rows = needs.map(({ kind, name, certainty, provider }) => [
    kind,
    code(name),
    { html: `<span class="tag ${escapeHtml(certainty)}">${escapeHtml(certainty)}</span>` },
    provider,
  ]);
  const table = tableHtml({ id: `needs-${index}`, headings: ['kind', 'name', 'class', 'provided by'], rows });
  return `<details><summary><code>${escapeHtml(path)}</code> <span class="soft">${needs.length} needs</span></summary>${table}</details>`;
}

function needsHtml({ needs }: ReportPage): string {
  if (needs === undefined) return '';
  return section('needs', 'What each file needs', needs.map(fileNeedsHtml).join('\n'));
}

function figure(value: string, what: string): string {
  return `<li><strong>${escapeHtml(value)}</strong> ${escapeHtml(what)}</li>`;
}

/** The page as HTML text. It loads nothing, and its policy forbids it to. */
export function renderPage(page: ReportPage): string {
  const { title, version, fileBytes, zeroedBytes, components, exports, systemCalls } = page;
  const policy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'";
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>${escapeHtml(title)} – Thimble</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<h1>${escapeHtml(title)}</h1>
<p class="soft">What this kernel consists of, and why. Thimble ${escapeHtml(version)}.</p>
<ul class="figures">
${figure(grouped(fileBytes), 'bytes in the file')}
${figure(grouped(zeroedBytes), 'bytes of zeroed memory')}
${figure(String(components.length), 'components')}
${figure(String(systemCalls.length), 'system calls')}
${figure(String(exports.length), 'exported symbols')}
</ul>
</header>
<main>
${ladderHtml(page)}${mapHtml()}${componentsHtml(page)}${needsHtml(page)}${exportsHtml(page)}${systemCallsHtml(page)}</main>
<script type="application/json" id="data">${embedJson({ tree: page.tree, reasons: page.reasons })}</script>
<script>${SCRIPT}</script>
</body>
</html>
`;
}
