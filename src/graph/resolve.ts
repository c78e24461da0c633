// SPDX-License-Identifier: MIT
import type { Component, ComponentSet, Profile } from '../component/index.ts';
import { err, ok, type Diagnostic, type Result } from '../diagnostic/index.ts';
import { checkCycles } from './cycles.ts';
import { unknownComponent } from './messages.ts';

/** Why a component is in a kernel. Where several reasons hold, the first in this order is given. */
export type Reason =
  | { readonly kind: 'core' }
  | { readonly kind: 'profile'; readonly profile: string }
  | { readonly kind: 'explicit' }
  | { readonly kind: 'required'; readonly by: string };

export interface SelectedComponent {
  readonly component: Component;
  readonly reason: Reason;
}

/** The closed set of components of one kernel. */
export interface Selection {
  readonly profile: string;
  /** What a component requires comes before it (core components, which may require each other, by name first). */
  readonly selected: readonly SelectedComponent[];
}

interface Named {
  readonly name: string;
  readonly reason: Reason;
}

/**
 * What is in a kernel for `profile` with the components `explicit` added: the core, what these name, and what any of
 * them requires. The result depends on nothing but the declarations.
 */
export function resolveComponents(
  set: ComponentSet,
  profile: Profile,
  explicit: readonly string[] = [],
): Result<Selection> {
  const cycles = checkCycles(set);
  if (!cycles.ok) return cycles;
  const known = [...set.components.keys()];
  const complaints: Diagnostic[] = [];
  const roots: Named[] = [];
  for (const component of set.components.values()) {
    if (component.kind === 'core') roots.push({ name: component.name, reason: { kind: 'core' } });
  }
  const ofProfile = profile.components === 'all' ? known : [...profile.components].sort();
  for (const name of ofProfile) {
    if (set.components.has(name)) roots.push({ name, reason: { kind: 'profile', profile: profile.name } });
    else {
      complaints.push(unknownComponent(name, `profile "${profile.name}"`, known, profile.placeOf(name)));
    }
  }
  for (const name of [...explicit].sort()) {
    if (set.components.has(name)) roots.push({ name, reason: { kind: 'explicit' } });
    else complaints.push(unknownComponent(name, 'the command line', known, undefined));
  }
  const [first, ...rest] = complaints;
  if (first !== undefined) return err(first, ...rest);
  return ok({ profile: profile.name, selected: close(set, roots) });
}

function close(set: ComponentSet, roots: readonly Named[]): SelectedComponent[] {
  const reasons = new Map<string, Reason>();
  for (const { name, reason } of roots) if (!reasons.has(name)) reasons.set(name, reason);
  const selected: SelectedComponent[] = [];
  const entered = new Set<string>();

  function add(name: string, reason: Reason): void {
    const component = set.components.get(name);
    if (component === undefined || entered.has(name)) return;
    entered.add(name);
    for (const required of component.requires) {
      add(required, reasons.get(required) ?? { kind: 'required', by: name });
    }
    selected.push({ component, reason });
  }

  for (const { name } of roots) add(name, reasons.get(name) ?? { kind: 'core' });
  return selected;
}
