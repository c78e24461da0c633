// SPDX-License-Identifier: MIT
// What the files of an image need, for people.
import type {
  Available,
  ImageNeeds,
  NeedingFile,
  NeedsPolicy,
  NeedsSelection,
  ResolvedNeed,
  UnresolvedSite,
} from '../needs/index.ts';
import { styled } from '../diagnostic/index.ts';

export interface NeedsReport {
  readonly needs: ImageNeeds;
  readonly policy: NeedsPolicy;
  readonly selection: NeedsSelection;
  readonly available: Available;
}

export interface NeedsRenderOptions {
  readonly colour: boolean;
  /** Whether to print each need with its evidence. */
  readonly verbose: boolean;
}

const CALLS = [
  ['dlsym', 'dlsym'],
  ['dlopen', 'dlopen'],
  ['syscall', 'system calls'],
] as const;

/** How many unresolved places and missing symbols are printed when nobody asks for all. */
const MOST_SHOWN = 8;

function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`;
}

function hex(address: number): string {
  return `0x${address.toString(16)}`;
}

function where({ address, function: name }: { address: number; function?: string }): string {
  return name === undefined ? hex(address) : `${hex(address)} (${name})`;
}

/** `3 proved, 1 guessed`; a dash for none. */
function classCounts(file: NeedingFile, kind: ResolvedNeed['kind']): string {
  const counts = new Map<string, number>();
  for (const need of file.runtime) {
    if (need.kind === kind) counts.set(need.class, (counts.get(need.class) ?? 0) + 1);
  }
  const parts = [...counts].map(([needClass, count]) => `${count} ${needClass}`);
  const open = file.unresolved.filter((site) => site.kind === kind).length;
  if (open > 0) parts.push(`${open} open`);
  return parts.length === 0 ? '-' : parts.join(', ');
}

function table(headings: readonly string[], rows: readonly (readonly string[])[], colour: boolean): string {
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return [styled('bold', line(headings), colour), ...rows.map(line)].map((each) => `${each}\n`).join('');
}

function fileTable(needs: ImageNeeds, colour: boolean): string {
  const rows = needs.files.map((file) => {
    const kernels = file.imports.filter(({ provider }) => provider === 'kernel').length;
    return [
      file.path,
      `${Math.ceil(file.codeSize / 1024)} KiB`,
      kernels === file.imports.length ? `${kernels}` : `${file.imports.length} (${kernels} of the kernel)`,
      ...CALLS.map(([kind]) => classCounts(file, kind)),
    ];
  });
  return table(['file', 'code', 'imports', ...CALLS.map(([, heading]) => heading)], rows, colour);
}

function needLine(need: ResolvedNeed, systemCallNames: ReadonlyMap<number, string>): string {
  const name =
    need.kind === 'syscall'
      ? `system call ${systemCallNames.get(Number(need.name)) ?? need.name}`
      : `${need.kind} "${need.name}"`;
  const [first] = need.evidence;
  const callee = first?.callee === undefined || first.callee === need.kind ? '' : ` through ${first.callee}`;
  const more = need.sites > 1 ? ` and ${need.sites - 1} more` : '';
  const provider = need.kind === 'syscall' ? '' : `, ${need.provider ?? 'nobody has it'}`;
  return `  ${name}: ${need.class}${provider}; at ${first === undefined ? '?' : where(first)}${callee}${more}\n`;
}

function details(report: NeedsReport): string {
  const systemCallNames = new Map([...report.available.systemCalls].map(([name, number]) => [number, name]));
  return report.needs.files
    .map((file) => {
      const imports = file.imports.map(({ name, version, isWeak, provider }) => {
        const versioned = version === undefined ? name : `${name}@${version}`;
        return `  imports ${versioned}${isWeak ? ' (weak)' : ''}: ${provider ?? 'nobody has it'}\n`;
      });
      const runtime = file.runtime.map((need) => needLine(need, systemCallNames));
      return `\n${file.path}\n${imports.join('')}${runtime.join('')}`;
    })
    .join('');
}

function siteLine(path: string, site: UnresolvedSite): string {
  const callee = site.callee === undefined || site.callee === site.kind ? '' : ` through ${site.callee}`;
  const what = site.kind === 'syscall' ? 'the number' : 'the name';
  return `  ${path}: ${site.kind}${callee} at ${where(site)}: ${site.reason} (${what})\n`;
}

function listed(lines: readonly string[], all: boolean): string {
  const shown = all ? lines : lines.slice(0, MOST_SHOWN);
  const rest = lines.length - shown.length;
  return shown.join('') + (rest > 0 ? `  and ${rest} more; --verbose shows all\n` : '');
}

function openPlaces(needs: ImageNeeds, verbose: boolean): string {
  const sites = needs.files.flatMap(({ path, unresolved }) => unresolved.map((site) => siteLine(path, site)));
  const worlds = needs.files.flatMap(({ path, openWorld }) =>
    openWorld.map(({ kind, by }) => {
      const what = kind === 'symbols' ? 'function' : 'system call';
      return `  ${path}: ${by} can call any ${what} that its user names\n`;
    }),
  );
  let text = '';
  if (sites.length > 0)
    text += `\nOpen: ${counted(sites.length, 'place')} may ask for more\n${listed(sites, verbose)}`;
  if (worlds.length > 0) text += `\nOpen by nature\n${worlds.join('')}`;
  return text;
}

function missingSymbols({ selection, available }: NeedsReport, verbose: boolean): string {
  if (selection.missing.length === 0) return '';
  if (available.symbols.size === 0)
    return '\nThis tree has no lists of exported symbols, so what is missing is not told.\n';
  const lines = selection.missing.map(({ name, version, path }) => {
    return `  ${version === undefined ? name : `${name}@${version}`}, needed by ${path}\n`;
  });
  return `\nMissing: ${counted(lines.length, 'symbol')} that nobody has\n${listed(lines, verbose)}`;
}

/** A table by file, what may be asked for besides, and what the kernel gets by the policy. */
export function renderNeedsReport(report: NeedsReport, { colour, verbose }: NeedsRenderOptions): string {
  const { needs, policy, selection } = report;
  const { symbols, systemCalls } = selection;
  let text = fileTable(needs, colour);
  if (needs.replaced.length > 0) text += `The kernel takes the place of ${needs.replaced.join(', ')}\n`;
  for (const { path, reason } of needs.skipped) text += `Not analyzed: ${path}: ${reason}\n`;
  if (verbose) text += details(report);
  text += openPlaces(needs, verbose);
  text += missingSymbols(report, verbose);
  text += `\nBy the policy "${policy}" the kernel exports ${counted(symbols.length, 'symbol')} and has `;
  text += `${counted(systemCalls.length, 'system call')} for the syscall instruction.\n`;
  return text;
}
