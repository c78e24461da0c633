// SPDX-License-Identifier: MIT
// Roles: what one component of several does in a kernel.
import type { Component, ComponentSet } from '../component/index.ts';
import { err, ok, type Diagnostic, type Result } from '../diagnostic/index.ts';
import { nearestName } from '../util/index.ts';
import { noFillerLeft, roleFilledTwice, unknownFiller } from './messages.ts';
import type { Named, SelectedComponent, Switch } from './resolve.ts';
import { renderReason } from './explain.ts';

/** The components that can fill a role, by what they are called in it: the end of their names, which is their folder's. */
export function fillers(set: ComponentSet, role: string): ReadonlyMap<string, Component> {
  const components = [...set.components.values()].filter(({ fills }) => fills === role);
  return new Map(components.map((component) => [component.folder.split('/').at(-1) ?? '', component]));
}

/** Has the component that is called `word` fill a role; `by` is what a message calls that wish. */
export function chooseFiller(set: ComponentSet, role: string, word: string, by: string): Result<Switch> {
  const known = fillers(set, role);
  const component = known.get(word);
  if (component !== undefined) return ok({ name: component.name, on: true, by });
  return err(unknownFiller(by, word, role, nearestName(word, known.keys()), [...known.keys()]));
}

/** What fills a role unless somebody chooses, by the components that need it filled; undefined where none does. */
export function defaultFiller(set: ComponentSet, role: string): string | undefined {
  for (const { requiresOne } of set.components.values()) {
    const name = requiresOne?.[role];
    if (name !== undefined) return name;
  }
  return undefined;
}

/** The components of `roots` that fill a role, by role. */
function chosenFillers(
  set: ComponentSet,
  roots: readonly Named[],
): { readonly chosen: ReadonlyMap<string, Named>; readonly complaints: Diagnostic[] } {
  const chosen = new Map<string, Named>();
  const complaints: Diagnostic[] = [];
  for (const root of roots) {
    const role = set.components.get(root.name)?.fills;
    if (role === undefined) continue;
    const other = chosen.get(role);
    // A component may be named by a profile and by a switch.
    if (other !== undefined && other.name !== root.name) {
      const [one = '', two = ''] = [other, root].map(
        ({ name, reason }) => `${name} (${renderReason(reason)})`,
      );
      complaints.push(roleFilledTwice(role, one, two));
    } else chosen.set(role, root);
  }
  return { chosen, complaints };
}

/** Which component fills each role, of those that somebody named. Fails where two are named for one. */
export function fillersOf(set: ComponentSet, roots: readonly Named[]): Result<ReadonlyMap<string, string>> {
  const { chosen, complaints } = chosenFillers(set, roots);
  const [first, ...rest] = complaints;
  if (first !== undefined) return err(first, ...rest);
  return ok(new Map([...chosen].map(([role, { name }]) => [role, name])));
}

/** A complaint when the component that a switch has off is in all the same, because nothing else fills its role. */
export function fillerSwitchedOff(
  set: ComponentSet,
  { name, by, place }: Switch,
  selected: readonly SelectedComponent[],
): Diagnostic[] {
  const role = set.components.get(name)?.fills;
  if (role === undefined || !selected.some(({ component }) => component.name === name)) return [];
  const others = [...fillers(set, role).values()].map((each) => each.name).filter((each) => each !== name);
  return [noFillerLeft(by, role, others, place)];
}
