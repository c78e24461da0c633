// SPDX-License-Identifier: MIT
// Exported symbols as text and as JSON.
import type { SymbolList } from '../component/index.ts';
import type { LibraryCoverage } from '../toolchain/library-coverage.ts';

const WIDTH = 100;

/** Words in lines of at most `WIDTH` characters, indented. */
function wrapped(words: readonly string[]): string {
  const lines: string[] = [];
  let line = ' ';
  for (const word of words) {
    if (line !== ' ' && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = ' ';
    }
    line += ` ${word}`;
  }
  return [...lines, line].map((each) => `${each}\n`).join('');
}

function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`;
}

/** The libraries that have each name, by name, in sorted order. */
function librariesByName(lists: readonly SymbolList[]): [name: string, libraries: string[]][] {
  const found = new Map<string, string[]>();
  for (const { library, names } of lists) {
    for (const name of names) found.set(name, [...(found.get(name) ?? []), library]);
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** One line for each symbol, with the libraries that it is exported as, then a line that counts them. */
export function renderSymbols(lists: readonly SymbolList[]): string {
  const symbols = librariesByName(lists);
  const width = Math.max(0, ...symbols.map(([name]) => name.length));
  const lines = symbols.map(([name, libraries]) => `${name.padEnd(width)}  ${libraries.join(' ')}\n`);
  const total = `${counted(symbols.length, 'symbol')} in ${counted(lists.length, 'list')}\n`;
  return lines.join('') + total;
}

export function symbolsJson(lists: readonly SymbolList[]) {
  return {
    symbols: librariesByName(lists).length,
    libraries: lists.map(({ library, file, names }) => ({ library, file, symbols: names })),
  };
}

/** How much of `library` (a file of the host) is exported, and what is not. */
export function renderCoverage(library: string, coverage: LibraryCoverage): string {
  const { current, covered, missing, rebound, old, privateNames } = coverage;
  const percent = current === 0 ? 100 : (100 * covered.length) / current;
  let text = `${library}: ${covered.length} of ${counted(current, 'name')} exported, ${percent.toFixed(1)} %\n`;
  if (missing.length > 0) text += `missing (${missing.length}):\n${wrapped(missing)}`;
  if (rebound.length > 0) text += `${counted(rebound.length, 'exported name')} with older versions too\n`;
  const absent = old.filter(({ exported }) => !exported);
  if (old.length > 0) {
    text += `${counted(old.length, 'name')} for old programs only, ${old.length - absent.length} exported\n`;
  }
  if (absent.length > 0) {
    text += `of these missing (${absent.length}):\n`;
    text += wrapped(absent.map(({ name, versions }) => `${name}@${versions.join(',@')}`));
  }
  if (privateNames > 0) text += `${counted(privateNames, 'name')} that the libraries keep to themselves\n`;
  return text;
}

export function coverageJson(library: string, coverage: LibraryCoverage) {
  const { current, covered } = coverage;
  const percent = current === 0 ? 100 : Math.round((1000 * covered.length) / current) / 10;
  return { library, percent, ...coverage };
}

/** What has come and gone in a list. */
export interface ListChange {
  readonly library: string;
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly names: number;
}

export function renderListChanges(changes: readonly ListChange[]): string {
  return changes
    .map(({ library, added, removed, names }) => {
      let text = `${library}: ${counted(names, 'symbol')}, ${added.length} added, ${removed.length} removed\n`;
      if (added.length > 0) text += wrapped(added.map((name) => `+${name}`));
      if (removed.length > 0) text += wrapped(removed.map((name) => `-${name}`));
      return text;
    })
    .join('');
}

/** A name that a program or one of its libraries asks for in vain. */
export interface MissingSymbol {
  /** Guest path of who asks. */
  readonly file: string;
  readonly name: string;
  readonly version?: string;
  /** The library that it is to come from. */
  readonly library?: string;
  /** It may stay undefined. */
  readonly isWeak: boolean;
}

/** What a program would lack, file by file; weak names only as a number. */
export function renderMissing(program: string, missing: readonly MissingSymbol[]): string {
  const strong = missing.filter(({ isWeak }) => !isWeak);
  const names = new Set(strong.map(({ name }) => name));
  let text = '';
  for (const file of new Set(strong.map((each) => each.file))) {
    const own = strong.filter((each) => each.file === file);
    text += `${file} (${own.length}):\n`;
    text += wrapped(own.map(({ name, version }) => (version === undefined ? name : `${name}@${version}`)));
  }
  return `${text}${program}: ${names.size === 0 ? 'nothing' : counted(names.size, 'symbol')} missing\n`;
}
