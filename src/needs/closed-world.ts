// SPDX-License-Identifier: MIT
// Whether everything that the ELF files of an image bind to is there: in the image, or exported by the kernel.
import { ok, type Result } from '../diagnostic/index.ts';
import { R_X86_64, type LibraryName } from '../elf/index.ts';
import { readBindingFacts, type BindingFacts, type ExpectedName } from './elf-facts.ts';
import type { LoadedFile } from './load-needs.ts';

/** The ELF files of an image. */
export interface World {
  /** Undefined for an image of nothing but files. */
  readonly program: LoadedFile | undefined;
  readonly extras: readonly LoadedFile[];
  /** What the kernel exports; undefined when libc is in the image. */
  readonly kernelExports: ReadonlySet<string> | undefined;
}

interface FaultyFile {
  /** Guest path. */
  readonly file: string;
  readonly host: string;
  /** Whether the program or another program of the image loads it when it starts; else it is only a plugin, or less. */
  readonly isNeeded: boolean;
}

/** Something that a file of the image lacks. */
export type WorldFault =
  | (FaultyFile & {
      readonly kind: 'symbol';
      readonly symbol: ExpectedName;
      /** A file that is loaded with it and has the name in other versions only, with these. */
      readonly otherVersions?: { readonly file: string; readonly versions: readonly string[] };
      /** A file of the image that defines the name, but is not loaded with this one. */
      readonly definedBy?: string;
    })
  | (FaultyFile & { readonly kind: 'relocation'; readonly type: number; readonly address: bigint });

/** What kernel/ldso/relocate.c applies. */
const KNOWN_RELOCATIONS: ReadonlySet<number> = new Set([
  R_X86_64.NONE,
  R_X86_64[64],
  R_X86_64.PC32,
  R_X86_64.PLT32,
  R_X86_64.COPY,
  R_X86_64.GLOB_DAT,
  R_X86_64.JUMP_SLOT,
  R_X86_64.RELATIVE,
  R_X86_64[32],
  R_X86_64['32S'],
  R_X86_64.DTPMOD64,
  R_X86_64.DTPOFF64,
  R_X86_64.TPOFF64,
  R_X86_64.DTPOFF32,
  R_X86_64.TPOFF32,
  R_X86_64.PC64,
  R_X86_64.SIZE32,
  R_X86_64.SIZE64,
  R_X86_64.TLSDESC,
  R_X86_64.IRELATIVE,
  R_X86_64.RELATIVE64,
]);

interface Bound {
  readonly loaded: LoadedFile;
  readonly facts: BindingFacts;
}

/** The files of a scope, by the names that they define, each in load order. */
type ScopeIndex = ReadonlyMap<string, readonly Bound[]>;

/** A file and what it loads, breadth first, each once: the order in which ld.so looks for a name. */
function loadOrder(root: LoadedFile): LoadedFile[] {
  const order = new Set([root]);
  for (const file of order) for (const needed of file.needs) order.add(needed);
  return [...order];
}

/** Whether a definition serves a reference (do_lookup_x in glibc's elf/dl-lookup.c): names without versions serve all. */
function serves(definition: LibraryName, reference: ExpectedName): boolean {
  if ((definition.type === 'tls') !== reference.isThreadLocal && reference.isThreadLocal) return false;
  const { version } = reference;
  if (version === undefined || definition.current === '') return true;
  return definition.current === version || definition.older.includes(version);
}

class Checker {
  readonly #world: World;
  readonly #bound = new Map<string, Bound | undefined>();
  readonly #faults = new Map<string, WorldFault>();
  /** Names that were found for a file. What a plugin lacks beside one program, it may have beside another. */
  readonly #served = new Set<string>();

  constructor(world: World) {
    this.#world = world;
  }

  faults(): WorldFault[] {
    return [...this.#faults]
      .filter(([key, { isNeeded }]) => isNeeded || !this.#served.has(key))
      .map(([, fault]) => fault);
  }

  /** Reads the files of a scope. Plugins that cannot be read are passed over, as they are when libraries are looked for. */
  read(files: readonly LoadedFile[], isNeeded: boolean): Result<undefined> {
    for (const loaded of files) {
      if (this.#bound.has(loaded.host)) continue;
      const facts = readBindingFacts(loaded.host, `for ${loaded.guest}`);
      if (!facts.ok && isNeeded) return facts;
      const known = facts.ok ? facts.value : undefined;
      this.#bound.set(loaded.host, known === undefined ? undefined : { loaded, facts: known });
    }
    return ok(undefined);
  }

  #boundOf(files: readonly LoadedFile[]): Bound[] {
    return files.map(({ host }) => this.#bound.get(host)).filter((bound) => bound !== undefined);
  }

  indexOf(files: readonly LoadedFile[]): ScopeIndex {
    const index = new Map<string, Bound[]>();
    for (const bound of this.#boundOf(files)) {
      for (const name of bound.facts.defined.keys()) {
        const definers = index.get(name);
        if (definers === undefined) index.set(name, [bound]);
        else definers.push(bound);
      }
    }
    return index;
  }

  /**
   * Checks `files`, whose names are looked for in each of `scopes`.
   *
   * @param isComplete Whether every library of the scopes is there. With one missing, which has been told, nobody knows
   *   what it would have defined.
   */
  check(
    files: readonly LoadedFile[],
    scopes: readonly ScopeIndex[],
    isComplete: boolean,
    isNeeded: boolean,
  ): void {
    for (const { loaded, facts } of this.#boundOf(files)) {
      const at = { file: loaded.guest, host: loaded.host, isNeeded };
      if (isComplete) for (const symbol of facts.expected) this.#checkSymbol(at, symbol, scopes);
      if (this.#world.kernelExports === undefined) continue;
      for (const [type, address] of facts.relocations) {
        if (KNOWN_RELOCATIONS.has(type)) continue;
        this.#faults.set(`${at.host}\0relocation ${type}`, { ...at, kind: 'relocation', type, address });
      }
    }
  }

  #checkSymbol(at: FaultyFile, symbol: ExpectedName, scopes: readonly ScopeIndex[]): void {
    const key = `${at.host}\0${symbol.name}\0${symbol.version ?? ''}`;
    const candidates = scopes.flatMap((index) => index.get(symbol.name) ?? []);
    const isServed =
      candidates.some(({ facts }) => {
        const definition = facts.defined.get(symbol.name);
        return definition !== undefined && serves(definition, symbol);
      }) ||
      (!symbol.isThreadLocal && this.#world.kernelExports?.has(symbol.name) === true);
    if (isServed) {
      this.#served.add(key);
      return;
    }
    const known = this.#faults.get(key);
    if (known !== undefined && (known.isNeeded || !at.isNeeded)) return;
    const [other] = candidates;
    const elsewhere =
      other === undefined
        ? [...this.#bound.values()].find((bound) => bound?.facts.defined.has(symbol.name) === true)
        : undefined;
    const definition = other?.facts.defined.get(symbol.name);
    const versions = [definition?.current ?? '', ...(definition?.older ?? [])].filter((each) => each !== '');
    this.#faults.set(key, {
      ...at,
      kind: 'symbol',
      symbol,
      ...(other === undefined ? {} : { otherVersions: { file: other.loaded.guest, versions } }),
      ...(elsewhere === undefined ? {} : { definedBy: elsewhere.loaded.guest }),
    });
  }
}

/**
 * Finds every name that an ELF file of the image expects and that neither the files which are loaded with it nor the kernel
 * define, weak ones among them, and every relocation that the kernel's linker does not know. A program of the image is looked
 * at with what it loads itself; a plugin (any other file) with what it loads and with all of the program's.
 */
export function checkWorld(world: World): Result<WorldFault[]> {
  const { program, extras } = world;
  const checker = new Checker(world);
  const own = program === undefined ? [] : loadOrder(program);
  const others = extras.map((extra) => ({ extra, files: loadOrder(extra) }));
  const read = checker.read(own, true);
  if (!read.ok) return read;
  for (const { extra, files } of others) {
    const also = checker.read(files, extra.isProgram);
    if (!also.ok) return also;
  }
  const isComplete = (files: readonly LoadedFile[]): boolean =>
    files.every(({ missing }) => missing.length === 0);
  const ownIndex = checker.indexOf(own);
  const ownHosts = new Set(own.map(({ host }) => host));
  checker.check(own, [ownIndex], isComplete(own), true);
  for (const { extra, files } of others) {
    const index = checker.indexOf(files);
    if (extra.isProgram) checker.check(files, [index], isComplete(files), true);
    else {
      const plugins = files.filter(({ host }) => !ownHosts.has(host));
      checker.check(plugins, [ownIndex, index], isComplete([...own, ...files]), false);
    }
  }
  return ok(checker.faults());
}
