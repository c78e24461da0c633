// SPDX-License-Identifier: MIT
// Whether the linker kept what we say that it keeps.
import { SHF } from '../elf/index.ts';
import { hasFlag, type SectionNode } from './link-graph.ts';
import type { LinkScript } from './link-script.ts';
import type { Liveness } from './liveness.ts';

/** A section of an object that is in a linked file. */
export interface LinkedSection {
  readonly object: string;
  readonly section: string;
  readonly size: number;
}

/** A section, by name, of which the linker kept another number than we say. */
export interface Disagreement {
  readonly object: string;
  readonly section: string;
  /** Bytes. */
  readonly size: number;
  /** An object can have several sections of one name and size. */
  readonly linked: number;
  readonly computed: number;
}

/**
 * The linker's map shows what is loaded, but neither what is empty nor what was merged with the same of other objects;
 * what the script throws away is not there either.
 */
function isInMap(node: SectionNode, script: LinkScript): boolean {
  const { name, size, references } = node.section;
  if (!hasFlag(node, SHF.ALLOC) || size === 0) return false;
  if (hasFlag(node, SHF.MERGE) && references.length === 0) return false;
  return !script.discarded.some((pattern) => pattern.matches(name));
}

function keyOf({ object, section, size }: LinkedSection): string {
  return JSON.stringify([object, section, size]);
}

function countOf(sections: readonly LinkedSection[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const section of sections) counts.set(keyOf(section), (counts.get(keyOf(section)) ?? 0) + 1);
  return counts;
}

/** Compares what is live with the sections of objects that a map shows; no disagreements when all is well. */
export function compareWithMap(
  live: Liveness,
  script: LinkScript,
  linked: readonly LinkedSection[],
): Disagreement[] {
  const comparable = live.graph.nodes.filter((node) => isInMap(node, script));
  const name = ({ object, section }: SectionNode): LinkedSection => ({
    object: object.name,
    section: section.name,
    size: section.size,
  });
  const computed = countOf(comparable.filter((node) => live.isLive(node)).map(name));
  const shown = countOf(linked.filter((each) => each.size > 0));
  const disagreements: Disagreement[] = [];
  for (const key of new Set([...computed.keys(), ...shown.keys()])) {
    const counts = { linked: shown.get(key) ?? 0, computed: computed.get(key) ?? 0 };
    if (counts.linked === counts.computed) continue;
    const [object, section, size] = JSON.parse(key) as [string, string, number];
    disagreements.push({ object, section, size, ...counts });
  }
  return disagreements;
}
