// SPDX-License-Identifier: MIT
// What the switches of the user do to each other, to the profile, and to what components require.
import type { ComponentSet, Profile } from '../component/index.ts';
import { err, ok, type Diagnostic, type Result } from '../diagnostic/index.ts';
import { renderReason } from './explain.ts';
import {
  addedBySwitch,
  coreSwitchedOff,
  noBus,
  requiredButOff,
  switchedOnAndOff,
  withoutBus,
} from './messages.ts';
import type { SelectedComponent, Switch } from './resolve.ts';
import { fillerSwitchedOff } from './roles.ts';

function contradictionsAmong(switches: readonly Switch[]): Diagnostic[] {
  const on = new Map(switches.filter((each) => each.on).map((each) => [each.name, each]));
  return switches.flatMap((each) => {
    const other = each.on ? undefined : on.get(each.name);
    return other === undefined ? [] : [switchedOnAndOff(each.name, other.by, each.by, each.place)];
  });
}

/** The chain from a component to what named it, for a message: `virtio-pci (named by profile q35)`. */
function chainTo(name: string, selected: readonly SelectedComponent[]): string {
  const reasons = new Map(selected.map(({ component, reason }) => [component.name, reason]));
  const steps: string[] = [];
  for (let at = name; ;) {
    const reason = reasons.get(at);
    if (reason === undefined) break;
    if (reason.kind !== 'required') {
      steps.push(`${at} (${renderReason(reason)})`);
      break;
    }
    steps.push(at);
    at = reason.by;
  }
  return steps.join(', which is required by ');
}

function offButIn(set: ComponentSet, each: Switch, selected: readonly SelectedComponent[]): Diagnostic[] {
  const component = set.components.get(each.name);
  if (component?.kind === 'core') return [coreSwitchedOff(each.name, each.by, each.place)];
  const unfilled = fillerSwitchedOff(set, each, selected);
  if (unfilled.length > 0) return unfilled;
  if (!selected.some((other) => other.component.name === each.name)) return [];
  const users = selected
    .map((other) => other.component)
    .filter((other) => other.requires.includes(each.name))
    .map((other) => other.name);
  const [user] = users;
  if (user === undefined) return [];
  return [requiredButOff(each.name, each.by, chainTo(user, selected), users, each.place)];
}

/** Components that are in and can be reached only through others, of which none is in. */
function unreachable(
  switches: readonly Switch[],
  profile: Profile,
  selected: readonly SelectedComponent[],
): { readonly errors: Diagnostic[]; readonly warnings: Diagnostic[] } {
  const errors: Diagnostic[] = [];
  const warnings: Diagnostic[] = [];
  const inside = new Set(selected.map(({ component }) => component.name));
  for (const { component } of selected) {
    const buses = component.reachedThrough ?? [];
    if (buses.length === 0 || buses.some((bus) => inside.has(bus))) continue;
    const users = selected
      .filter((other) => other.component.requires.includes(component.name))
      .map((other) => other.component.name);
    const off = switches.find((each) => !each.on && buses.includes(each.name));
    const on = switches.find(
      (each) => each.on && (each.name === component.name || users.includes(each.name)),
    );
    if (off !== undefined) errors.push(noBus(users, buses, off.by, off.place));
    else if (on !== undefined) warnings.push(withoutBus(on.by, buses, profile.name));
  }
  return { errors, warnings };
}

/** Fails where switches contradict each other, the profile or the graph; gives what the user should know otherwise. */
export function checkSwitches(
  set: ComponentSet,
  profile: Profile,
  switches: readonly Switch[],
  selected: readonly SelectedComponent[],
): Result<Diagnostic[]> {
  const { errors, warnings } = unreachable(switches, profile, selected);
  const off = switches.filter((each) => !each.on);
  const [first, ...rest] = [
    ...contradictionsAmong(switches),
    ...off.flatMap((each) => offButIn(set, each, selected)),
    ...errors,
  ];
  if (first !== undefined) return err(first, ...rest);
  const notes = switches
    .filter((each) => each.on)
    .flatMap((each) => {
      const added = addedFor(each.name, selected);
      return added.length === 0 ? [] : [addedBySwitch(each.by, added)];
    });
  return ok([...notes, ...warnings]);
}

/** What is in a kernel only because of `name`, however far down. */
function addedFor(name: string, selected: readonly SelectedComponent[]): string[] {
  const added = new Set([name]);
  // What requires comes after what it requires, so from the end to the start each is met after its users.
  for (const { component, reason } of [...selected].reverse()) {
    if (reason.kind === 'required' && added.has(reason.by)) added.add(component.name);
  }
  added.delete(name);
  return [...added];
}
