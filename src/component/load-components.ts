// SPDX-License-Identifier: MIT
import { all, err, ok, type Diagnostic, type Place, type Result } from '../diagnostic/index.ts';
import { join } from '../util/index.ts';
import type { ComponentDeclaration, NeededBy, UpstreamDeclaration } from './declaration.ts';
import { findComponents, type ComponentFolder } from './find-components.ts';
import { coreRequiresOptional, duplicateName, notInRole, unknownRequirement } from './messages.ts';
import { readDeclaration } from './read-declaration.ts';
import { placeOfWord } from './schema.ts';

/** A component as it is in the tree: its declaration and its files. */
export interface Component extends ComponentFolder {
  readonly summary: string;
  readonly kind: ComponentDeclaration['kind'];
  readonly requires: readonly string[];
  /** Default component by role. */
  readonly requiresOne?: Readonly<Record<string, string>>;
  readonly fills?: string;
  readonly side: 'kernel' | 'program';
  readonly interposable: readonly string[];
  readonly looksUp?: readonly string[];
  readonly upstream?: UpstreamDeclaration;
  /** Of `upstream`: what is compiled, relative to the root. Known when it has been unpacked (src/toolchain/third-party). */
  readonly upstreamSources: readonly string[];
  readonly reachedThrough?: readonly string[];
  readonly neededBy?: NeededBy;
  /** Its `component.ts`. */
  readonly place: Place;
}

/** How the kernel's side is compiled: to be small, or to be stepped through with a debugger. */
export type BuildMode = 'release' | 'debug';

/** All components of a source tree. */
export interface ComponentSet {
  /** The folder that holds `kernel/`. */
  readonly root: string;
  /** What of their objects a kernel is linked from. */
  readonly mode: BuildMode;
  /** By name, in sorted order. Each name in a `requires` is a key. */
  readonly components: ReadonlyMap<string, Component>;
}

interface Loaded {
  readonly component: Component;
  readonly text: string;
}

async function loadOne(root: string, folder: ComponentFolder): Promise<Result<Loaded>> {
  const file = `${folder.folder}/component.ts`;
  const read = await readDeclaration('component', root, file);
  if (!read.ok) return read;
  const { declaration, text } = read.value;
  const requires = [...new Set(declaration.requires ?? [])].sort();
  const place = { file: join(root, file) };
  const { summary, kind, side = 'kernel', interposable = [] } = declaration;
  const { requiresOne, fills, looksUp, upstream, reachedThrough, neededBy } = declaration;
  const optional = {
    ...(requiresOne === undefined ? {} : { requiresOne }),
    ...(fills === undefined ? {} : { fills }),
    ...(looksUp === undefined ? {} : { looksUp }),
    ...(upstream === undefined ? {} : { upstream }),
    ...(reachedThrough === undefined ? {} : { reachedThrough }),
    ...(neededBy === undefined ? {} : { neededBy }),
  };
  const own = { summary, kind, requires, side, interposable, upstreamSources: [], place };
  const component = { ...folder, ...own, ...optional };
  return ok({ text, component });
}

function checkRequirements(loaded: Loaded, components: ReadonlyMap<string, Component>): Diagnostic[] {
  const { component, text } = loaded;
  const complaints: Diagnostic[] = [];
  for (const name of component.reachedThrough ?? []) {
    if (components.has(name)) continue;
    const place = placeOfWord(component.place.file, text, name);
    complaints.push(unknownRequirement(component.name, name, components.keys(), place));
  }
  for (const [role, name] of Object.entries(component.requiresOne ?? {})) {
    if (components.get(name)?.fills === role) continue;
    const fillers = [...components.values()].filter(({ fills }) => fills === role);
    const place = placeOfWord(component.place.file, text, name);
    complaints.push(
      notInRole(
        component.name,
        name,
        role,
        fillers.map((each) => each.name),
        place,
      ),
    );
  }
  for (const name of component.requires) {
    const required = components.get(name);
    const place = placeOfWord(component.place.file, text, name);
    if (required === undefined) {
      complaints.push(unknownRequirement(component.name, name, components.keys(), place));
    } else if (component.kind === 'core' && required.kind !== 'core') {
      complaints.push(coreRequiresOptional(component.name, name, required.kind, place));
    }
  }
  return complaints;
}

/** Finds, loads and checks every component below `<root>/kernel`. All complaints are given, not just the first. */
export async function loadComponents(
  root: string,
  mode: BuildMode = 'release',
): Promise<Result<ComponentSet>> {
  const folders = findComponents(root);
  if (!folders.ok) return folders;
  const loaded = all(await Promise.all(folders.value.map((folder) => loadOne(root, folder))));
  if (!loaded.ok) return loaded;
  const components = new Map<string, Component>();
  const complaints: Diagnostic[] = [];
  for (const { component } of loaded.value) {
    const other = components.get(component.name);
    if (other !== undefined) complaints.push(duplicateName(component.name, other.folder, component.place));
    else components.set(component.name, component);
  }
  complaints.push(...loaded.value.flatMap((each) => checkRequirements(each, components)));
  const [first, ...rest] = complaints;
  return first === undefined ? ok({ root, mode, components }) : err(first, ...rest);
}
