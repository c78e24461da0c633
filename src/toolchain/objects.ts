// SPDX-License-Identifier: MIT
import type { BuildMode, Component, ComponentSet } from '../component/index.ts';
import { THIRD_PARTY_FOLDER, upstreamFolder } from './third-party/expand.ts';

export const BUILD_MODES = ['release', 'debug'] as const satisfies readonly BuildMode[];

/** Where compiled things go, relative to the root. */
export const OBJECT_FOLDER = 'build/obj';

/** Where what is known of the objects of a kernel is kept, and those of them that are of its mode alone. */
export const MODE_FOLDERS: Readonly<Record<BuildMode, string>> = {
  release: OBJECT_FOLDER,
  debug: 'build/obj-debug',
};

/** The folder of a component's objects. What runs as part of programs is compiled once, for all modes. */
export function objectFolder({ name, side }: Pick<Component, 'name' | 'side'>, mode: BuildMode): string {
  return `${side === 'program' ? OBJECT_FOLDER : MODE_FOLDERS[mode]}/${name}`;
}

/**
 * The object of a source file: `kernel/mm/area.c` of component `mm` gives `build/obj/mm/area.c.o`, a third party's
 * `build/third-party/musl-1.2.3/src/exit/abort.c` of `libc-musl` gives `build/obj/libc-musl/musl-1.2.3/src/exit/abort.c.o`.
 */
export function objectPath(component: Component, source: string, mode: BuildMode): string {
  const base = source.startsWith(`${component.folder}/`) ? component.folder : THIRD_PARTY_FOLDER;
  return `${objectFolder(component, mode)}/${source.slice(base.length + 1)}.o`;
}

/** Whether a source of the kernel's side is in kernels of a mode: `*.debug.c` is for a debugger only. */
export function isOfMode(source: string, mode: BuildMode): boolean {
  return mode === 'debug' || !source.endsWith('.debug.c');
}

export function objectPaths(component: Component, mode: BuildMode): string[] {
  return [...component.sources, ...component.upstreamSources]
    .filter((source) => isOfMode(source, mode))
    .map((source) => objectPath(component, source, mode));
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

/** Folders with the headers of third parties that a component sees: its own upstream's, and of what it requires. */
export function upstreamIncludes(set: ComponentSet, component: Component): string[] {
  return [...requiredClosure(set, component).values()].flatMap(({ upstream }) =>
    upstream === undefined ? [] : upstream.includes.map((folder) => `${upstreamFolder(upstream)}/${folder}`),
  );
}
