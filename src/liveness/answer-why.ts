// SPDX-License-Identifier: MIT
// Answers "why is NAME in this kernel?", as data.
import {
  explainNode,
  referrersOf,
  rootCausesOf,
  type Chain,
  type ChainStep,
  type Linked,
  type Referrer,
} from './explain.ts';
import type { SectionNode } from './link-graph.ts';
import type { Liveness } from './liveness.ts';
import type { RootCause } from './roots.ts';
import { findTargets, type ObjectNaming, type Target, type TargetKind } from './targets.ts';

/** Adds how people know an object. */
export type Named<T extends Linked> = T & {
  /** The source, relative to the root. */
  readonly file: string;
  /** Absent for the generated tables. */
  readonly component?: string;
};

export interface WhyAnswer {
  readonly kind: TargetKind;
  readonly name: string;
  /** Of a component, one of its files. */
  readonly file: string;
  readonly component?: string;
  /** What is linked of it: sections, and bytes in all. */
  readonly sections: number;
  readonly bytes: number;
  readonly chain: { readonly root: RootCause; readonly steps: readonly Named<ChainStep>[] };
  /** All reasons for which it is a root itself. */
  readonly roots: readonly RootCause[];
  /** Everything that refers to it directly. */
  readonly referrers: readonly Named<Referrer>[];
}

export interface WhyAnswers {
  /** Of the likeliest meaning of the name that is in the kernel. Empty when none is. */
  readonly answers: readonly WhyAnswer[];
  /** What else of the kernel the name means. */
  readonly otherKinds: readonly TargetKind[];
  /** Meanings of the name that are known and not in the kernel. */
  readonly absent: readonly Target[];
}

const KINDS: readonly TargetKind[] = ['symbol', 'system-call', 'section', 'object', 'component'];

export function withNames<T extends Linked>(linked: T, naming: ObjectNaming): Named<T> {
  const component = naming.component(linked.object);
  return {
    ...linked,
    file: naming.source(linked.object),
    ...(component === undefined ? {} : { component }),
  };
}

/** `symbol:NAME`, `file:NAME` and so on say what is meant; a name alone may be anything. */
export function readTargetWord(word: string): { readonly name: string; readonly kind?: TargetKind } {
  const [, prefix, name] = /^([a-z-]+):(.+)$/.exec(word) ?? [];
  const kind = KINDS.find((each) => each === (prefix === 'file' ? 'object' : prefix));
  return kind === undefined || name === undefined ? { name: word } : { name, kind };
}

/** The section among `nodes` that is nearest to a root. */
function nearest(live: Liveness, nodes: ReadonlySet<SectionNode>): SectionNode | undefined {
  for (const node of live.reached.keys()) if (nodes.has(node)) return node;
  return undefined;
}

function answer(live: Liveness, naming: ObjectNaming, target: Target): WhyAnswer | undefined {
  const kept = new Set(target.nodes.filter((node) => live.reached.has(node)));
  const node = nearest(live, kept);
  if (node === undefined) return undefined;
  const whole = target.kind === 'object' || target.kind === 'component';
  const chain: Chain | undefined = explainNode(live, node, whole ? undefined : target.name);
  if (chain === undefined) return undefined;
  const component = naming.component(node.object.name);
  return {
    kind: target.kind,
    name: target.name,
    file: naming.source(node.object.name),
    ...(component === undefined ? {} : { component }),
    sections: kept.size,
    bytes: [...kept].reduce((sum, each) => sum + each.section.size, 0),
    chain: { root: chain.root, steps: chain.steps.map((step) => withNames(step, naming)) },
    roots: rootCausesOf(live, kept),
    referrers: referrersOf(live, kept).map((each) => withNames(each, naming)),
  };
}

export function answerWhy(live: Liveness, naming: ObjectNaming, word: string): WhyAnswers {
  const { name, kind } = readTargetWord(word);
  const targets = findTargets(live.graph, naming, name).filter(
    (each) => kind === undefined || each.kind === kind,
  );
  const isIn = (target: Target): boolean => target.nodes.some((node) => live.reached.has(node));
  const present = targets.filter(isIn);
  const best = present[0]?.kind;
  const answers = present
    .filter((target) => target.kind === best)
    .map((target) => answer(live, naming, target))
    .filter((each) => each !== undefined);
  const otherKinds = [...new Set(present.map((target) => target.kind))].filter((each) => each !== best);
  return { answers, otherKinds, absent: targets.filter((target) => !isIn(target)) };
}
