// SPDX-License-Identifier: MIT
import type { LibraryName } from '../elf/index.ts';
import { PRIVATE_VERSION } from './glibc-names.ts';

/** A name that a library has for programs of other years only. */
export interface OldName {
  readonly name: string;
  readonly versions: readonly string[];
  readonly exported: boolean;
}

/** How much of a library the kernel stands for. All lists are sorted. */
export interface LibraryCoverage {
  /** Names that a link against the library can bind to. */
  readonly current: number;
  /** Those of them that the kernel exports. */
  readonly covered: readonly string[];
  /** Those that it does not. */
  readonly missing: readonly string[];
  /** Covered names that the library has in older versions besides; the kernel binds them all to its one. */
  readonly rebound: readonly string[];
  readonly old: readonly OldName[];
  /** Names that the libraries of one glibc use among themselves. */
  readonly privateNames: number;
}

/** Compares what a library defines with what the kernel exports. Versions are compared by nobody: the kernel has none. */
export function libraryCoverage(
  library: ReadonlyMap<string, LibraryName>,
  exported: ReadonlySet<string>,
): LibraryCoverage {
  const all = [...library.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  const isPrivate = ({ current, older }: LibraryName): boolean =>
    current === PRIVATE_VERSION || (current === undefined && older.every((each) => each === PRIVATE_VERSION));
  const forPrograms = all.filter((each) => !isPrivate(each));
  const current = forPrograms.filter((each) => each.current !== undefined);
  const covered = current.filter(({ name }) => exported.has(name));
  const names = (list: readonly LibraryName[]): string[] => list.map(({ name }) => name);
  return {
    current: current.length,
    covered: names(covered),
    missing: names(current.filter(({ name }) => !exported.has(name))),
    rebound: names(covered.filter(({ older }) => older.length > 0)),
    old: forPrograms
      .filter((each) => each.current === undefined)
      .map(({ name, older }) => ({ name, versions: older, exported: exported.has(name) })),
    privateNames: all.length - forPrograms.length,
  };
}
