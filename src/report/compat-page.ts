// SPDX-License-Identifier: MIT
// The page docs/compat.md: the programs, and below them the servers. Each part can be written without the other.
import { renderCompatPage, type CompatRow } from './compat.ts';
import { renderServers, SERVERS_HEADING, type ServerRow } from './compat-servers.ts';

/** What a page says of programs, and what it says of servers; empty where it says nothing of them. */
export interface CompatPage {
  readonly programs: string;
  readonly servers: string;
}

export function splitCompatPage(page: string): CompatPage {
  const at = page.indexOf(`\n${SERVERS_HEADING}\n`);
  return at < 0
    ? { programs: page, servers: '' }
    : { programs: page.slice(0, at), servers: page.slice(at + 1) };
}

/** A page with new rows; of a part for which there are none, what `before` has is kept. `system` as renderCompatPage has it. */
export function updateCompatPage(
  before: string,
  { programs, servers }: { readonly programs: readonly CompatRow[]; readonly servers: readonly ServerRow[] },
  system: string,
): string {
  const kept = splitCompatPage(before);
  const parts = [
    programs.length > 0 ? renderCompatPage(programs, system) : kept.programs,
    servers.length > 0 ? renderServers(servers) : kept.servers,
  ];
  return parts.filter((part) => part !== '').join('\n');
}

/** The names of the rows of a table in Markdown, in order; `heading` is what its first column is called. */
function namesInTable(text: string, heading: string): string[] {
  const rows = text.split('\n').filter((line) => line.startsWith('| '));
  return rows
    .map((line) => (/^\| (.*?) \| /.exec(line)?.[1] ?? '').replaceAll('\\|', '|'))
    .filter((name) => name !== heading && name !== '---');
}

/** What a page has rows of, in order. */
export function namesInCompatPage(page: string): { readonly programs: string[]; readonly servers: string[] } {
  const { programs, servers } = splitCompatPage(page);
  return { programs: namesInTable(programs, 'program'), servers: namesInTable(servers, 'server') };
}
