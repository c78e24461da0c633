// SPDX-License-Identifier: MIT
// Which libraries of an image programs load when they start, by the names that they need them by.
import { posix } from '../../util/index.ts';

/** What linking is about in an ELF file of an image. */
export interface LinkedFile {
  /** In the guest. */
  readonly path: string;
  readonly soname?: string;
  readonly needed: readonly string[];
  readonly isLibrary: boolean;
  /** Programs have one, and libraries that can be run. */
  readonly hasInterpreter: boolean;
}

/** The files that are called so; which of several it is depends on where a program looks. */
function calledSo<File extends LinkedFile>(name: string, files: readonly File[]): File[] {
  return files.filter(({ path, soname }) => [path, posix.basename(path), soname].includes(name));
}

/** The programs, and all that they may load; what they load in any case, if `isSure`. */
function loadedBy<File extends LinkedFile>(
  programs: readonly File[],
  files: readonly File[],
  isSure = false,
): Set<File> {
  const loaded = new Set(programs);
  for (const { needed } of loaded) {
    for (const name of needed) {
      const called = calledSo(name, files);
      if (!isSure || called.length === 1) for (const each of called) loaded.add(each);
    }
  }
  return loaded;
}

/** The programs of an image; libraries that can be run, where no program loads them. */
export function programsAmong<File extends LinkedFile>(files: readonly File[]): File[] {
  const programs = files.filter(({ isLibrary }) => !isLibrary);
  const loaded = loadedBy(programs, files);
  return [...programs, ...files.filter((file) => file.hasInterpreter && !loaded.has(file))];
}

/** The libraries that programs load when they start, or may. */
export function librariesOf<File extends LinkedFile>(
  programs: readonly File[],
  files: readonly File[],
): File[] {
  return [...loadedBy(programs, files)].filter((file) => !programs.includes(file));
}

/** Those of some names that every program defines, or a library that it loads in any case. */
export function namesOfAll<File extends LinkedFile & { readonly defines: ReadonlySet<string> }>(
  names: readonly string[],
  programs: readonly File[],
  files: readonly File[],
): string[] {
  if (programs.length === 0) return [];
  const loaded = programs.map((program) => [...loadedBy([program], files, true)]);
  return names.filter((name) => loaded.every((each) => each.some(({ defines }) => defines.has(name))));
}
