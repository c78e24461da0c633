// SPDX-License-Identifier: MIT
import type { Component, ComponentSet } from '../component/index.ts';
import type { Diagnostic } from '../diagnostic/index.ts';
import { coreUsesOptional, undeclaredUse } from './messages.ts';
import type { FactsByObject } from './object-facts.ts';
import { objectPaths, requiredClosure } from './objects.ts';

/** Which component defines a name, of those that are not in every kernel. Two may, as long as no kernel has both. */
function optionalDefiners(set: ComponentSet, facts: FactsByObject): Map<string, Component[]> {
  const definers = new Map<string, Component[]>();
  for (const component of set.components.values()) {
    for (const object of objectPaths(component, set.mode)) {
      for (const name of facts.get(object)?.facts.defined ?? []) {
        const known = definers.get(name);
        if (known === undefined) definers.set(name, [component]);
        else known.push(component);
      }
    }
  }
  for (const [name, components] of definers) {
    if (components.some(({ kind }) => kind === 'core')) definers.delete(name);
  }
  return definers;
}

/**
 * Whether a name is there whatever is chosen for a role that one of `components` needs filled: each component that can fill the role
 * must define it.
 */
function isOfRole(
  set: ComponentSet,
  components: Iterable<Component>,
  definers: readonly Component[],
): boolean {
  const roles = [...components].flatMap(({ requiresOne }) => Object.keys(requiresOne ?? {}));
  return roles.some((role) =>
    [...set.components.values()].every((each) => each.fills !== role || definers.includes(each)),
  );
}

/**
 * Finds uses of code that may not be there: a component that calls another one without requiring it links only in
 * kernels that happen to have both. Checked over all components, whatever kernel is built, so that the universal
 * kernel does not hide what a small one would trip over.
 */
export function checkUses(set: ComponentSet, facts: FactsByObject): Diagnostic[] {
  const definers = optionalDefiners(set, facts);
  const complaints = new Map<string, Diagnostic>();
  for (const user of set.components.values()) {
    const allowed = requiredClosure(set, user);
    for (const object of objectPaths(user, set.mode)) {
      for (const name of facts.get(object)?.facts.undefined ?? []) {
        // Where a system call that the C library makes is not there, the tool puts a function that says so.
        if (user.side === 'program' && name.startsWith('sys_')) continue;
        const all = definers.get(name) ?? [];
        const [definer] = all;
        if (definer === undefined || all.some((each) => allowed.has(each.name))) continue;
        if (isOfRole(set, allowed.values(), all)) continue;
        const make = user.kind === 'core' ? coreUsesOptional : undeclaredUse;
        complaints.set(`${user.name} ${definer.name}`, make(user.name, definer.name, name, user.place));
      }
    }
  }
  return [...complaints.values()];
}
