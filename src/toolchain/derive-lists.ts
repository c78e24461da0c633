// SPDX-License-Identifier: MIT
// exported-symbols/ as it should be: what glibc defines and the kernel's components do too.
import { ADVERTISED_LIBRARIES, type AdvertisedLibrary } from '../component/index.ts';
import { libraryInterface, readElf, type LibraryName } from '../elf/index.ts';
import { err, ok, type Result } from '../diagnostic/index.ts';
import { isFile, join, readBytes } from '../util/index.ts';
import { noHostLibrary } from './export-messages.ts';
import { LATER_NAMES, MOVED_NAMES, PRIVATE_VERSION } from './glibc-names.ts';
import { fileFailed } from './messages.ts';
import { WITHHELD_SYMBOLS } from './withheld-symbols.ts';

/** Debian's, and those of distributions with lib64. */
const LIBRARY_FOLDERS = ['/lib/x86_64-linux-gnu', '/lib64', '/usr/lib64', '/lib'];

/** The host's libraries: what each of them defines, by name. */
export type HostLibraries = ReadonlyMap<AdvertisedLibrary, ReadonlyMap<string, LibraryName>>;

/** What a shared library defines, by name. */
export function readLibrary(path: string): Result<Map<string, LibraryName>> {
  const bytes = readBytes(path);
  if (!bytes.ok) return err(fileFailed(bytes));
  const file = readElf(bytes.value, path);
  return file.ok ? libraryInterface(file.value) : file;
}

/** Where the host has a library of glibc. */
export function hostLibraryPath(library: string): string | undefined {
  return LIBRARY_FOLDERS.map((folder) => join(folder, library)).find(isFile);
}

/** Reads the host's libraries of the names that the kernel stands for. */
export function readHostLibraries(): Result<HostLibraries> {
  const libraries = new Map<AdvertisedLibrary, Map<string, LibraryName>>();
  for (const library of ADVERTISED_LIBRARIES) {
    const path = hostLibraryPath(library);
    if (path === undefined) return err(noHostLibrary(library, LIBRARY_FOLDERS));
    const names = readLibrary(path);
    if (!names.ok) return names;
    libraries.set(library, names.value);
  }
  return ok(libraries);
}

/** The version of a glibc, for example `2.36`: that of the newest symbol in its libc.so.6. */
export function glibcVersion(libc: ReadonlyMap<string, LibraryName>): string {
  let newest = 0;
  for (const { current, older } of libc.values()) {
    for (const version of [current ?? '', ...older]) {
      newest = Math.max(newest, Number(/^GLIBC_2\.(\d+)$/.exec(version)?.[1] ?? 0));
    }
  }
  return `2.${newest}`;
}

function isForPrograms({ current, older }: LibraryName): boolean {
  return [current, ...older].some((version) => version !== undefined && version !== PRIVATE_VERSION);
}

/** The names of one library, in its present form and in those that programs of other years were linked with. */
function namesOf(library: AdvertisedLibrary, host: HostLibraries): Set<string> {
  const names = new Set<string>(LATER_NAMES[library] ?? []);
  for (const each of host.get(library)?.values() ?? []) if (isForPrograms(each)) names.add(each.name);
  const moved = MOVED_NAMES[library];
  for (const each of host.get('libc.so.6')?.values() ?? []) {
    if (moved?.test(each.name) === true && each.older.length > 0) names.add(each.name);
  }
  return names;
}

/** For each library, sorted, the names that both it and `exportable` have; a library without any is left out. */
export function deriveLists(
  host: HostLibraries,
  exportable: ReadonlySet<string>,
  withheld: Readonly<Record<string, string>> = WITHHELD_SYMBOLS,
): Map<AdvertisedLibrary, string[]> {
  const lists = new Map<AdvertisedLibrary, string[]>();
  for (const library of ADVERTISED_LIBRARIES) {
    const names = [...namesOf(library, host)].filter((name) => exportable.has(name) && !(name in withheld));
    if (names.length > 0) lists.set(library, names.sort());
  }
  return lists;
}
