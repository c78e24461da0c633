// SPDX-License-Identifier: MIT
// Which symbols a kernel exports: what the lists in exported-symbols/ name, of the components that are in it.
import {
  placeInList,
  type BuildMode,
  type Component,
  type ComponentSet,
  type SymbolList,
} from '../component/index.ts';
import { err, ok, type Diagnostic, type Place, type Result } from '../diagnostic/index.ts';
import { listedButHidden, listedButUndefined, unlistedExport } from './export-messages.ts';
import type { FactsByObject } from './object-facts.ts';
import { objectPaths } from './objects.ts';

/** Which of the listed symbols are wanted. */
export type ExportRequest =
  | { readonly kind: 'all-listed' }
  /** Of these names those that a component of the kernel defines; each must be on a list. */
  | { readonly kind: 'only'; readonly names: readonly string[] }
  /** Whatever is global in an object, hidden or not, listed or not: for modules that are being made, and for debugging. */
  | { readonly kind: 'all-global' };

export interface PlannedExport {
  readonly name: string;
  /** Who wants it exported: a line of a list, or the component itself. */
  readonly place: Place;
  /** The component that defines it. */
  readonly component: Component;
}

/** Which component defines what a kernel can export. Of two that define a name, the one that is selected. */
function definersOf(
  set: ComponentSet,
  selected: readonly Component[],
  facts: FactsByObject,
): Map<string, Component> {
  const definers = new Map<string, Component>();
  const others = [...set.components.values()].filter((component) => !selected.includes(component));
  for (const component of [...selected, ...others]) {
    for (const object of objectPaths(component, set.mode)) {
      for (const name of facts.get(object)?.facts.exportable ?? []) {
        if (!definers.has(name)) definers.set(name, component);
      }
    }
  }
  return definers;
}

function hiddenDefiner(set: ComponentSet, facts: FactsByObject, name: string): Component | undefined {
  return [...set.components.values()].find((component) =>
    objectPaths(component, set.mode).some(
      (object) => facts.get(object)?.facts.defined.includes(name) === true,
    ),
  );
}

function allGlobal(mode: BuildMode, selected: readonly Component[], facts: FactsByObject): PlannedExport[] {
  const planned = new Map<string, PlannedExport>();
  for (const component of selected) {
    for (const object of objectPaths(component, mode)) {
      for (const name of facts.get(object)?.facts.defined ?? [])
        planned.set(name, { name, place: component.place, component });
    }
  }
  return [...planned.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * Plans the exports of a kernel, sorted by name. A listed name that no component of the tree defines is an error,
 * whatever kernel is built; one whose component is left out of this kernel is left out with it.
 */
export function planExports(
  set: ComponentSet,
  selected: readonly Component[],
  facts: FactsByObject,
  lists: readonly SymbolList[],
  request: ExportRequest = { kind: 'all-listed' },
): Result<PlannedExport[]> {
  const definers = definersOf(set, selected, facts);
  const complaints: Diagnostic[] = [];
  const listed = new Map<string, PlannedExport>();
  for (const list of lists) {
    for (const name of list.names) {
      const component = definers.get(name);
      if (component !== undefined) {
        if (!listed.has(name)) listed.set(name, { name, place: placeInList(list, name), component });
        continue;
      }
      const hiding = hiddenDefiner(set, facts, name);
      const place = placeInList(list, name);
      complaints.push(
        hiding === undefined
          ? listedButUndefined(name, definers.keys(), place)
          : listedButHidden(name, hiding.name, place),
      );
    }
  }
  if (request.kind === 'only') {
    for (const name of request.names) {
      if (!listed.has(name)) complaints.push(unlistedExport(name, listed.keys()));
    }
  }
  const [first, ...rest] = complaints;
  if (first !== undefined) return err(first, ...rest);
  if (request.kind === 'all-global') return ok(allGlobal(set.mode, selected, facts));
  const wanted = request.kind === 'only' ? new Set(request.names) : undefined;
  const planned = [...listed.values()].filter(
    ({ name, component }) => selected.includes(component) && (wanted?.has(name) ?? true),
  );
  return ok(planned.sort((a, b) => (a.name < b.name ? -1 : 1)));
}

/** A version script (GNU ld's syntax) that exports these names and nothing else, without giving them a version. */
export function renderVersionScript(names: readonly string[]): string {
  return `{\n  global:\n${names.map((name) => `    ${name};\n`).join('')}  local:\n    *;\n};\n`;
}
