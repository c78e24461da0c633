// SPDX-License-Identifier: MIT
import type { Component, ComponentSet } from '../component/index.ts';
import { err, ok, type Result } from '../diagnostic/index.ts';
import { requirementCycle } from './messages.ts';

/**
 * Fails, printing the circle, when components require each other in a circle. Core components may: they are in
 * every kernel together (threads sleep in memory that the allocator gives, the allocator locks with what threads
 * offer), so no choice is lost. Among the others a circle means that two components can only be chosen as one.
 */
export function checkCycles(set: ComponentSet): Result<void> {
  const done = new Set<string>();
  const path: string[] = [];

  function visit(component: Component): string[] | undefined {
    const at = path.indexOf(component.name);
    if (at !== -1) return [...path.slice(at), component.name];
    if (component.kind === 'core' || done.has(component.name)) return undefined;
    path.push(component.name);
    for (const name of component.requires) {
      const required = set.components.get(name);
      const cycle = required === undefined ? undefined : visit(required);
      if (cycle !== undefined) return cycle;
    }
    path.pop();
    done.add(component.name);
    return undefined;
  }

  for (const component of set.components.values()) {
    const cycle = visit(component);
    const start = cycle?.[0];
    if (cycle !== undefined && start !== undefined) {
      return err(requirementCycle(cycle, set.components.get(start)?.place ?? { file: set.root }));
    }
  }
  return ok(undefined);
}
