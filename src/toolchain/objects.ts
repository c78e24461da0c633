// SPDX-License-Identifier: MIT
import type { Component, ComponentSet } from '../component/index.ts';

/** Where compiled things go, relative to the root. */
export const OBJECT_FOLDER = 'build/obj';

/** The object of a source file: `kernel/mm/area.c` of component `mm` gives `build/obj/mm/area.c.o`. */
export function objectPath(component: Component, source: string): string {
  return `${OBJECT_FOLDER}/${component.name}/${source.slice(component.folder.length + 1)}.o`;
}

export function objectPaths(component: Component): string[] {
  return component.sources.map((source) => objectPath(component, source));
}

/** A component and all that it requires, directly or indirectly, by name. */
export function requiredClosure(set: ComponentSet, component: Component): Map<string, Component> {
  const closure = new Map<string, Component>();

  function add(each: Component): void {
    if (closure.has(each.name)) return;
    closure.set(each.name, each);
    for (const name of each.requires) {
      const required = set.components.get(name);
      if (required !== undefined) add(required);
    }
  }

  add(component);
  return closure;
}

/**
 * Folders whose headers a component sees, relative to the root: its own, `include/` of itself, of everything that it
 * requires directly or indirectly, and of the core components, which are in every kernel.
 */
export function includeFolders(set: ComponentSet, component: Component): string[] {
  const visible = requiredClosure(set, component);
  for (const each of set.components.values()) if (each.kind === 'core') visible.set(each.name, each);
  const folders = [...visible.values()].map(({ folder }) => `${folder}/include`);
  return [component.folder, ...folders.sort()];
}
