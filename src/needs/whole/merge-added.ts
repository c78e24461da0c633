// SPDX-License-Identifier: MIT
import { ADDED_KINDS, type AddedNeed } from './image-needs.ts';

/** System calls by number, then others by name, one kind after the other. */
function compare(a: AddedNeed, b: AddedNeed): number {
  if (a.kind !== b.kind) return ADDED_KINDS.indexOf(a.kind) - ADDED_KINDS.indexOf(b.kind);
  if (a.kind === 'syscall' && a.name !== b.name) return Number(a.name) - Number(b.name);
  if (a.name !== b.name) return a.name < b.name ? -1 : 1;
  return a.class < b.class ? -1 : 1;
}

/** Both lists together, in a fixed order; of what is in both, the evidence of the first. */
export function mergeAdded(before: readonly AddedNeed[], more: readonly AddedNeed[]): AddedNeed[] {
  const merged = new Map<string, AddedNeed>();
  for (const need of [...before, ...more]) {
    const key = `${need.kind} ${need.name} ${need.class}`;
    if (!merged.has(key)) merged.set(key, need);
  }
  return [...merged.values()].sort(compare);
}
