// SPDX-License-Identifier: MIT
// Which sections a linker keeps, and the shortest chain of references that keeps each.
import { SHF } from '../elf/index.ts';
import {
  buildLinkGraph,
  hasFlag,
  type Edge,
  type LinkGraph,
  type LinkInputs,
  type SectionNode,
} from './link-graph.ts';
import { linkRoots, type Root } from './roots.ts';
import { systemCallRoots } from './system-call-roots.ts';

/** How a section comes to be kept: it is a root, or the last step of the shortest chain from one. */
export type Reached =
  { readonly kind: 'root'; readonly root: Root } | { readonly kind: 'edge'; readonly edge: Edge };

export interface Liveness {
  readonly graph: LinkGraph;
  readonly roots: readonly Root[];
  /** Of the sections that are kept for the sake of a root. */
  readonly reached: ReadonlyMap<SectionNode, Reached>;
  /** Whether the linker keeps it; debug information, which nothing has to reach, included. */
  isLive(node: SectionNode): boolean;
}

/** Sections in the order of their distance from the roots, each with its way. */
function walk(graph: LinkGraph, roots: readonly Root[]): Map<SectionNode, Reached> {
  const reached = new Map<SectionNode, Reached>();
  for (const root of roots) if (!reached.has(root.node)) reached.set(root.node, { kind: 'root', root });
  // A map may grow while it is gone through, and keeps the order: breadth first.
  for (const node of reached.keys()) {
    for (const edge of graph.edgesFrom(node))
      if (!reached.has(edge.to)) reached.set(edge.to, { kind: 'edge', edge });
  }
  return reached;
}

function isKeptAnyway(node: SectionNode): boolean {
  return !node.replaced && !node.inGroup && !hasFlag(node, SHF.ALLOC) && !hasFlag(node, SHF.LINK_ORDER);
}

/**
 * Computes what `--gc-sections` keeps. The entries of the system call table count as roots, which they are to whoever
 * asks why, when the table is kept; that changes no section's fate.
 */
export function computeLiveness(inputs: LinkInputs): Liveness {
  const graph = buildLinkGraph(inputs);
  const linked = linkRoots(graph, inputs);
  // A section that is kept anyway keeps what describes it, and no more.
  for (const node of graph.nodes) {
    if (!isKeptAnyway(node)) continue;
    for (const { to, cause } of graph.edgesFrom(node))
      if (cause.kind === 'link-order') linked.push({ node: to, cause: { kind: 'reserved' } });
  }
  const first = walk(graph, linked);
  const calls = systemCallRoots(graph).filter(({ table }) => first.has(table));
  const roots = [...linked, ...calls.map(({ root }) => root)];
  const reached = calls.length === 0 ? first : walk(graph, roots);
  return { graph, roots, reached, isLive: (node) => reached.has(node) || isKeptAnyway(node) };
}
