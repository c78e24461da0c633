// SPDX-License-Identifier: MIT
// What somebody means by a name: a symbol, a section, an object, a component.
import { SHF } from '../elf/index.ts';
import { hasFlag, type LinkGraph, type SectionNode } from './link-graph.ts';
import { nodeName, symbolsOf } from './places.ts';

export type TargetKind = 'symbol' | 'system-call' | 'section' | 'object' | 'component';

/** A name with what it stands for. */
export interface Target {
  readonly kind: TargetKind;
  readonly name: string;
  /** Loaded sections. */
  readonly nodes: readonly SectionNode[];
}

/** How objects are known to people. */
export interface ObjectNaming {
  /** The component that an object belongs to; undefined for the generated tables. */
  component(object: string): string | undefined;
  /** Its source file. */
  source(object: string): string;
}

function isSuffix(path: string, word: string): boolean {
  return path === word || path.endsWith(`/${word}`);
}

/**
 * Everything that `word` may mean, the likeliest first. A static function's name may stand for several functions, and a
 * file's name for several files: those are one target each.
 */
export function findTargets(graph: LinkGraph, naming: ObjectNaming, word: string): Target[] {
  const loaded = graph.nodes.filter((node) => !node.replaced && hasFlag(node, SHF.ALLOC));
  const symbol = (name: string) =>
    loaded.filter((node) => symbolsOf(node).some((each) => each.name === name));
  const targets: Target[] = [];
  for (const node of symbol(word)) targets.push({ kind: 'symbol', name: word, nodes: [node] });
  for (const node of symbol(`sys_${word}`))
    targets.push({ kind: 'system-call', name: `sys_${word}`, nodes: [node] });
  for (const node of loaded.filter(({ section }) => section.name === word))
    targets.push({ kind: 'section', name: nodeName(node), nodes: [node] });
  const objects = new Map<string, SectionNode[]>();
  const components = new Map<string, SectionNode[]>();
  for (const node of loaded) {
    const { name } = node.object;
    if (isSuffix(naming.source(name), word) || isSuffix(name, word))
      objects.set(name, [...(objects.get(name) ?? []), node]);
    if (naming.component(name) === word) components.set(word, [...(components.get(word) ?? []), node]);
  }
  for (const [name, nodes] of components) targets.push({ kind: 'component', name, nodes });
  for (const [name, nodes] of objects) targets.push({ kind: 'object', name: naming.source(name), nodes });
  return targets;
}

/** Every name that `findTargets` knows, for suggestions. */
export function targetNames(graph: LinkGraph, naming: ObjectNaming): Set<string> {
  const names = new Set<string>();
  for (const node of graph.nodes) {
    if (!hasFlag(node, SHF.ALLOC)) continue;
    for (const { name } of symbolsOf(node)) {
      names.add(name);
      if (name.startsWith('sys_')) names.add(name.slice('sys_'.length));
    }
    const source = naming.source(node.object.name);
    names.add(source).add(source.slice(source.lastIndexOf('/') + 1));
    const component = naming.component(node.object.name);
    if (component !== undefined) names.add(component);
  }
  return names;
}
