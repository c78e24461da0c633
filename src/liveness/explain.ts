// SPDX-License-Identifier: MIT
// Why a section is linked: the chain of references from a root to it.
import { relocationName } from '../elf/index.ts';
import type { Edge, SectionNode } from './link-graph.ts';
import type { Liveness } from './liveness.ts';
import { nodeName, placeIn, type SymbolPlace } from './places.ts';
import type { RootCause } from './roots.ts';

/** Why one thing keeps the next. */
export type Link =
  /** A place in the thing before refers to it. */
  | { readonly kind: 'reference'; readonly from: SymbolPlace; readonly relocation: string }
  /** As 'reference', by the symbol that delimits all sections of its name. */
  | { readonly kind: 'start-stop'; readonly from: SymbolPlace; readonly relocation: string }
  | { readonly kind: 'group' }
  | { readonly kind: 'link-order' };

/** One thing that is linked. */
export interface Linked {
  /** Function or object, or the section where it has no symbol. */
  readonly name: string;
  readonly section: string;
  /** As the link names it. */
  readonly object: string;
  /** Bytes, of the section. */
  readonly size: number;
}

export interface ChainStep extends Linked {
  /** How the step before led here; the first step is the root itself. */
  readonly link?: Link;
}

/** From a root to what was asked for. */
export interface Chain {
  readonly root: RootCause;
  readonly steps: readonly ChainStep[];
}

export function linkedOf(node: SectionNode, name = nodeName(node)): Linked {
  return { name, section: node.section.name, object: node.object.name, size: node.section.size };
}

export function linkOf({ from, cause }: Edge): Link {
  switch (cause.kind) {
    case 'relocation':
    case 'start-stop':
      return {
        kind: cause.kind === 'relocation' ? 'reference' : 'start-stop',
        from: placeIn(from, cause.reference.offset),
        relocation: relocationName(cause.reference.type),
      };
    case 'group':
    case 'link-order':
      return { kind: cause.kind };
    default:
      return cause satisfies never;
  }
}

/** The name by which an edge leads to a section: the symbol that the reference names, if it does. */
function nameAt(edge: Edge): string {
  const { cause, to } = edge;
  const named = cause.kind === 'relocation' && cause.symbol.name !== '' && cause.symbol.type !== 'section';
  return named ? cause.symbol.name : nodeName(to);
}

/** The shortest chain from a root; undefined for what no root reaches. */
export function explainNode(live: Liveness, target: SectionNode, name?: string): Chain | undefined {
  const steps: ChainStep[] = [];
  let node = target;
  for (;;) {
    const reached = live.reached.get(node);
    if (reached === undefined) return undefined;
    const own = node === target ? name : undefined;
    if (reached.kind === 'root') {
      const { cause } = reached.root;
      const symbol = 'symbol' in cause ? cause.symbol : undefined;
      steps.unshift(linkedOf(node, own ?? symbol ?? nodeName(node)));
      return { root: cause, steps };
    }
    steps.unshift({ ...linkedOf(node, own ?? nameAt(reached.edge)), link: linkOf(reached.edge) });
    node = reached.edge.from;
  }
}

/** A place that refers to something. */
export interface Referrer extends Linked {
  readonly link: Link;
}

/** Everything live that keeps any of `targets`, in link order; `targets` themselves are not among it. */
export function referrersOf(live: Liveness, targets: ReadonlySet<SectionNode>): Referrer[] {
  const referrers: Referrer[] = [];
  for (const node of live.graph.nodes) {
    if (!live.reached.has(node) || targets.has(node)) continue;
    for (const edge of live.graph.edgesFrom(node))
      if (targets.has(edge.to)) referrers.push({ ...linkedOf(node), link: linkOf(edge) });
  }
  return referrers;
}

/** The reasons for which any of `targets` is a root. */
export function rootCausesOf(live: Liveness, targets: ReadonlySet<SectionNode>): RootCause[] {
  return live.roots.filter(({ node }) => targets.has(node)).map(({ cause }) => cause);
}
