// SPDX-License-Identifier: MIT
// Everything that one ELF file needs: its dynamic symbols, and what its code asks for at run time.
import { all, ok, type Result } from '../../diagnostic/index.ts';
import {
  copiedNames,
  definedSymbols,
  programKind,
  readElf,
  undefinedSymbols,
  type ElfFile,
  type ElfSymbol,
} from '../../elf/index.ts';
import { sha256 } from '../../util/index.ts';
import { findCalls, type FoundCall } from '../calls/find-calls.ts';
import { FunctionMap } from '../code/functions.ts';
import { LoadedFile } from '../code/loaded-file.ts';
import { codeBytes } from '../code/scan.ts';
import type {
  Evidence,
  FileKind,
  FileNeeds,
  ImportedSymbol,
  RuntimeNeed,
  UnresolvedSite,
} from './file-needs.ts';
import { guessNames } from './guess-names.ts';
import { recognizeOpenWorld } from './open-world.ts';

export interface AnalyzeFileOptions {
  /** Names that a kernel could export; only these are guessed. */
  readonly exportable: ReadonlySet<string>;
}

/** Of each need so many places are kept. */
const MOST_EVIDENCE = 4;

/**
 * Analyzes the bytes of an ELF file for x86-64. Fails when its header or a table that ld.so reads is damaged.
 *
 * @param name What messages call it.
 */
export function analyzeFile(bytes: Uint8Array, name: string, options: AnalyzeFileOptions): Result<FileNeeds> {
  const elf = readElf(bytes, name);
  if (!elf.ok) return elf;
  const facts = dynamicFacts(elf.value);
  if (!facts.ok) return facts;
  const { imports, defines } = facts.value;
  const file = new LoadedFile(elf.value, bytes);
  const functions = new FunctionMap(file);
  const codeSize = codeBytes(file);
  const exported = exportedAddresses(elf.value);
  const calls = findCalls(file, functions, codeSize, (address) => exported.has(address));
  const runtime = runtimeNeeds(calls, functions);
  const unresolved = unresolvedSites(calls, functions);
  if (unresolved.some(({ kind }) => kind === 'dlsym')) {
    const known = new Set(runtime.flatMap(({ kind, name: known }) => (kind === 'dlsym' ? [known] : [])));
    for (const { name: guessed, evidence } of guessNames(file, options.exportable)) {
      if (known.has(guessed)) continue;
      runtime.push({
        kind: 'dlsym',
        name: guessed,
        class: 'guessed',
        sites: 1,
        evidence: [withFunction(evidence, functions)],
      });
    }
  }
  return ok({
    ...facts.value,
    size: bytes.length,
    codeSize,
    sha256: sha256(bytes),
    runtime: runtime.sort(compareNeeds),
    unresolved,
    openWorld: recognizeOpenWorld(imports, defines),
  });
}

type DynamicFacts = Pick<
  FileNeeds,
  'kind' | 'soname' | 'needed' | 'interpreter' | 'imports' | 'defines' | 'versions'
>;

/** The versions of names that have no definition without one. */
function versionsOf(defined: readonly ElfSymbol[]): Record<string, string[]> {
  const versions = new Map<string, string[]>();
  const plain = new Set(defined.filter(({ version }) => version === undefined).map(({ name }) => name));
  for (const { name, version } of defined) {
    if (version === undefined || plain.has(name)) continue;
    const known = versions.get(name);
    if (known === undefined) versions.set(name, [version.name]);
    else known.push(version.name);
  }
  return Object.fromEntries(versions);
}

function dynamicFacts(elf: ElfFile): Result<DynamicFacts> {
  const dynamic = elf.dynamic();
  if (!dynamic.ok) return dynamic;
  const interpreter = elf.interpreter();
  if (!interpreter.ok) return interpreter;
  const symbols = all([undefinedSymbols(elf), definedSymbols(elf)]);
  if (!symbols.ok) return symbols;
  const copied = copiedNames(elf);
  if (!copied.ok) return copied;
  const [wanted = [], own = []] = symbols.value;
  const defined = own.filter(({ name }) => !copied.value.has(name));
  const imports = [...wanted, ...own.filter(({ name }) => copied.value.has(name))].map(
    (symbol): ImportedSymbol => {
      const { version } = symbol;
      return {
        name: symbol.name,
        ...(version === undefined ? {} : { version: version.name }),
        ...(version?.file === undefined ? {} : { library: version.file }),
        isWeak: symbol.binding === 'weak',
      };
    },
  );
  const soname = dynamic.value?.soname;
  return ok({
    kind: kindOf(elf),
    ...(soname === undefined ? {} : { soname }),
    needed: dynamic.value?.needed ?? [],
    ...(interpreter.value === undefined ? {} : { interpreter: interpreter.value }),
    imports: imports.sort(
      (a, b) => compareText(a.name, b.name) || compareText(a.version ?? '', b.version ?? ''),
    ),
    defines: [...new Set(defined.map(({ name }) => name))].sort(),
    versions: versionsOf(defined),
  });
}

function kindOf(elf: ElfFile): FileKind {
  const kind = programKind(elf);
  // A library that can be run, as glibc's own, is a library all the same.
  const dynamic = elf.dynamic();
  const isLibrary = dynamic.ok && dynamic.value?.soname !== undefined;
  return kind.ok && !isLibrary ? kind.value : 'library';
}

function exportedAddresses(elf: ElfFile): Set<number> {
  const defined = definedSymbols(elf);
  return new Set(defined.ok ? defined.value.map(({ value }) => Number(value)) : []);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function compareNeeds(a: RuntimeNeed, b: RuntimeNeed): number {
  if (a.kind !== b.kind) return compareText(a.kind, b.kind);
  return a.kind === 'syscall' ? Number(a.name) - Number(b.name) : compareText(a.name, b.name);
}

function withFunction(evidence: Evidence, functions: FunctionMap): Evidence {
  const name = functions.nameAt(evidence.address);
  return name === undefined ? evidence : { ...evidence, function: name };
}

function runtimeNeeds(calls: readonly FoundCall[], functions: FunctionMap): RuntimeNeed[] {
  const needs = new Map<string, RuntimeNeed>();
  for (const { kind, address, callee, wanted, exact } of calls) {
    for (const name of wanted) {
      const key = `${kind} ${name}`;
      const known = needs.get(key);
      const evidence = known?.evidence ?? [];
      const isNew = !evidence.some((each) => each.address === address && each.callee === callee);
      needs.set(key, {
        kind,
        name,
        class: exact || known?.class === 'proved' ? 'proved' : 'resolved',
        sites: (known?.sites ?? 0) + (isNew ? 1 : 0),
        evidence:
          isNew && evidence.length < MOST_EVIDENCE
            ? [...evidence, withFunction({ address, callee }, functions)]
            : evidence,
      });
    }
  }
  return [...needs.values()];
}

function unresolvedSites(calls: readonly FoundCall[], functions: FunctionMap): UnresolvedSite[] {
  const sites = new Map<string, UnresolvedSite>();
  for (const { kind, address, callee, missing } of calls) {
    if (missing === undefined) continue;
    const key = `${kind} ${address} ${callee} ${missing}`;
    if (!sites.has(key))
      sites.set(key, { kind, ...withFunction({ address, callee }, functions), reason: missing });
  }
  return [...sites.values()];
}
