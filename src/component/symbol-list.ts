// SPDX-License-Identifier: MIT
// exported-symbols/: what the kernel promises to export, per library that it stands for.
import { all, err, ok, type Diagnostic, type Place, type Result } from '../diagnostic/index.ts';
import { isDirectory, join, listDirectory, readText } from '../util/index.ts';
import { badListedName, symbolListEmptyLine, unreadable, unsortedList } from './messages.ts';

export const SYMBOL_LIST_FOLDER = 'exported-symbols';

const ENDING = '.symbols';
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** The symbols that the kernel exports as one library's. */
export interface SymbolList {
  /** The name that programs need it by, for example `libc.so.6`. */
  readonly library: string;
  /** Path of the file. */
  readonly file: string;
  /** In the order of their bytes; the name at index `i` is on line `i + 1`. */
  readonly names: readonly string[];
}

/** Where a list names a symbol. */
export function placeInList(list: SymbolList, name: string): Place {
  return { file: list.file, line: list.names.indexOf(name) + 1 };
}

/** Where a library's list is. */
export function symbolListPath(root: string, library: string): string {
  return join(root, SYMBOL_LIST_FOLDER, `${library}${ENDING}`);
}

/** The text of a list of these names. */
export function renderSymbolList(names: Iterable<string>): string {
  return [...new Set(names)]
    .sort()
    .map((name) => `${name}\n`)
    .join('');
}

/** Parses a list: one name a line, sorted by bytes, each once. All that is wrong with it is told. */
export function parseSymbolList(text: string, library: string, file: string): Result<SymbolList> {
  const names = text.split('\n');
  // The text ends with the end of the last line, which begins no other one.
  if (names.at(-1) === '') names.pop();
  const complaints: Diagnostic[] = [];
  names.forEach((name, index) => {
    const place = { file, line: index + 1 };
    const before = names[index - 1];
    if (name === '') complaints.push(symbolListEmptyLine(place));
    else if (!NAME.test(name)) complaints.push(badListedName(name, place));
    else if (before !== undefined && before >= name) complaints.push(unsortedList(name, before, place));
  });
  const [first, ...rest] = complaints;
  return first === undefined ? ok({ library, file, names }) : err(first, ...rest);
}

/** The lists of a source tree, by library. A tree without the folder exports nothing. */
export function readSymbolLists(root: string): Result<SymbolList[]> {
  const folder = join(root, SYMBOL_LIST_FOLDER);
  if (!isDirectory(folder)) return ok([]);
  const files = listDirectory(folder);
  if (!files.ok) return err(unreadable(files.path, files.code));
  const lists = files.value
    .filter((file) => file.endsWith(ENDING))
    .sort()
    .map((file): Result<SymbolList> => {
      const path = join(folder, file);
      const text = readText(path);
      if (!text.ok) return err(unreadable(text.path, text.code));
      return parseSymbolList(text.value, file.slice(0, -ENDING.length), path);
    });
  return all(lists);
}
