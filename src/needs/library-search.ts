// SPDX-License-Identifier: MIT
import { err, ok, type Result } from '../diagnostic/index.ts';
import { posix } from '../util/index.ts';
import { readElfFacts, type ElfFacts } from './elf-facts.ts';
import { libraryNotFound, relativeLibrary } from './messages.ts';
import { resolveInRoot } from './resolve-in-root.ts';
import type { SystemDirectories } from './system-directories.ts';

/** A place in the guest and the place on the host where its files come from. */
export interface Location {
  readonly guest: string;
  readonly host: string;
}

/** A file that ld.so maps, as far as its search for others depends on it. */
export interface LoadedObject {
  /** The path by which it was found. */
  readonly at: Location;
  /** What `$ORIGIN` stands for in it. */
  readonly origin: Location;
  readonly facts: ElfFacts;
  /** Whose DT_NEEDED brought it in; undefined for the program. */
  readonly loader?: LoadedObject;
}

export function directoryOf(at: Location): Location {
  return { guest: posix.dirname(at.guest), host: posix.dirname(at.host) };
}

export interface SearchContext {
  readonly system: SystemDirectories;
  /** LD_LIBRARY_PATH, guest paths. */
  readonly libraryPath: readonly string[];
  readonly program: LoadedObject | undefined;
  /** Host files by the guest path at which the user puts them into the image; they win over the host's own tree. */
  readonly provided: ReadonlyMap<string, string>;
  /** The host directory that is the guest's `/`; empty for the host's own. */
  readonly sysroot: string;
}

export interface FoundLibrary {
  readonly at: Location;
  readonly facts: ElfFacts;
  /** The user puts it into the image anyway. */
  readonly provided: boolean;
  /** Only a configuration file that the guest does not have leads to it. */
  readonly byConfiguration: boolean;
}

/** One directory to look in. */
interface SearchDirectory extends Location {
  readonly byConfiguration: boolean;
}

/** Finds a library that `object` needs, by the rules and in the order of ld.so(8). */
export function findLibrary(
  name: string,
  object: LoadedObject,
  context: SearchContext,
): Result<FoundLibrary> {
  const rejected: string[] = [];
  const expanded = expandTokens(name, object, context);
  const directories = expanded.guest.includes('/') ? [] : searchDirectories(object, context);
  if (expanded.guest.includes('/') && !expanded.guest.startsWith('/')) {
    return err(relativeLibrary(name, object.at.guest, object.at.host));
  }
  const candidates = expanded.guest.includes('/')
    ? [{ ...expanded, byConfiguration: false }]
    : directories.map((directory) => ({
        guest: `${directory.guest}/${name}`,
        host: `${directory.host}/${name}`,
        byConfiguration: directory.byConfiguration,
      }));
  for (const { guest, host, byConfiguration } of candidates) {
    const provided = context.provided.get(posix.normalize(guest));
    const inPlace = host === context.sysroot + guest;
    const file = provided ?? (inPlace ? regularFile(context.sysroot, guest) : regularFile('', host));
    if (file === undefined) continue;
    const facts = readElfFacts(file, `${name}, needed by ${object.at.guest}`);
    if (facts.ok) {
      const at = { guest, host: provided ?? host };
      return ok({ at, facts: facts.value, provided: provided !== undefined, byConfiguration });
    }
    const [problem] = facts.diagnostics;
    // ld.so passes over files of another class or machine (elf/dl-load.c, open_verify) and stops at broken ones.
    if (!['elf/32-bit', 'elf/other-machine', 'elf/big-endian'].includes(problem.code)) return facts;
    rejected.push(problem.message);
  }
  return err(
    libraryNotFound({
      library: expanded.guest,
      askedBy: object.at.guest,
      host: object.at.host,
      searched: directories.map((directory) => directory.guest),
      rejected,
      suggestedDirectory: context.system.builtIn[0] ?? '/lib',
    }),
  );
}

/** The host path without links, when a regular file is there. */
export function regularFile(root: string, path: string): string | undefined {
  const resolved = resolveInRoot(root, path);
  return resolved.ok && resolved.value.kind === 'file' ? root + resolved.value.path : undefined;
}

/**
 * The directories for what `object` needs. glibc-hwcaps subdirectories are left out: the image must run on any CPU,
 * not only on this host's.
 */
function searchDirectories(object: LoadedObject, context: SearchContext): SearchDirectory[] {
  const found: SearchDirectory[] = [];
  const add = (list: string, from: LoadedObject): void => {
    for (const text of list.split(':')) {
      const directory = expandTokens(text, from, context);
      // An empty or relative entry means the working directory, which nobody can know before the program runs.
      if (directory.guest.startsWith('/')) found.push({ ...directory, byConfiguration: false });
    }
  };
  if (object.facts.runpath === undefined) {
    let programSeen = false;
    for (let from: LoadedObject | undefined = object; from !== undefined; from = from.loader) {
      if (from === context.program) programSeen = true;
      addRpath(from, add);
    }
    if (!programSeen && context.program !== undefined) addRpath(context.program, add);
  }
  for (const directory of context.libraryPath) add(directory, object);
  if (object.facts.runpath !== undefined) add(object.facts.runpath, object);
  if (!object.facts.noDefaultDirectories) {
    for (const guest of context.system.search) {
      const byConfiguration = !context.system.builtIn.includes(guest);
      found.push({ guest, host: context.sysroot + guest, byConfiguration });
    }
  }
  return found.filter(({ guest }, index) => found.findIndex((other) => other.guest === guest) === index);
}

/** DT_RPATH of an object counts only where it has no DT_RUNPATH. */
function addRpath(from: LoadedObject, add: (list: string, from: LoadedObject) => void): void {
  if (from.facts.rpath !== undefined && from.facts.runpath === undefined) add(from.facts.rpath, from);
}

const tokens = /\$(?:\{(ORIGIN|LIB|PLATFORM)\}|(ORIGIN|LIB|PLATFORM)(?![A-Za-z0-9_]))/g;

/** Replaces `$ORIGIN`, `$LIB` and `$PLATFORM` (ld.so(8), "Dynamic string tokens"), for the guest and for the host. */
function expandTokens(text: string, object: LoadedObject, context: SearchContext): Location {
  const expand = (origin: string): string =>
    text.replace(tokens, (_, braced: string | undefined, bare: string | undefined) => {
      const token = braced ?? bare;
      return token === 'ORIGIN' ? origin : token === 'LIB' ? context.system.lib : 'x86_64';
    });
  const guest = expand(object.origin.guest);
  const usesOrigin = guest !== expand('\0');
  const host = usesOrigin ? expand(object.origin.host) : context.sysroot + guest;
  if (!guest.startsWith('/')) return { guest, host };
  return { guest: trimSlash(guest), host: trimSlash(host) };
}

function trimSlash(path: string): string {
  return path.replace(/(?<=.)\/+$/, '');
}
