// SPDX-License-Identifier: MIT
// What of the libraries of an image is reached, all files taken together.
import { ok, type Result } from '../../diagnostic/index.ts';
import { definedSymbols, readElf } from '../../elf/index.ts';
import { LoadedFile } from '../code/loaded-file.ts';
import { guessNames } from '../file/guess-names.ts';
import type { ImageNeeds, NeedingFile } from '../whole/image-needs.ts';
import { librariesOf, namesOfAll, programsAmong, type LinkedFile } from './loaded-libraries.ts';
import { ReachableFile } from './reachable-file.ts';

export interface ReachFacts {
  /**
   * By path of a library, the functions that it does not start without and that only code of it calls which nothing reaches: not from
   * the programs, not from what runs when they are loaded, nor from any function that somebody looks up by its name. Libraries that
   * are only loaded later (dlopen) are reached as a whole.
   */
  readonly unreached: ReadonlyMap<string, ReadonlySet<string>>;
  /** Of the names that were asked about, those that every program brings, itself or by the libraries that it loads. */
  readonly brought: readonly string[];
}

/** What a kernel and its C library have to do with libraries of programs. */
export interface KernelNames {
  /** What it looks up in them. */
  readonly looksUp: readonly string[];
  /** Functions of it that a program may have in its place, which it then calls as well. */
  readonly interposable: readonly string[];
}

const NOTHING: ReachFacts = { unreached: new Map(), brought: [] };

interface OpenFile extends LinkedFile {
  readonly needing: NeedingFile;
  /** Names that others can bind to. */
  readonly defines: ReadonlySet<string>;
  readonly loaded: LoadedFile;
}

function openFile(needing: NeedingFile, bytes: Uint8Array): OpenFile | undefined {
  const { path, kind } = needing;
  const elf = readElf(bytes, path);
  if (!elf.ok) return undefined;
  const [dynamic, interpreter, defined] = [
    elf.value.dynamic(),
    elf.value.interpreter(),
    definedSymbols(elf.value),
  ];
  if (!dynamic.ok || !interpreter.ok || !defined.ok) return undefined;
  const { soname, needed = [] } = dynamic.value ?? {};
  return {
    needing,
    loaded: new LoadedFile(elf.value, bytes),
    path,
    ...(soname === undefined ? {} : { soname }),
    needed,
    defines: new Set(defined.value.map(({ name }) => name)),
    isLibrary: kind === 'library',
    hasInterpreter: interpreter.value !== undefined,
  };
}

/** Names by which a file may look something up in a library without saying so anywhere. */
function guessedNames({ needing, loaded }: OpenFile, names: ReadonlySet<string>): string[] {
  if (!needing.unresolved.some(({ kind }) => kind === 'dlsym')) return [];
  return guessNames(loaded, names).map(({ name }) => name);
}

/** Libraries of which parts are told apart, and the names that somebody asks them for. */
class ReachedLibraries {
  readonly #asked = new Set<string>();
  readonly #libraries: ReadonlyMap<OpenFile, ReachableFile>;
  readonly #definers = new Map<string, ReachableFile[]>();

  constructor(libraries: readonly OpenFile[]) {
    const ask = (name: string): void => this.ask(name);
    this.#libraries = new Map(libraries.map((file) => [file, new ReachableFile(file.loaded, ask)]));
    for (const [{ defines }, library] of this.#libraries)
      for (const name of defines) this.#definers.set(name, [...(this.#definers.get(name) ?? []), library]);
  }

  get defined(): ReadonlySet<string> {
    return new Set(this.#definers.keys());
  }

  ask(name: string): void {
    this.#asked.add(name);
  }

  has(file: OpenFile): boolean {
    return this.#libraries.has(file);
  }

  run(): void {
    for (const library of this.#libraries.values()) library.load();
    // The set grows while it is gone through. Whoever defines a name may be the one that it is bound to.
    for (const name of this.#asked) for (const library of this.#definers.get(name) ?? []) library.bind(name);
  }

  unreached(): Map<string, Set<string>> {
    return new Map(
      [...this.#libraries].map(([{ path }, { requiredFunctions, names }]) => [
        path,
        new Set([...requiredFunctions].filter((name) => !names.has(name))),
      ]),
    );
  }
}

/**
 * Finds what of the libraries of an image is reached. Of an image with a file that cannot be read, or a program that can call whatever it
 * likes by name, nothing is known.
 *
 * @param read Gives the bytes of a file of the image.
 */
export function reachImage(
  needs: ImageNeeds,
  read: (path: string) => Result<Uint8Array>,
  { looksUp, interposable }: KernelNames,
): Result<ReachFacts> {
  if (needs.skipped.length > 0) return ok(NOTHING);
  const files: OpenFile[] = [];
  for (const needing of needs.files) {
    const bytes = read(needing.path);
    if (!bytes.ok) return bytes;
    const opened = openFile(needing, bytes.value);
    if (opened === undefined) return ok(NOTHING);
    files.push(opened);
  }
  const programs = programsAmong(files);
  const brought = namesOfAll(interposable, programs, files);
  const isOpen = needs.files.some(({ openWorld }) => openWorld.some(({ kind }) => kind === 'symbols'));
  if (isOpen) return ok({ unreached: new Map(), brought });
  const libraries = new ReachedLibraries(librariesOf(programs, files));
  for (const name of [...looksUp, ...interposable]) libraries.ask(name);
  const { defined } = libraries;
  for (const file of files) {
    const { imports, runtime } = file.needing;
    if (!libraries.has(file)) for (const { name } of imports) libraries.ask(name);
    for (const { kind, name } of runtime) if (kind === 'dlsym') libraries.ask(name);
    for (const name of guessedNames(file, defined)) libraries.ask(name);
  }
  libraries.run();
  return ok({ unreached: libraries.unreached(), brought });
}
