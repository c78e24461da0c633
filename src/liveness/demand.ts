// SPDX-License-Identifier: MIT
// What of the parts that are linked on demand is demanded (kernel/core/include/core/demand.h): linker sets that live code loops over,
// and functions that were declared to be for a use that live code, or the image, makes. The linker knows no such condition, so
// it is told the outcome: which sets to keep, and which functions to take for absent.
import type { LinkGraph, LinkInputs, SectionNode } from './link-graph.ts';
import { linkRoots } from './roots.ts';

/** A reference to it says that the place makes the use. */
const USE = /^__use_(\w+)$/;
/** Another name of a function that is only called, or only pointed at, when the use is made. */
const FOR_USE = /^__(for|do)_(\w+?)__(\w+)$/;
/** A use of this kind is made by whatever keeps the symbol of the name that follows. */
const LINK_USE = 'link_';
const SET_BOUND = /^__set_(\w+)_(?:start|end)$/;
const SET_SECTION = /^\.set\.(\w+?)(?:\.\w+)?$/;

/** A name by which a function is reached for the sake of a use only. */
export interface ConditionalName {
  readonly symbol: string;
  readonly use: string;
  /** What stands in for the function where nobody makes the use: no address at all, or a function that does nothing. */
  readonly instead: 'null' | 'nothing';
}

export interface Demand {
  /** Uses that are made, sorted: those that were given, and those of live code. */
  readonly uses: readonly string[];
  /** Linker sets that live code loops over, sorted. */
  readonly sets: readonly string[];
  /** Names of functions that are for uses which nobody makes, sorted by symbol; `object` defines the function. */
  readonly absent: readonly (ConditionalName & { readonly object: string })[];
}

/** Reads a symbol as a conditional name; undefined for all others. */
export function conditionalName(symbol: string): ConditionalName | undefined {
  const [, kind, use] = FOR_USE.exec(symbol) ?? [];
  return use === undefined ? undefined : { symbol, use, instead: kind === 'for' ? 'null' : 'nothing' };
}

class DemandWalk {
  readonly uses = new Set<string>();
  readonly sets = new Set<string>();
  readonly #graph: LinkGraph;
  readonly #reached = new Set<SectionNode>();
  readonly #waiting = new Map<string, SectionNode[]>();
  readonly #members = new Map<string, SectionNode[]>();
  /** Uses that are made when a section is reached. */
  readonly #made = new Map<SectionNode, string>();

  constructor(graph: LinkGraph) {
    this.#graph = graph;
    for (const node of graph.nodes) {
      const set = SET_SECTION.exec(node.section.name)?.[1];
      if (set !== undefined && !node.replaced)
        this.#members.set(set, [...(this.#members.get(set) ?? []), node]);
    }
    for (const symbol of graph.definitions.keys()) {
      const use = conditionalName(symbol)?.use;
      const maker =
        use?.startsWith(LINK_USE) === true ? graph.definitions.get(use.slice(LINK_USE.length)) : undefined;
      if (use !== undefined && maker?.node !== undefined) this.#made.set(maker.node, use);
    }
  }

  reach(node: SectionNode): void {
    if (this.#reached.has(node)) return;
    this.#reached.add(node);
    const use = this.#made.get(node);
    if (use !== undefined) this.make(use);
  }

  make(use: string): void {
    if (this.uses.has(use)) return;
    this.uses.add(use);
    for (const node of this.#waiting.get(use) ?? []) this.reach(node);
    this.#waiting.delete(use);
  }

  run(): void {
    // A set may grow while it is gone through.
    for (const node of this.#reached) {
      for (const { symbol } of node.section.references) {
        const { name = '', binding = 'local' } = node.object.symbols[symbol] ?? {};
        if (binding !== 'local' && name.startsWith('__')) this.#meet(name);
      }
      for (const { to, cause } of this.#graph.edgesFrom(node)) {
        const conditional = cause.kind === 'relocation' ? conditionalName(cause.symbol.name) : undefined;
        if (conditional === undefined || this.uses.has(conditional.use)) this.reach(to);
        else this.#waiting.set(conditional.use, [...(this.#waiting.get(conditional.use) ?? []), to]);
      }
    }
  }

  #meet(name: string): void {
    const use = USE.exec(name)?.[1];
    if (use !== undefined) this.make(use);
    const set = SET_BOUND.exec(name)?.[1];
    if (set === undefined || this.sets.has(set)) return;
    this.sets.add(set);
    for (const node of this.#members.get(set) ?? []) this.reach(node);
  }
}

/**
 * Finds what is demanded of the objects of a link.
 *
 * @param graph Of `inputs`, in whose script no linker set is kept: that is what is to be found out.
 * @param uses What is used whatever the code does.
 */
export function computeDemand(graph: LinkGraph, inputs: LinkInputs, uses: Iterable<string>): Demand {
  const walk = new DemandWalk(graph);
  for (const use of uses) walk.make(use);
  for (const { node } of linkRoots(graph, inputs)) walk.reach(node);
  walk.run();
  const names = [...graph.definitions].flatMap(([symbol, { object }]) => {
    const name = conditionalName(symbol);
    return name === undefined ? [] : [{ ...name, object: object.name }];
  });
  return {
    uses: [...walk.uses].sort(),
    sets: [...walk.sets].sort(),
    absent: names
      .filter(({ use }) => !walk.uses.has(use))
      .sort((a, b) => (a.symbol < b.symbol ? -1 : a.symbol > b.symbol ? 1 : 0)),
  };
}
