// SPDX-License-Identifier: MIT
import type { LinkGraph, SectionNode } from './link-graph.ts';
import type { Root } from './roots.ts';

/** The array of functions that the tool generates, by number of the system call. */
const TABLE = 'syscall_table';
const ENTRY_BYTES = 4;

/** The entries of the system call table as roots; `table` is the section that has to be kept for them to count. */
export function systemCallRoots(graph: LinkGraph): { readonly table: SectionNode; readonly root: Root }[] {
  const definition = graph.definitions.get(TABLE);
  const table = definition?.node;
  if (definition === undefined || table === undefined) return [];
  return graph.edgesFrom(table).flatMap(({ to, cause }) => {
    if (cause.kind !== 'relocation' || !cause.symbol.name.startsWith('sys_')) return [];
    const number = (cause.reference.offset - definition.symbol.value) / ENTRY_BYTES;
    const name = cause.symbol.name.slice('sys_'.length);
    return [{ table, root: { node: to, cause: { kind: 'system-call', name, number } as const } }];
  });
}
