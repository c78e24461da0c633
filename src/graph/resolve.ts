// SPDX-License-Identifier: MIT
import type { Component, ComponentSet, Profile } from '../component/index.ts';
import { err, ok, type Diagnostic, type Place, type Result } from '../diagnostic/index.ts';
import { sha256 } from '../util/index.ts';
import { checkCycles } from './cycles.ts';
import { checkSwitches } from './check-switches.ts';
import { fillersOf } from './roles.ts';
import { unknownComponent } from './messages.ts';

/** Why a component is in a kernel. Where several reasons hold, the first in this order is given. */
export type Reason =
  | { readonly kind: 'core' }
  | { readonly kind: 'profile'; readonly profile: string }
  | { readonly kind: 'explicit'; readonly by: string }
  | { readonly kind: 'required'; readonly by: string };

/** One component, put in or left out whatever the profile says. */
export interface Switch {
  readonly name: string;
  readonly on: boolean;
  /** What a message calls it, as the user wrote it: `--component pci=off`, `conf_drivers_pci=0`. */
  readonly by: string;
  readonly place?: Place;
}

export interface SelectedComponent {
  readonly component: Component;
  readonly reason: Reason;
}

/** The closed set of components of one kernel. */
export interface Selection {
  readonly profile: string;
  /** Names the folder of the kernel: the profile, and more where that alone does not tell what is in. */
  readonly label: string;
  /** What a component requires comes before it (core components, which may require each other, by name first). */
  readonly selected: readonly SelectedComponent[];
  /** Names of components that are switched on, also of those that the profile has anyway. */
  readonly switchedOn: readonly string[];
  /** What the user did not write and gets all the same. */
  readonly notes: readonly Diagnostic[];
}

export interface Named {
  readonly name: string;
  readonly reason: Reason;
}

/** The components that somebody names: the core, the profile, switches that are on; without those that are off. */
function rootsOf(set: ComponentSet, profile: Profile, switches: readonly Switch[]): Result<Named[]> {
  const known = [...set.components.keys()];
  const complaints: Diagnostic[] = [];
  const off = new Set(switches.filter((each) => !each.on).map(({ name }) => name));
  const roots: Named[] = [];
  for (const component of set.components.values()) {
    if (component.kind === 'core') roots.push({ name: component.name, reason: { kind: 'core' } });
  }
  // All there are, but of those that cannot be together the default one, which whoever needs one brings along.
  const together = known.filter((name) => set.components.get(name)?.fills === undefined);
  const ofProfile = profile.components === 'all' ? together : [...profile.components].sort();
  for (const name of ofProfile) {
    if (!set.components.has(name)) {
      complaints.push(unknownComponent(name, `profile "${profile.name}"`, known, profile.placeOf(name)));
    } else if (!off.has(name)) roots.push({ name, reason: { kind: 'profile', profile: profile.name } });
  }
  const sorted = [...switches].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  for (const { name, on, by, place } of sorted) {
    if (!set.components.has(name)) complaints.push(unknownComponent(name, by, known, place));
    else if (on) roots.push({ name, reason: { kind: 'explicit', by } });
  }
  const [first, ...rest] = complaints;
  return first === undefined ? ok(roots) : err(first, ...rest);
}

/**
 * What is in a kernel for `profile`, with components switched on and off: the core, what is named, and what any of
 * these requires. What cannot be had together is an error. The result depends on nothing but the declarations.
 */
export function resolveComponents(
  set: ComponentSet,
  profile: Profile,
  switches: readonly Switch[] = [],
): Result<Selection> {
  const cycles = checkCycles(set);
  if (!cycles.ok) return cycles;
  const roots = rootsOf(set, profile, switches);
  if (!roots.ok) return roots;
  const filled = fillersOf(set, roots.value);
  if (!filled.ok) return filled;
  const selected = close(set, roots.value, filled.value);
  const checked = checkSwitches(set, profile, switches, selected);
  if (!checked.ok) return checked;
  const label = labelOf(profile, switches, selected);
  const switchedOn = switches.filter(({ on }) => on).map(({ name }) => name);
  return ok({ profile: profile.name, label, selected, switchedOn, notes: checked.value });
}

function labelOf(
  profile: Profile,
  switches: readonly Switch[],
  selected: readonly SelectedComponent[],
): string {
  if (switches.length === 0 && profile.foreign !== true) return profile.name;
  const names = selected.map(({ component }) => component.name).join(' ');
  return `${profile.name}-${sha256(names).slice(0, 8)}`;
}

function close(
  set: ComponentSet,
  roots: readonly Named[],
  fillers: ReadonlyMap<string, string>,
): SelectedComponent[] {
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
    // After it, because what fills a role may in turn build on whoever needs that filled.
    for (const [role, byDefault] of Object.entries(component.requiresOne ?? {})) {
      const filler = fillers.get(role) ?? byDefault;
      add(filler, reasons.get(filler) ?? { kind: 'required', by: name });
    }
  }

  for (const { name } of roots) add(name, reasons.get(name) ?? { kind: 'core' });
  return selected;
}
