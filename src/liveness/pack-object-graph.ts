// SPDX-License-Identifier: MIT
// An object graph as JSON that is small and quick to read: rows instead of objects with names in each.
import type { SymbolBinding, SymbolType, SymbolVisibility } from '../elf/index.ts';
import type { GraphSection, GraphSymbol, ObjectGraph, Reference, SectionGroup } from './object-graph.ts';

type SectionRow = readonly [
  index: number,
  name: string,
  type: number,
  flags: number,
  size: number,
  /** -1 for none. */
  linkedTo: number,
  /** Four numbers for each reference. */
  references: readonly number[],
];
type SymbolRow = readonly [
  name: string,
  section: number,
  value: number,
  size: number,
  type: SymbolType,
  binding: SymbolBinding,
  visibility: SymbolVisibility,
];

export interface PackedObjectGraph {
  readonly sections: readonly SectionRow[];
  readonly symbols: readonly SymbolRow[];
  readonly groups: readonly SectionGroup[];
}

export function packObjectGraph(graph: ObjectGraph): PackedObjectGraph {
  return {
    sections: [...graph.sections.values()].map((each) => [
      each.index,
      each.name,
      each.type,
      each.flags,
      each.size,
      each.linkedTo ?? -1,
      each.references.flatMap(({ offset, symbol, type, addend }) => [offset, symbol, type, addend]),
    ]),
    symbols: graph.symbols.map((each) => [
      each.name,
      each.section,
      each.value,
      each.size,
      each.type,
      each.binding,
      each.visibility,
    ]),
    groups: graph.groups,
  };
}

function unpackReferences(numbers: readonly number[]): Reference[] {
  const references: Reference[] = [];
  for (let at = 0; at + 4 <= numbers.length; at += 4) {
    references.push({
      offset: numbers[at] as number,
      symbol: numbers[at + 1] as number,
      type: numbers[at + 2] as number,
      addend: numbers[at + 3] as number,
    });
  }
  return references;
}

export function unpackObjectGraph(name: string, packed: PackedObjectGraph): ObjectGraph {
  const sections = packed.sections.map(
    ([index, section, type, flags, size, linkedTo, references]): GraphSection => ({
      index,
      name: section,
      type,
      flags,
      size,
      ...(linkedTo < 0 ? {} : { linkedTo }),
      references: unpackReferences(references),
    }),
  );
  const symbols = packed.symbols.map(
    ([symbol, section, value, size, type, binding, visibility]): GraphSymbol => ({
      name: symbol,
      section,
      value,
      size,
      type,
      binding,
      visibility,
    }),
  );
  return {
    name,
    sections: new Map(sections.map((each) => [each.index, each])),
    symbols,
    groups: packed.groups,
  };
}
