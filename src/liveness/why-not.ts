// SPDX-License-Identifier: MIT
// What would bring something into a kernel that is not in it: goes backwards over the references between all objects
// there are, to what could be made a root.
import { SHF, SHN } from '../elf/index.ts';
import { linkedOf, linkOf, type ChainStep } from './explain.ts';
import { hasFlag, type Edge, type LinkGraph, type SectionNode } from './link-graph.ts';
import { symbolsOf } from './places.ts';
import { sectionRoot, type RootCause } from './roots.ts';
import type { LinkInputs } from './link-graph.ts';
import type { Liveness } from './liveness.ts';
import type { ObjectNaming } from './targets.ts';

/** What one would have to ask for. */
export type Remedy =
  /** Select the component; `root` is what it brings along by itself. */
  | { readonly kind: 'component'; readonly component: string; readonly root: RootCause }
  /** Select the component: what is there already refers to it, and finds nothing. */
  | { readonly kind: 'weak'; readonly component: string }
  | { readonly kind: 'system-call'; readonly name: string; readonly component?: string }
  | { readonly kind: 'export'; readonly symbol: string; readonly component?: string };

export interface Suggestion {
  readonly remedy: Remedy;
  /** From what the remedy brings in to what was asked for. */
  readonly steps: readonly ChainStep[];
}

/** The world beyond a kernel. */
export interface Universe {
  /** All objects there are; those of the kernel first, in link order. */
  readonly graph: LinkGraph;
  readonly inputs: LinkInputs;
  readonly naming: ObjectNaming;
  /** Names that Linux has for system calls. */
  readonly systemCalls: ReadonlySet<string>;
}

function reverseEdges(graph: LinkGraph): Map<SectionNode, Edge[]> {
  const incoming = new Map<SectionNode, Edge[]>();
  for (const node of graph.nodes) {
    for (const edge of graph.edgesFrom(node)) {
      const known = incoming.get(edge.to);
      if (known === undefined) incoming.set(edge.to, [edge]);
      else known.push(edge);
    }
  }
  return incoming;
}

/** What could make a root of a section. */
function remediesFor(node: SectionNode, universe: Universe, kernelObjects: ReadonlySet<string>): Remedy[] {
  const { naming, systemCalls, inputs } = universe;
  const object = node.object.name;
  const component = naming.component(object);
  const absent = kernelObjects.has(object) ? {} : component === undefined ? {} : { component };
  const remedies: Remedy[] = [];
  const root = sectionRoot(node, inputs);
  if (root !== undefined && !kernelObjects.has(object) && component !== undefined)
    remedies.push({ kind: 'component', component, root });
  for (const { name, binding, visibility, section } of symbolsOf(node)) {
    if (binding === 'local' || section === SHN.UNDEF) continue;
    const call = name.startsWith('sys_') ? name.slice('sys_'.length) : '';
    if (systemCalls.has(call)) remedies.push({ kind: 'system-call', name: call, ...absent });
    else if (visibility === 'default' || visibility === 'protected')
      remedies.push({ kind: 'export', symbol: name, ...absent });
  }
  return remedies;
}

/**
 * Up to `limit` ways to get one of `targets` (of the universe's graph) into the kernel, the shortest first, one for each
 * thing to ask for. Empty when nothing there is leads to it.
 */
export function suggestRoots(
  live: Liveness,
  universe: Universe,
  targets: readonly SectionNode[],
  limit: number,
): Suggestion[] {
  const { graph, naming } = universe;
  const kernelObjects = new Set(live.graph.nodes.map((node) => node.object.name));
  const liveIds = new Set(
    [...live.reached.keys()].map(({ object, section }) => `${object.name}:${section.index}`),
  );
  const isLive = ({ object, section }: SectionNode): boolean =>
    liveIds.has(`${object.name}:${section.index}`);
  const incoming = reverseEdges(graph);
  const next = new Map<SectionNode, Edge | undefined>(targets.map((node) => [node, undefined]));
  const suggestions = new Map<string, Suggestion>();
  const stepsFrom = (start: SectionNode): ChainStep[] => {
    const steps: ChainStep[] = [linkedOf(start)];
    for (let edge = next.get(start); edge !== undefined; edge = next.get(edge.to))
      steps.push({ ...linkedOf(edge.to), link: linkOf(edge) });
    return steps;
  };
  // A map may grow while it is gone through: breadth first, so the first that is found is the nearest.
  for (const node of next.keys()) {
    for (const remedy of remediesFor(node, universe, kernelObjects)) {
      const key = JSON.stringify(remedy);
      if (!suggestions.has(key)) suggestions.set(key, { remedy, steps: stepsFrom(node) });
    }
    for (const edge of incoming.get(node) ?? []) {
      if (next.has(edge.from) || !hasFlag(edge.from, SHF.ALLOC)) continue;
      next.set(edge.from, edge);
      const component = naming.component(node.object.name);
      if (isLive(edge.from) && component !== undefined)
        suggestions.set(`weak ${component}`, {
          remedy: { kind: 'weak', component },
          steps: stepsFrom(edge.from),
        });
    }
    if (suggestions.size >= limit) break;
  }
  return [...suggestions.values()].slice(0, limit);
}
