// SPDX-License-Identifier: MIT
// Pieces of HTML that the parts of the page are made of.
import { grouped } from '../kernel-size.ts';
import type { Asker } from './page-data.ts';

/** Text for the contents and attributes of elements. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** Text, or HTML as it is; numbers are right-aligned. */
export type Cell = string | { readonly html: string } | number;

function cellHtml(cell: Cell): string {
  if (typeof cell === 'number') return `<td class="number">${grouped(cell)}</td>`;
  return `<td>${typeof cell === 'string' ? escapeHtml(cell) : cell.html}</td>`;
}

export function code(text: string): { html: string } {
  return { html: `<code>${escapeHtml(text)}</code>` };
}

/** Words for a command line, on one line. */
export function words(text: string): { html: string } {
  return { html: `<code class="words">${escapeHtml(text)}</code>` };
}

export function bar(part: number, whole: number): { html: string } {
  const percent = whole === 0 ? 0 : (100 * part) / whole;
  return {
    html: `<div class="bar" aria-hidden="true"><span style="width:${percent.toFixed(2)}%"></span></div>`,
  };
}

/** A class of docs/needs.md. */
export function tag(certainty: string): string {
  return `<span class="tag ${escapeHtml(certainty)}">${escapeHtml(certainty)}</span>`;
}

/** Who asks, with the class. */
export function asker({ path, certainty }: Asker): string {
  return `${escapeHtml(path)} ${tag(certainty)}`;
}

/** Who asks; `none` for nobody. */
export function askersCell(by: readonly Asker[], none: string): Cell {
  if (by.length === 0) return { html: `<span class="soft">${escapeHtml(none)}</span>` };
  return { html: by.map(asker).join('<br>') };
}

export interface TableText {
  readonly id: string;
  /** What it lists, for those who do not see it. */
  readonly label: string;
  readonly headings: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  readonly attributes?: readonly string[];
}

/** A table in a box of its own, which scrolls when it is too wide or too long. */
export function tableHtml({ id, label, headings, rows, attributes = [] }: TableText): string {
  const head = headings.map((each, column) => {
    const isNumber = typeof rows[0]?.[column] === 'number';
    return `<th scope="col"${isNumber ? ' class="number"' : ''}>${escapeHtml(each)}</th>`;
  });
  const body = rows.map((row, index) => `<tr${attributes[index] ?? ''}>${row.map(cellHtml).join('')}</tr>`);
  return `<div class="scroll" tabindex="0" role="region" aria-label="${escapeHtml(label)}"><table id="${id}"${headings.length < 5 ? '' : ' class="wide"'}><thead><tr>${head.join('')}</tr></thead>
<tbody>${body.join('\n')}</tbody></table></div>`;
}

/** An input that hides what does not match it, of a table or a list. */
export function filterHtml(id: string, what: string): string {
  return `<div class="tools"><label>Filter <input type="search" data-filters="${id}" aria-label="Filter ${what}"></label>
<span class="soft" data-counts="${id}" aria-live="polite"></span></div>`;
}

/** What is longer than this can be filtered. */
const FILTER_FROM = 12;

/** A table, with a filter if it is long. */
export function filteredTable(table: TableText): string {
  return (table.rows.length < FILTER_FROM ? '' : filterHtml(table.id, table.label)) + tableHtml(table);
}

export function section(id: string, title: string, body: string): string {
  return `<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${escapeHtml(title)}</h2>\n${body}</section>\n`;
}

export function counted(count: number, noun: string): string {
  return `${grouped(count)} ${noun}${count === 1 ? '' : 's'}`;
}
