// SPDX-License-Identifier: MIT
// The part of the page about what is not in a kernel.
import {
  asker,
  askersCell,
  code,
  counted,
  escapeHtml,
  filteredTable,
  filterHtml,
  section,
  tableHtml,
  words,
  type Cell,
} from './html.ts';
import { grouped } from '../kernel-size.ts';
import type { LeftOutRow, ReportPage, RunRequests } from './page-data.ts';

function heading(title: string): string {
  return `<h3>${escapeHtml(title)}</h3>\n`;
}

/** Whether anybody is known to want it. */
function isWanted({ by, wasAskedFor }: LeftOutRow): boolean {
  return by.length > 0 || wasAskedFor;
}

/** Why something is not in, with who asks for it all the same. */
function whyNot({ reason, by }: LeftOutRow): { html: string } {
  return { html: [escapeHtml(reason), ...by.map(asker)].join('<br>') };
}

function rowHtml(row: LeftOutRow): Cell[] {
  const mark = row.wasAskedFor ? ' <span class="tag asked">asked for in the run</span>' : '';
  return [{ html: `<code>${escapeHtml(row.name)}</code>${mark}` }, row.about, whyNot(row), words(row.add)];
}

/** What is listed is of one kind; `name` and `about` are what their columns are called. */
function rowsTable(
  rows: readonly LeftOutRow[],
  { id, kind, name, about }: Readonly<Record<'id' | 'kind' | 'name' | 'about', string>>,
): string {
  const headings = [name, about, 'why not', 'to add it'];
  return filteredTable({ id, label: `${kind} left out`, headings, rows: rows.map(rowHtml) });
}

function runHtml({ leftOut }: ReportPage, run: RunRequests): string {
  const source = `<code>${escapeHtml(run.source)}</code>`;
  const names = [...run.systemCalls, ...run.symbols, ...run.fileSystems.map(({ path }) => path)];
  if (names.length === 0)
    return `<p>In the run of ${source} the program asked for nothing that was left out.</p>`;
  const times =
    run.requests === null
      ? 'how often is not known, since it was ended from outside'
      : `${counted(run.requests, 'request')} for calls and symbols in all`;
  const rows = [
    ...run.systemCalls.map((name) => ['system call', name, `--add-syscall ${name}`] as const),
    ...run.symbols.map((name) => ['symbol', name, `--add-symbol ${name}`] as const),
    ...run.fileSystems.map(
      ({ path, component }) => [`file system of ${component}`, path, `--component ${component}=on`] as const,
    ),
  ].map(([kind, name, add]) => [kind, code(name), words(add)]);
  const isHere = ({ name }: LeftOutRow): boolean => names.includes(name);
  const isStale = ![...leftOut.systemCalls, ...leftOut.symbols].some(isHere) && run.fileSystems.length === 0;
  const stale = isStale ? ' Nothing of this is left out of this kernel: it was a run of another one.' : '';
  return `<p><strong>In the run of ${source} the program asked for what was left out</strong>: ${times}.${stale}</p>
${tableHtml({ id: 'left-out-run', label: 'what the run asked for in vain', headings: ['kind', 'name', 'to add it'], rows })}`;
}

function openPlacesHtml({ needs = [] }: ReportPage): string {
  const rows = needs.flatMap(({ path, open }) =>
    open.map(({ kind, where, reason }) => [
      code(path),
      kind,
      where === '' ? 'anywhere' : code(where),
      reason,
    ]),
  );
  if (rows.length === 0) return '';
  const title = `${counted(rows.length, 'place')} that may ask for more than was found`;
  const headings = ['file', 'asks for', 'where', 'because'];
  return heading(title) + filteredTable({ id: 'left-out-open', label: title, headings, rows });
}

function nowhereHtml({ leftOut }: ReportPage): string {
  const { nowhere } = leftOut;
  if (nowhere.length === 0) return '';
  const rows = nowhere.map(({ kind, name, by }) => [kind, code(name), askersCell(by, '')]);
  const title = 'Asked for, and in no kernel of Thimble';
  return (
    heading(title) +
    filteredTable({ id: 'left-out-nowhere', label: title, headings: ['kind', 'name', 'by'], rows })
  );
}

function componentsHtml({ leftOut: { components } }: ReportPage): string {
  if (components.length === 0) return '';
  const title = `Components (${components.length})`;
  const columns = { id: 'left-out-components', kind: 'components', name: 'component', about: 'for' };
  return heading(title) + rowsTable(components, columns);
}

function systemCallsHtml({ leftOut: { systemCalls } }: ReportPage): string {
  if (systemCalls.length === 0) return '<p>It has every system call that Thimble has.</p>';
  const title = `System calls by number (${grouped(systemCalls.length)})`;
  const columns = { id: 'left-out-calls', kind: 'system calls', name: 'system call', about: 'component' };
  return heading(title) + rowsTable(systemCalls, columns);
}

/** Those that nobody wants are too many for a line each. */
function symbolsHtml({ leftOut: { symbols, hasLibc } }: ReportPage): string {
  if (!hasLibc)
    return '<p>The kernel has no libc, so there are no symbols that it could export: programs bring theirs.</p>';
  if (symbols.length === 0) return '<p>It exports every symbol that its components can.</p>';
  const wanted = symbols.filter(isWanted);
  const others = symbols.filter((row) => !isWanted(row));
  const columns = { id: 'left-out-symbols', kind: 'symbols', name: 'symbol', about: 'of' };
  const table = wanted.length === 0 ? '' : rowsTable(wanted, columns);
  const names = others.map(
    ({ name, about, add }) =>
      `<li title="${escapeHtml(`${about}; to add it: ${add}`)}"><code>${escapeHtml(name)}</code></li>`,
  );
  const list = `<details><summary>${counted(others.length, 'symbol')} that nobody asks for</summary>
<p class="soft">To add one: <code>--add-symbol NAME</code>.</p>${filterHtml('left-out-names', 'symbols that nobody asks for')}
<ul class="names" id="left-out-names">${names.join('\n')}</ul></details>`;
  return (
    heading(`Exported symbols, dlsym's included (${grouped(symbols.length)})`) +
    table +
    (others.length === 0 ? '' : list)
  );
}

/** What was left out, why, and the words that add it. */
export function leftOutHtml(page: ReportPage): string {
  const { leftOut, run } = page;
  const what = leftOut.isCut
    ? 'This kernel was cut to an image: it has what the files of the image were found to need. What a program asks for all the same it is told not to be there, once, by name.'
    : 'This kernel is not cut to an image: it has whatever its components can give.';
  return section(
    'left-out',
    'What was left out',
    `<p class="soft">${what} The words in the last column, given to build or run, add something;
<code>--universal</code> cuts nothing.</p>
${run === undefined ? '' : runHtml(page, run)}${openPlacesHtml(page)}${nowhereHtml(page)}${componentsHtml(page)}${systemCallsHtml(page)}${symbolsHtml(page)}`,
  );
}
