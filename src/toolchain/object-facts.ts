// SPDX-License-Identifier: MIT
// What the link needs to know of each object before it can be planned.
import {
  readElf,
  readSection,
  SHF,
  SHN,
  SHT,
  type ElfFile,
  type ElfSection,
  type ElfSymbol,
} from '../elf/index.ts';
import type { ComponentSet } from '../component/index.ts';
import { err, ok, type Result } from '../diagnostic/index.ts';
import { fileStatus, join, readBytes, readText, writeWhole } from '../util/index.ts';
import { fileFailed } from './messages.ts';
import { MODE_FOLDERS } from './objects.ts';

export interface ObjectFacts {
  /** Names that other objects can bind to. */
  readonly defined: readonly string[];
  /** Those of them that are not hidden, so that a kernel can export them to programs. */
  readonly exportable: readonly string[];
  /** Those of the exportable ones that are variables. */
  readonly exportableData: readonly string[];
  /** Names of one and the same variable among these, where it has several: `environ` and `__environ`. */
  readonly dataAliases: readonly (readonly string[])[];
  /** Names that another object has to define. */
  readonly undefined: readonly string[];
  /** Linker sets that it adds to. */
  readonly sets: readonly string[];
  /** Absolute paths in its constants, each once. */
  readonly paths: readonly string[];
  /** Sections that would be loaded but for which the linker script has no place. */
  readonly unplaced: readonly string[];
}

/** The objects of a link with their facts, and an identity for each that changes when it is compiled again. */
export type FactsByObject = ReadonlyMap<string, { readonly identity: string; readonly facts: ObjectFacts }>;

const SET_SECTION = /^\.set\.(\w+)(\.\w+)?$/;
const PLACED = /^\.(text|rodata|data|bss|boot\.text|boot\.data|boot\.bss|note|eh_frame)(\.|$)/;

/** Texts that look like absolute paths, with what stands before their first blank or `%`. */
const PATH_TEXT = /(?<![\w.%:-])\/[a-z][\w.-]*(?:\/[\w.-]*)*/g;

function readPaths(file: ElfFile, sections: readonly ElfSection[]): Result<string[]> {
  const paths = new Set<string>();
  for (const section of sections) {
    const isData = (section.sh_flags & SHF.ALLOC) !== 0n && (section.sh_flags & SHF.EXECINSTR) === 0n;
    if (!isData || section.sh_type !== SHT.PROGBITS) continue;
    const bytes = readSection(file, section);
    if (!bytes.ok) return bytes;
    for (const [path] of Buffer.from(bytes.value).toString('latin1').matchAll(PATH_TEXT)) paths.add(path);
  }
  return ok([...paths].sort());
}

export function readObjectFacts(bytes: Uint8Array, name: string): Result<ObjectFacts> {
  const file = readElf(bytes, name);
  if (!file.ok) return file;
  const sections = file.value.sections();
  if (!sections.ok) return sections;
  const symbols = file.value.symbols();
  if (!symbols.ok) return symbols;
  const sets = new Set<string>();
  const unplaced = new Set<string>();
  for (const section of sections.value) {
    const set = SET_SECTION.exec(section.name)?.[1];
    if (set !== undefined) sets.add(set);
    else if ((section.sh_flags & SHF.ALLOC) !== 0n && !PLACED.test(section.name)) unplaced.add(section.name);
  }
  const paths = readPaths(file.value, sections.value);
  if (!paths.ok) return paths;
  const outer = symbols.value.filter(({ binding }) => binding === 'global' || binding === 'weak');
  const defined = outer.filter(({ section }) => section !== SHN.UNDEF);
  const exportable = defined.filter(
    ({ visibility }) => visibility === 'default' || visibility === 'protected',
  );
  const data = exportable.filter(({ type }) => type === 'object');
  return ok({
    defined: defined.map(({ name: symbol }) => symbol),
    exportable: exportable.map(({ name: symbol }) => symbol),
    exportableData: data.map(({ name: symbol }) => symbol),
    dataAliases: aliasesAmong(data),
    undefined: outer
      .filter(({ section, binding }) => section === SHN.UNDEF && binding === 'global')
      .map(({ name: symbol }) => symbol),
    sets: [...sets],
    paths: paths.value,
    unplaced: [...unplaced],
  });
}

function aliasesAmong(data: readonly ElfSymbol[]): string[][] {
  const byPlace = new Map<string, string[]>();
  for (const { name, section, value } of data) {
    const place = `${section} ${value}`;
    byPlace.set(place, [...(byPlace.get(place) ?? []), name]);
  }
  return [...byPlace.values()].filter(({ length }) => length > 1);
}

// Increase when the meaning of the facts changes, so that older files are not believed.
const CACHE_VERSION = 5;

interface Cache {
  readonly version: number;
  readonly objects: Readonly<Record<string, { readonly identity: string; readonly facts: ObjectFacts }>>;
}

function readCache(path: string): Cache['objects'] {
  const text = readText(path);
  if (!text.ok) return {};
  try {
    const cache = JSON.parse(text.value) as Cache;
    return cache.version === CACHE_VERSION ? cache.objects : {};
  } catch {
    // Written whole by us or not at all; if somebody cut it, reading the objects again brings it back.
    return {};
  }
}

/**
 * The facts of `objects`, those of a mode (paths relative to `root`). Those of objects that have not been compiled since the last
 * time come from a cache beside them.
 */
export function collectFacts(
  { root, mode }: Pick<ComponentSet, 'root' | 'mode'>,
  objects: readonly string[],
): Result<FactsByObject> {
  const cachePath = join(root, MODE_FOLDERS[mode], 'facts.json');
  const cache = readCache(cachePath);
  const found = new Map<string, { identity: string; facts: ObjectFacts }>();
  let changed = Object.keys(cache).length !== objects.length;
  for (const object of objects) {
    const path = join(root, object);
    const status = fileStatus(path);
    if (!status.ok) return err(fileFailed(status));
    const identity = `${status.value.mtimeMs}-${status.value.size}-${status.value.inode}`;
    const cached = cache[object];
    if (cached?.identity === identity) {
      found.set(object, cached);
      continue;
    }
    const bytes = readBytes(path);
    if (!bytes.ok) return err(fileFailed(bytes));
    const facts = readObjectFacts(bytes.value, object);
    if (!facts.ok) return facts;
    found.set(object, { identity, facts: facts.value });
    changed = true;
  }
  if (changed) {
    const written = writeWhole(
      cachePath,
      JSON.stringify({ version: CACHE_VERSION, objects: Object.fromEntries(found) } satisfies Cache),
    );
    if (!written.ok) return err(fileFailed(written));
  }
  return ok(found);
}
