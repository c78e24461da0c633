// SPDX-License-Identifier: MIT
// Which objects of the program's side a kernel gets. A C library is made to be linked as an archive: an object comes in when
// something needs a symbol of it, and weak definitions stand in for what nobody needs (close() asks for asynchronous I/O only where
// that is used). Had all of them on the command line, the strong ones would win, and each would bring in what it calls.
import type { FactsByObject } from './object-facts.ts';

export interface Extraction {
  /** Objects that are in the kernel whatever they define. */
  readonly fixed: readonly string[];
  /** Objects that are taken when they are needed; of two that define a symbol the first. */
  readonly available: readonly string[];
  /** Symbols that are needed whoever uses them: what is exported. */
  readonly wanted: readonly string[];
  /** Names that are linked with --wrap. */
  readonly interposable: readonly string[];
}

/** What a reference to `name` is to in the end (ld(1), --wrap). */
function resolveName(name: string, interposable: ReadonlySet<string>): string {
  if (interposable.has(name)) return `__wrap_${name}`;
  const real = name.startsWith('__real_') ? name.slice('__real_'.length) : undefined;
  return real !== undefined && interposable.has(real) ? real : name;
}

/** The objects of a link, in their order: the fixed ones, then those of the available ones that are needed. */
export function extractObjects(facts: FactsByObject, extraction: Extraction): string[] {
  const { fixed, available, wanted } = extraction;
  const interposable = new Set(extraction.interposable);
  const definers = new Map<string, string>();
  for (const object of available) {
    for (const name of facts.get(object)?.facts.defined ?? [])
      if (!definers.has(name)) definers.set(name, object);
  }
  const defined = new Set<string>();
  const taken = new Set<string>();
  const needed: string[] = [];
  const take = (object: string): void => {
    const of = facts.get(object)?.facts;
    for (const name of of?.defined ?? []) defined.add(name);
    for (const name of of?.undefined ?? []) needed.push(resolveName(name, interposable));
  };
  for (const object of fixed) take(object);
  // An export is of the definition itself, around which calls are wrapped.
  needed.push(...wanted);
  for (let name = needed.pop(); name !== undefined; name = needed.pop()) {
    if (defined.has(name)) continue;
    const object = definers.get(name);
    if (object === undefined || taken.has(object)) continue;
    taken.add(object);
    take(object);
  }
  return [...fixed, ...available.filter((object) => taken.has(object))];
}
