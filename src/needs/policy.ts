// SPDX-License-Identifier: MIT
// From what an image needs to what its kernel gets: which symbols are exported, which system calls are in the table.
import { err, ok, type Diagnostic, type Result } from '../diagnostic/index.ts';
import { nearestName } from '../util/index.ts';
import type { NeedClass } from './file/file-needs.ts';
import { unknownAddedSymbol, unknownAddedSystemCall } from './messages.ts';
import type { ImageNeeds, NeedingFile } from './whole/image-needs.ts';

export const NEEDS_POLICIES = ['strict', 'balanced', 'open'] as const;

/**
 * `strict`: what is sure. `balanced`: what is guessed as well. `open`: also everything there is, where a file may ask for
 * what nobody can foresee.
 */
export type NeedsPolicy = (typeof NEEDS_POLICIES)[number];

/** What a kernel could have. */
export interface Available {
  readonly symbols: ReadonlySet<string>;
  /** Number by name. */
  readonly systemCalls: ReadonlyMap<string, number>;
}

/** What the user wants besides: names of symbols; names or numbers of system calls. */
export interface NeedRequests {
  readonly symbols: readonly string[];
  readonly systemCalls: readonly string[];
}

/** Who wants something, and how sure that is. */
export interface NeedReason {
  /** A file of the image; undefined for the user. */
  readonly path?: string;
  readonly class: NeedClass;
}

export interface SelectedSymbol {
  readonly name: string;
  readonly reasons: readonly NeedReason[];
}

export interface SelectedSystemCall {
  readonly number: number;
  readonly reasons: readonly NeedReason[];
}

/** A symbol that a file cannot do without and nobody has. */
export interface MissingSymbol {
  readonly name: string;
  readonly version?: string;
  readonly library?: string;
  readonly path: string;
}

export interface NeedsSelection {
  /** To be exported; by name. */
  readonly symbols: readonly SelectedSymbol[];
  /** To be in the table that the `syscall` instruction goes through; by number. */
  readonly systemCalls: readonly SelectedSystemCall[];
  /** Strong imports that neither the image nor the kernel can satisfy. */
  readonly missing: readonly MissingSymbol[];
  /** Files that may ask for symbols or system calls which are not in the selection. */
  readonly mayAskForMore: {
    readonly symbols: readonly string[];
    readonly systemCalls: readonly string[];
  };
}

const SURE: ReadonlySet<NeedClass> = new Set(['proved', 'resolved', 'requested', 'recorded']);

/** Strict or not, these classes are taken. */
function isTaken(policy: NeedsPolicy, needClass: NeedClass): boolean {
  return policy !== 'strict' || SURE.has(needClass);
}

class Gathering<Key> {
  readonly #reasons = new Map<Key, NeedReason[]>();

  add(key: Key, reason: NeedReason): void {
    const known = this.#reasons.get(key);
    if (known === undefined) this.#reasons.set(key, [reason]);
    else if (!known.some((each) => each.path === reason.path && each.class === reason.class))
      known.push(reason);
  }

  sorted(compare: (a: Key, b: Key) => number): [Key, readonly NeedReason[]][] {
    return [...this.#reasons].sort(([a], [b]) => compare(a, b));
  }
}

/** Functions that no file asks the kernel for but in code that nothing runs, nor by `dlsym`. */
export function unreachedOnly(needs: ImageNeeds): string[] {
  const imports = needs.files.flatMap((file) => file.imports).filter(({ provider }) => provider === 'kernel');
  const reached = new Set([
    ...imports.filter(({ unreached }) => unreached !== true).map(({ name }) => name),
    ...needs.files.flatMap(({ runtime }) => runtime.map(({ name }) => name)),
    ...needs.added.map(({ name }) => name),
  ]);
  return [...new Set(imports.map(({ name }) => name))].filter((name) => !reached.has(name)).sort();
}

/** A pure function: the same needs, policy and requests give the same selection. Fails for requests that name nothing. */
export function selectNeeds(
  needs: ImageNeeds,
  policy: NeedsPolicy,
  available: Available,
  requests: NeedRequests = { symbols: [], systemCalls: [] },
): Result<NeedsSelection> {
  const symbols = new Gathering<string>();
  const systemCalls = new Gathering<number>();
  const missing: MissingSymbol[] = [];
  const openSymbols: string[] = [];
  const openSystemCalls: string[] = [];
  for (const file of needs.files) {
    takeImports(file, policy, available, symbols, missing);
    takeRuntime(file, policy, available, symbols, systemCalls);
    const { path } = file;
    if (mayAskFor(file, 'symbols') && needs.libc === 'kernel') {
      if (policy === 'open')
        for (const name of available.symbols) symbols.add(name, { path, class: 'guessed' });
      else openSymbols.push(path);
    }
    if (mayAskFor(file, 'system-calls')) {
      const all = policy === 'open' ? available.systemCalls.values() : [];
      for (const number of all) systemCalls.add(number, { path, class: 'guessed' });
      if (policy !== 'open') openSystemCalls.push(path);
    }
  }
  takeAdded(needs, available, symbols, systemCalls);
  const complaints = takeRequests(requests, available, symbols, systemCalls);
  const [first, ...rest] = complaints;
  if (first !== undefined) return err(first, ...rest);
  return ok({
    symbols: symbols.sorted((a, b) => (a < b ? -1 : 1)).map(([name, reasons]) => ({ name, reasons })),
    systemCalls: systemCalls.sorted((a, b) => a - b).map(([number, reasons]) => ({ number, reasons })),
    missing,
    mayAskForMore: { symbols: openSymbols, systemCalls: openSystemCalls },
  });
}

function takeImports(
  file: NeedingFile,
  policy: NeedsPolicy,
  available: Available,
  symbols: Gathering<string>,
  missing: MissingSymbol[],
): void {
  for (const { name, version, library, isWeak, provider, unreached } of file.imports) {
    const isKernels = provider === 'kernel' && available.symbols.has(name);
    if (isKernels && (unreached !== true || policy === 'open'))
      symbols.add(name, { path: file.path, class: 'proved' });
    const isThere = isKernels || (provider !== undefined && provider !== 'kernel');
    if (isThere || isWeak) continue;
    missing.push({
      name,
      ...(version === undefined ? {} : { version }),
      ...(library === undefined ? {} : { library }),
      path: file.path,
    });
  }
}

function takeRuntime(
  file: NeedingFile,
  policy: NeedsPolicy,
  available: Available,
  symbols: Gathering<string>,
  systemCalls: Gathering<number>,
): void {
  const numbers = new Set(available.systemCalls.values());
  for (const need of file.runtime) {
    if (!isTaken(policy, need.class)) continue;
    const reason = { path: file.path, class: need.class };
    if (need.kind === 'syscall') {
      const number = Number(need.name);
      if (numbers.has(number)) systemCalls.add(number, reason);
    } else if (need.kind === 'dlsym' && need.provider === 'kernel' && available.symbols.has(need.name)) {
      symbols.add(need.name, reason);
    }
  }
}

/** What was recorded, or requested before. What this kernel could not have anyway, it could not have when it was recorded. */
function takeAdded(
  needs: ImageNeeds,
  available: Available,
  symbols: Gathering<string>,
  systemCalls: Gathering<number>,
): void {
  const numbers = new Set(available.systemCalls.values());
  for (const { kind, name, class: needClass } of needs.added) {
    if (kind === 'dlsym' && available.symbols.has(name)) symbols.add(name, { class: needClass });
    if (kind === 'syscall' && numbers.has(Number(name))) systemCalls.add(Number(name), { class: needClass });
  }
}

/** Whether a file may ask for more than the analysis knows. */
function mayAskFor(file: NeedingFile, kind: 'symbols' | 'system-calls'): boolean {
  const call = kind === 'symbols' ? 'dlsym' : 'syscall';
  return (
    file.unresolved.some((site) => site.kind === call) || file.openWorld.some((world) => world.kind === kind)
  );
}

function takeRequests(
  requests: NeedRequests,
  available: Available,
  symbols: Gathering<string>,
  systemCalls: Gathering<number>,
): Diagnostic[] {
  const complaints: Diagnostic[] = [];
  for (const name of requests.symbols) {
    if (available.symbols.has(name)) symbols.add(name, { class: 'requested' });
    else complaints.push(unknownAddedSymbol(name, nearestName(name, [...available.symbols])));
  }
  const names = [...available.systemCalls.keys()];
  const numbers = new Set(available.systemCalls.values());
  for (const word of requests.systemCalls) {
    const number = available.systemCalls.get(word) ?? (/^\d{1,4}$/.test(word) ? Number(word) : undefined);
    if (number !== undefined && numbers.has(number)) systemCalls.add(number, { class: 'requested' });
    else complaints.push(unknownAddedSystemCall(word, nearestName(word, names)));
  }
  return complaints;
}
