// SPDX-License-Identifier: MIT
import { all, err, ok, type Result } from '../diagnostic/index.ts';
import { isDirectory, join, listDirectory } from '../util/index.ts';
import { noComponents, orphanSource, unreadable } from './messages.ts';

/** A folder below `kernel/` that has a `component.ts`. */
export interface ComponentFolder {
  readonly name: string;
  /** Relative to the root, for example `kernel/drivers/virtio-blk`. */
  readonly folder: string;
  /** `*.c` and `*.S`, relative to the root, sorted. */
  readonly sources: readonly string[];
}

/** `kernel/drivers/virtio-blk` is `virtio-blk`, `kernel/fs/rofs` is `rofs`, `kernel/arch/x86_64` is `arch-x86_64`. */
export function componentName(folder: string): string {
  return folder
    .replace(/^kernel\//, '')
    .replace(/^(drivers|fs)\//, '')
    .replaceAll('/', '-');
}

// What is below these is not compiled into a kernel.
const NOT_SOURCES = new Set(['test', 'include']);

interface Walk {
  readonly root: string;
  readonly found: ComponentFolder[];
}

/** Collects the components at and below `folder`, and gives the sources there that belong to the folder above. */
function walk(context: Walk, folder: string): Result<string[]> {
  const names = listDirectory(join(context.root, folder));
  if (!names.ok) return err(unreadable(names.path, names.code));
  const sources = names.value.filter((name) => /\.[cS]$/.test(name)).map((name) => `${folder}/${name}`);
  const below = names.value
    .filter((name) => !NOT_SOURCES.has(name) && !name.startsWith('.'))
    .map((name) => `${folder}/${name}`)
    .filter((path) => isDirectory(join(context.root, path)))
    .map((path) => walk(context, path));
  const collected = all(below);
  if (!collected.ok) return collected;
  sources.push(...collected.value.flat());
  if (!names.value.includes('component.ts')) return ok(sources);
  context.found.push({ name: componentName(folder), folder, sources: sources.sort() });
  return ok([]);
}

/** All component folders below `<root>/kernel`, sorted by name. A source file outside of them is an error. */
export function findComponents(root: string): Result<ComponentFolder[]> {
  if (!isDirectory(join(root, 'kernel'))) return err(noComponents(root));
  const found: ComponentFolder[] = [];
  const orphans = walk({ root, found }, 'kernel');
  if (!orphans.ok) return orphans;
  const [first, ...rest] = orphans.value.map((file) => orphanSource(join(root, file)));
  if (first !== undefined) return err(first, ...rest);
  if (found.length === 0) return err(noComponents(root));
  return ok(found.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)));
}
