// SPDX-License-Identifier: MIT
// All sections of a link, and what refers to what between them. The rules are those of the gABI and of lld
// (https://lld.llvm.org), whose garbage collector is the one to agree with.
import { SHF, SHN } from '../elf/index.ts';
import type { LinkFlags } from './link-flags.ts';
import type { LinkScript } from './link-script.ts';
import type { GraphSection, GraphSymbol, ObjectGraph, Reference } from './object-graph.ts';
import type { VersionScript } from './version-script.ts';

/** What a linker is given. */
export interface LinkInputs {
  /** In link order. */
  readonly objects: readonly ObjectGraph[];
  readonly script: LinkScript;
  readonly flags: LinkFlags;
  readonly versions?: VersionScript;
}

/** One section of one object. */
export interface SectionNode {
  /** Its place in `LinkGraph.nodes`. */
  readonly id: number;
  readonly object: ObjectGraph;
  readonly section: GraphSection;
  /** It belongs to a section group of which at least one member is loaded. */
  readonly inGroup: boolean;
  /** Another object's section group of the same signature is linked in its place. */
  readonly replaced: boolean;
}

/** Why one section keeps another one. */
export type EdgeCause =
  | { readonly kind: 'relocation'; readonly reference: Reference; readonly symbol: GraphSymbol }
  /** A reference to `__start_X` or `__stop_X`. */
  | { readonly kind: 'start-stop'; readonly reference: Reference; readonly symbol: GraphSymbol }
  /** Members of a section group stay together. */
  | { readonly kind: 'group' }
  /** SHF_LINK_ORDER: the section describes the one that it is linked to. */
  | { readonly kind: 'link-order' };

export interface Edge {
  readonly from: SectionNode;
  readonly to: SectionNode;
  readonly cause: EdgeCause;
}

/** Where a global name is defined. */
export interface Definition {
  readonly object: ObjectGraph;
  readonly symbol: GraphSymbol;
  /** Undefined for absolute and common symbols. */
  readonly node?: SectionNode;
}

export interface LinkGraph {
  readonly nodes: readonly SectionNode[];
  /** By global name, as references to it are bound, `--wrap` apart. */
  readonly definitions: ReadonlyMap<string, Definition>;
  nodeOf(object: ObjectGraph, section: number): SectionNode | undefined;
  /** What a section keeps when it is kept itself. */
  edgesFrom(node: SectionNode): Edge[];
}

export function hasFlag(node: SectionNode, flag: bigint): boolean {
  return (BigInt(node.section.flags) & flag) !== 0n;
}

type NodesByObject = ReadonlyMap<ObjectGraph, ReadonlyMap<number, SectionNode>>;

function makeNodes(objects: readonly ObjectGraph[]): { nodes: SectionNode[]; byObject: NodesByObject } {
  const nodes: SectionNode[] = [];
  const byObject = new Map<ObjectGraph, Map<number, SectionNode>>();
  const signatures = new Set<string>();
  for (const object of objects) {
    const replaced = new Set<number>();
    const grouped = new Set<number>();
    for (const { comdat, signature, members } of object.groups) {
      if (comdat && signatures.has(signature)) for (const member of members) replaced.add(member);
      else if (comdat) signatures.add(signature);
      const flags = members.map((member) => BigInt(object.sections.get(member)?.flags ?? 0));
      if (flags.some((each) => (each & SHF.ALLOC) !== 0n)) for (const member of members) grouped.add(member);
    }
    const own = new Map<number, SectionNode>();
    for (const section of object.sections.values()) {
      const { index } = section;
      const node = {
        id: nodes.length,
        object,
        section,
        inGroup: grouped.has(index),
        replaced: replaced.has(index),
      };
      nodes.push(node);
      own.set(index, node);
    }
    byObject.set(object, own);
  }
  return { nodes, byObject };
}

/** 0: no definition; a higher one is bound to rather than a lower one. */
function strength(symbol: GraphSymbol): number {
  if (symbol.section === SHN.UNDEF) return 0;
  if (symbol.binding === 'weak') return 1;
  return symbol.section === SHN.COMMON ? 2 : 3;
}

function resolveNames(objects: readonly ObjectGraph[], byObject: NodesByObject): Map<string, Definition> {
  const definitions = new Map<string, Definition>();
  for (const object of objects) {
    for (const symbol of object.symbols) {
      if (symbol.binding === 'local' || symbol.name === '') continue;
      const node = byObject.get(object)?.get(symbol.section);
      if (node?.replaced === true) continue;
      const known = definitions.get(symbol.name);
      // Of equals, the first in link order.
      if (strength(symbol) <= (known === undefined ? 0 : strength(known.symbol))) continue;
      definitions.set(symbol.name, { object, symbol, ...(node === undefined ? {} : { node }) });
    }
  }
  return definitions;
}

/** Where a reference to a name ends up by `--wrap`. */
function wrapNames(wrapped: readonly string[]): (name: string) => string {
  const names = new Map<string, string>();
  for (const name of wrapped) names.set(name, `__wrap_${name}`).set(`__real_${name}`, name);
  return (name) => names.get(name) ?? name;
}

/** Sections whose name is a C identifier, which `__start_NAME` and `__stop_NAME` delimit. */
function startStopSections(nodes: readonly SectionNode[], inputs: LinkInputs): Map<string, SectionNode[]> {
  const found = new Map<string, SectionNode[]>();
  for (const node of nodes) {
    const { name } = node.section;
    if (!/^[A-Za-z_]\w*$/.test(name) || node.replaced) continue;
    // (As lld does for the sake of older glibcs.)
    if (!inputs.flags.startStopKeeps && !name.startsWith('__libc_')) continue;
    if (inputs.script.kept.some((pattern) => pattern.matches(name))) continue;
    for (const symbol of [`__start_${name}`, `__stop_${name}`])
      found.set(symbol, [...(found.get(symbol) ?? []), node]);
  }
  return found;
}

/** Frame descriptions do not keep the functions that they describe; nothing else would ever be collected. */
function describes(from: SectionNode, to: SectionNode): boolean {
  if (from.section.name !== '.eh_frame') return false;
  return to.inGroup || hasFlag(to, SHF.EXECINSTR) || hasFlag(to, SHF.LINK_ORDER);
}

export function buildLinkGraph(inputs: LinkInputs): LinkGraph {
  const { nodes, byObject } = makeNodes(inputs.objects);
  const definitions = resolveNames(inputs.objects, byObject);
  const startStop = startStopSections(nodes, inputs);
  const wrap = wrapNames(inputs.flags.wrapped);
  const dependents = new Map<SectionNode, SectionNode[]>();
  const groups = new Map<SectionNode, readonly number[]>();
  const nodeOf = (object: ObjectGraph, section: number) => byObject.get(object)?.get(section);
  for (const node of nodes) {
    const { linkedTo } = node.section;
    const described = linkedTo === undefined ? undefined : nodeOf(node.object, linkedTo);
    if (described !== undefined) dependents.set(described, [...(dependents.get(described) ?? []), node]);
  }
  for (const object of inputs.objects) {
    for (const { members } of object.groups) {
      for (const member of members) {
        const node = nodeOf(object, member);
        if (node?.inGroup === true) groups.set(node, members);
      }
    }
  }

  function* referencesOf(from: SectionNode): Generator<Edge> {
    for (const reference of from.section.references) {
      const symbol = from.object.symbols[reference.symbol];
      if (symbol === undefined) continue;
      if (symbol.binding === 'local') {
        const to = nodeOf(from.object, symbol.section);
        if (to !== undefined) yield { from, to, cause: { kind: 'relocation', reference, symbol } };
        continue;
      }
      const definition = definitions.get(wrap(symbol.name));
      if (definition?.node !== undefined) {
        yield { from, to: definition.node, cause: { kind: 'relocation', reference, symbol } };
      } else if (definition === undefined) {
        for (const to of startStop.get(symbol.name) ?? [])
          yield { from, to, cause: { kind: 'start-stop', reference, symbol } };
      }
    }
  }

  function edgesFrom(from: SectionNode): Edge[] {
    const edges = [...referencesOf(from)].filter(({ to }) => !to.replaced && !describes(from, to));
    for (const to of dependents.get(from) ?? []) edges.push({ from, to, cause: { kind: 'link-order' } });
    for (const member of groups.get(from) ?? []) {
      const to = nodeOf(from.object, member);
      if (to !== undefined && to !== from) edges.push({ from, to, cause: { kind: 'group' } });
    }
    return edges;
  }

  return { nodes, definitions, nodeOf, edgesFrom };
}
