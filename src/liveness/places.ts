// SPDX-License-Identifier: MIT
// What a byte of a section belongs to, in words.
import type { SectionNode } from './link-graph.ts';
import type { GraphSymbol, ObjectGraph } from './object-graph.ts';

/** A function or object and a place in it; the section when it has no symbol there. */
export interface SymbolPlace {
  readonly symbol: string;
  /** Bytes from its beginning. */
  readonly offset: number;
}

const byObject = new WeakMap<ObjectGraph, Map<number, GraphSymbol[]>>();

function isNamed(symbol: GraphSymbol): boolean {
  return (
    symbol.name !== '' && !symbol.name.startsWith('.L') && symbol.type !== 'section' && symbol.type !== 'file'
  );
}

/** The named symbols of a section by address; of several at one address, global ones first. */
export function symbolsOf(node: SectionNode): readonly GraphSymbol[] {
  let sections = byObject.get(node.object);
  if (sections === undefined) {
    sections = new Map();
    for (const symbol of node.object.symbols) {
      if (!isNamed(symbol)) continue;
      const known = sections.get(symbol.section);
      if (known === undefined) sections.set(symbol.section, [symbol]);
      else known.push(symbol);
    }
    const local = ({ binding }: GraphSymbol): number => (binding === 'local' ? 1 : 0);
    for (const symbols of sections.values()) symbols.sort((a, b) => a.value - b.value || local(a) - local(b));
    byObject.set(node.object, sections);
  }
  return sections.get(node.section.index) ?? [];
}

/** What is at an offset into a section. */
export function placeIn(node: SectionNode, offset: number): SymbolPlace {
  const symbols = symbolsOf(node);
  const covering = symbols.findLast(({ value, size }) => offset >= value && offset < value + size);
  // (Labels in assembly have no size.)
  const found = covering ?? symbols.findLast(({ value }) => value <= offset);
  if (found === undefined) return { symbol: node.section.name, offset };
  const first = symbols.find(({ value }) => value === found.value) ?? found;
  return { symbol: covering === undefined ? first.name : found.name, offset: offset - found.value };
}

/** What people call a section: its first symbol, or its own name. */
export function nodeName(node: SectionNode): string {
  return symbolsOf(node)[0]?.name ?? node.section.name;
}
