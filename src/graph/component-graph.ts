// SPDX-License-Identifier: MIT
import type { Component, ComponentSet } from '../component/index.ts';
import type { Reason, Selection } from './resolve.ts';

/** A component with both directions of its edges, and why it is in the kernel (absent: it is not). */
export interface GraphNode {
  readonly name: string;
  readonly kind: Component['kind'];
  readonly summary: string;
  /** Relative to the root. */
  readonly folder: string;
  readonly requires: readonly string[];
  /** Those that work only where one of several components is in, of which this is one, included. */
  readonly requiredBy: readonly string[];
  /** The role that it fills, where a kernel has one component for that. */
  readonly fills?: string;
  readonly reason?: Reason;
}

/** Every component of the tree, by name, as seen from one selection. */
export function componentGraph(set: ComponentSet, selection: Selection): GraphNode[] {
  const reasons = new Map(selection.selected.map(({ component, reason }) => [component.name, reason]));
  const all = [...set.components.values()];
  return all.map(({ name, kind, summary, folder, requires, fills }) => {
    const reason = reasons.get(name);
    const needsRole = (other: Component): boolean =>
      fills !== undefined && Object.hasOwn(other.requiresOne ?? {}, fills);
    return {
      name,
      kind,
      summary,
      folder,
      requires,
      requiredBy: all
        .filter((other) => other.requires.includes(name) || needsRole(other))
        .map((other) => other.name),
      ...(fills === undefined ? {} : { fills }),
      ...(reason === undefined ? {} : { reason }),
    };
  });
}
