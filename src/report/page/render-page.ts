// SPDX-License-Identifier: MIT
// The report as one page that needs nothing but itself.
import { grouped } from '../kernel-size.ts';
import {
  askersCell,
  bar,
  code,
  counted,
  escapeHtml,
  filteredTable,
  section,
  tableHtml,
  tag,
} from './html.ts';
import type { FileNeeds, ReportPage } from './page-data.ts';
import { leftOutHtml } from './render-left-out.ts';
import { SCRIPT } from './script.ts';
import { STYLE } from './style.ts';

/** JSON that may stand in a script element: nothing in it ends the element. */
function embedJson(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}

function ladderHtml({ ladder }: ReportPage): string {
  if (ladder.length === 0) return '';
  const most = Math.max(...ladder.map(({ bytes }) => bytes));
  const rows = ladder.map(({ label, bytes }) => [
    label,
    bytes,
    { html: `<span class="number">${((100 * bytes) / most).toFixed(0)}%</span>` },
    bar(bytes, most),
  ]);
  const title = 'From everything to this kernel';
  const headings = ['kernel', 'bytes', 'of the largest', ''];
  return section('way', title, tableHtml({ id: 'ladder', label: title, headings, rows }));
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
    'parts',
    'Components',
    tableHtml({
      id: 'components',
      label: 'components',
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
      'symbols',
      'Exported symbols',
      '<p>This kernel exports none: programs reach it by system calls alone.</p>',
    );
  const known = needs !== undefined;
  const rows = exports.map(({ name, lists, by }) => [
    code(name),
    lists.join(', '),
    ...(known ? [askersCell(by, 'nobody')] : []),
  ]);
  const headings = ['symbol', 'list', ...(known ? ['asked for by'] : [])];
  const table = filteredTable({ id: 'exports', label: 'exported symbols', headings, rows });
  return section('symbols', `Exported symbols (${exports.length})`, table);
}

function systemCallsHtml({ systemCalls, needs }: ReportPage): string {
  const byNumber = needs === undefined ? 'programs, by number' : 'nobody that is known, by number';
  const rows = systemCalls.map(({ number, name, file, isInTable, by }) => [
    number,
    code(name),
    file,
    askersCell(by, isInTable ? byNumber : "the kernel's libc"),
  ]);
  const headings = ['number', 'system call', 'implemented in', 'used by'];
  const table = filteredTable({ id: 'calls', label: 'system calls', headings, rows });
  const inTable = systemCalls.filter(({ isInTable }) => isInTable).length;
  const others = systemCalls.length - inTable;
  const note = `Programs can make ${inTable === 0 ? 'none' : inTable} of them by number`;
  const functions = others === 0 ? '' : `; ${others} are functions that the kernel's libc calls`;
  return section(
    'system-calls',
    `System calls (${systemCalls.length})`,
    `<p class="soft">${note}${functions}.</p>${table}`,
  );
}

function fileNeedsHtml({ path, needs, open }: FileNeeds, index: number): string {
  const rows = needs.map(({ kind, name, certainty, provider }) => [
    kind,
    code(name),
    { html: tag(certainty) },
    provider,
  ]);
  const table = filteredTable({
    id: `needs-${index}`,
    label: `needs of ${path}`,
    headings: ['kind', 'name', 'class', 'provided by'],
    rows,
  });
  const counts = ['proved', 'resolved', 'guessed', 'requested', 'recorded', 'unreached'].flatMap(
    (certainty) => {
      const count = needs.filter((need) => need.certainty === certainty).length;
      return count === 0 ? [] : [`${count} ${certainty}`];
    },
  );
  const more = open.length === 0 ? '' : `; ${counted(open.length, 'place')} may ask for more`;
  return `<details><summary><code>${escapeHtml(path)}</code> <span class="soft">${counts.join(', ') || 'nothing'}${more}</span></summary>${table}</details>`;
}

function needsHtml({ needs }: ReportPage): string {
  if (needs === undefined)
    return section(
      'needs',
      'What each file needs',
      '<p>Not known here: build writes it as <code>needs.json</code>, and report takes it with <code>--needs FILE</code>.</p>',
    );
  const classes =
    'Proved: by a symbol table, or by an argument that can be nothing else. Resolved: found in the code, perhaps with more than is asked for. Guessed: a text of that name is there. Requested: by an option. Recorded: seen in a run. Unreached: imported, and used by code alone that nothing reaches.';
  return section(
    'needs',
    'What each file needs',
    `<p class="soft">${classes}</p>\n${needs.map(fileNeedsHtml).join('\n')}`,
  );
}

/** Titles of sections, in their order. */
function navHtml(page: ReportPage): string {
  const links = [
    ...(page.ladder.length === 0 ? [] : [['way', 'Size']]),
    ['what', 'Map'],
    ['parts', 'Components'],
    ['left-out', 'Left out'],
    ['needs', 'Needs by file'],
    ['symbols', 'Exported symbols'],
    ['system-calls', 'System calls'],
  ];
  return `<nav aria-label="Parts of this page">${links.map(([id, text]) => `<a href="#${id}">${text}</a>`).join(' ')}</nav>`;
}

function figure(value: string, what: string): string {
  return `<li><strong>${escapeHtml(value)}</strong> ${escapeHtml(what)}</li>`;
}

function requestsFigure({ run }: ReportPage): string {
  if (run === undefined || run.requests === null) return '';
  return figure(grouped(run.requests), 'requests for what was left out');
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
${requestsFigure(page)}</ul>
${navHtml(page)}
</header>
<main>
${ladderHtml(page)}${mapHtml()}${componentsHtml(page)}${leftOutHtml(page)}${needsHtml(page)}${exportsHtml(page)}${systemCallsHtml(page)}</main>
<script type="application/json" id="data">${embedJson({ tree: page.tree, reasons: page.reasons })}</script>
<script>${SCRIPT}</script>
</body>
</html>
`;
}
