// SPDX-License-Identifier: MIT
// From a kernel, what keeps what in it, and what its programs need to the data of the page.
import type { Liveness, ObjectNaming, SectionNode } from '../../liveness/index.ts';
import { linkOf, nodeName, symbolsOf } from '../../liveness/index.ts';
import {
  groupSizes,
  SYSTEM_CALLS,
  type KernelSize,
  type OpenedKernel,
  type SizePart,
} from '../../toolchain/index.ts';
import { renderLink, renderRootCause, type WhyFacts } from '../why.ts';
import {
  askersOf,
  collectLeftOut,
  symbolAskers,
  type Askers,
  type LeftOutFacts,
} from './collect-left-out.ts';
import type {
  ComponentRow,
  ExportRow,
  LadderRow,
  Reason,
  ReportPage,
  SystemCallRow,
  TreeNode,
} from './page-data.ts';

export interface ReportSubject extends LeftOutFacts {
  readonly title: string;
  readonly version: string;
  readonly kernel: OpenedKernel;
  readonly size: KernelSize;
  readonly live: Liveness;
  readonly facts: WhyFacts;
  readonly ladder: readonly LadderRow[];
}

/** The reasons of sections, each written down once, with those that it rests on. */
class Reasons {
  readonly list: Reason[] = [];
  readonly #indexes = new Map<SectionNode, number>();
  readonly #nodes = new Map<string, SectionNode[]>();
  readonly #subject: ReportSubject;

  constructor(subject: ReportSubject) {
    this.#subject = subject;
    for (const node of subject.live.reached.keys()) {
      const key = `${node.object.name}\n${node.section.name}`;
      this.#nodes.set(key, [...(this.#nodes.get(key) ?? []), node]);
    }
  }

  of(object: string, section: string, symbol: string): number | undefined {
    const nodes = this.#nodes.get(`${object}\n${section}`) ?? [];
    const node = nodes.find((each) => symbolsOf(each).some(({ name }) => name === symbol)) ?? nodes[0];
    return node === undefined ? undefined : this.#indexOf(node);
  }

  #indexOf(node: SectionNode): number | undefined {
    const known = this.#indexes.get(node);
    if (known !== undefined) return known;
    const reached = this.#subject.live.reached.get(node);
    if (reached === undefined) return undefined;
    const { naming, facts } = this.#subject;
    const common = { name: nodeName(node), file: naming.source(node.object.name) };
    let reason: Reason;
    if (reached.kind === 'root') {
      const component = naming.component(node.object.name);
      const why = component === undefined ? undefined : facts.reason(component);
      const clause = why === undefined ? '' : `; component ${component} is ${why}`;
      const { cause } = reached.root;
      const name = 'symbol' in cause ? cause.symbol : common.name;
      reason = { ...common, name, text: `${renderRootCause(cause, facts)}${clause}` };
    } else {
      const by = this.#indexOf(reached.edge.from);
      const text = renderLink(linkOf(reached.edge));
      reason = { ...common, text, ...(by === undefined ? {} : { by }) };
    }
    this.list.push(reason);
    this.#indexes.set(node, this.list.length - 1);
    return this.list.length - 1;
  }
}

/** A tree that is being added up; leaves have no children. */
interface Growing {
  readonly name: string;
  bytes: number;
  readonly children: Map<string, Growing>;
  reason?: number | undefined;
}

function grow(root: Growing, path: readonly string[], bytes: number, reason: number | undefined): void {
  let node = root;
  node.bytes += bytes;
  for (const name of path) {
    let child = node.children.get(name);
    if (child === undefined) {
      child = { name, bytes: 0, children: new Map() };
      node.children.set(name, child);
    }
    child.bytes += bytes;
    node = child;
  }
  node.reason ??= reason;
}

function finish({ name, bytes, children, reason }: Growing): TreeNode {
  const done = [...children.values()]
    .map(finish)
    .sort((a, b) => b.bytes - a.bytes || (a.name < b.name ? -1 : 1));
  return {
    name,
    bytes,
    ...(done.length === 0 ? {} : { children: done }),
    ...(reason === undefined ? {} : { reason }),
  };
}

/** Component, file, symbol; or one box for what belongs to none. */
function pathOf({ owner }: SizePart, naming: ObjectNaming): string[] {
  switch (owner.kind) {
    case 'object': {
      const component = naming.component(owner.object);
      if (component === undefined) return ['(generated tables)', owner.symbol];
      return [component, naming.source(owner.object), owner.symbol];
    }
    case 'linker':
      return [`(${owner.what})`];
    case 'format':
      return ['(headers)', owner.what];
    case 'padding':
      return ['(padding)'];
    default:
      return owner satisfies never;
  }
}

function treeOf(subject: ReportSubject, reasons: Reasons): TreeNode {
  const root: Growing = { name: 'kernel-stripped.elf', bytes: 0, children: new Map() };
  for (const part of subject.size.parts) {
    const { owner, bytes } = part;
    const reason =
      owner.kind === 'object' ? reasons.of(owner.object, owner.section, owner.symbol) : undefined;
    grow(root, pathOf(part, subject.naming), bytes, reason);
  }
  return finish(root);
}

function componentRows({ size, naming, set, facts, kernel }: ReportSubject): ComponentRow[] {
  const names = new Set(kernel.stamp.components.map(({ name }) => name));
  return groupSizes(size, 'component', naming)
    .rows.filter(({ name }) => names.has(name))
    .map(({ name, bytes, zeroedBytes }) => ({
      name,
      bytes,
      zeroedBytes,
      reason: facts.reason(name) ?? 'selected',
      summary: set.components.get(name)?.summary ?? '',
    }));
}

/** Those that programs can make by number, then those that the kernel's libc calls as functions. */
function systemCallRows({ live, naming }: ReportSubject, askers: Askers): SystemCallRow[] {
  const rows = new Map<number, SystemCallRow>();
  for (const { node, cause } of live.roots) {
    if (cause.kind !== 'system-call') continue;
    const { number, name } = cause;
    const by = askers.get(`system call ${name}`) ?? [];
    rows.set(number, { number, name, file: naming.source(node.object.name), isInTable: true, by });
  }
  for (const node of live.reached.keys()) {
    for (const { name: symbol, binding } of symbolsOf(node)) {
      const name = symbol.slice('sys_'.length);
      const number = symbol.startsWith('sys_') && binding !== 'local' ? SYSTEM_CALLS.get(name) : undefined;
      if (number === undefined || rows.has(number)) continue;
      rows.set(number, { number, name, file: naming.source(node.object.name), isInTable: false, by: [] });
    }
  }
  return [...rows.values()].sort((a, b) => Number(b.isInTable) - Number(a.isInTable) || a.number - b.number);
}

function exportRows({ kernel, facts }: ReportSubject, askers: Askers): ExportRow[] {
  return kernel.stamp.exports.map((name) => ({
    name,
    lists: facts.lists(name),
    by: symbolAskers(askers, name),
  }));
}

export function collectPage(subject: ReportSubject): ReportPage {
  const reasons = new Reasons(subject);
  const tree = treeOf(subject, reasons);
  const { needs, run, kernel } = subject;
  const askers = askersOf(needs);
  const systemCalls = systemCallRows(subject, askers);
  const named = (isInTable: boolean): Set<string> =>
    new Set(systemCalls.filter((call) => call.isInTable === isInTable).map(({ name }) => name));
  return {
    title: subject.title,
    version: subject.version,
    fileBytes: subject.size.fileBytes,
    zeroedBytes: subject.size.zeroed.reduce((sum, { bytes }) => sum + bytes, 0),
    tree,
    reasons: reasons.list,
    components: componentRows(subject),
    exports: exportRows(subject, askers),
    systemCalls,
    leftOut: collectLeftOut({
      ...subject,
      stamp: kernel.stamp,
      inTable: named(true),
      called: named(false),
      askers,
    }),
    ...(needs === undefined ? {} : { needs }),
    ...(run === undefined ? {} : { run }),
    ladder: subject.ladder,
  };
}
