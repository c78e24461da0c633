// SPDX-License-Identifier: MIT
// A kernel that has been linked, as it is in its folder: for whoever asks what is in it.
import type { ComponentSet } from '../component/index.ts';
import { err, ok, type Result } from '../diagnostic/index.ts';
import {
  readLinkFlags,
  readLinkScript,
  readVersionScript,
  type LinkedSection,
  type LinkInputs,
  type ObjectGraph,
} from '../liveness/index.ts';
import { isDirectory, isFile, join, readText } from '../util/index.ts';
import { collectGraphs } from './collect-graphs.ts';
import { readStamp, type KernelStamp } from './kernel-stamp.ts';
import { INTERNAL, parseLinkMap, type MapOutput } from './link-map.ts';
import { fileFailed, noKernelIn, objectsGone } from './messages.ts';
import { objectPaths } from './objects.ts';
import { graphCachePath } from './plan-demand.ts';
import { withThirdParties } from './third-party/index.ts';

export interface OpenedKernel {
  readonly folder: string;
  readonly strippedPath: string;
  readonly stamp: KernelStamp;
  readonly map: readonly MapOutput[];
}

/** The object with the generated tables, as the map and the graph name it. */
export const GENERATED_OBJECT = 'generated.o';

/** Opens a kernel in a folder that `build` or `run` has filled. */
export function openKernel(folder: string): Result<OpenedKernel> {
  const stamp = readStamp(folder);
  const strippedPath = join(folder, 'kernel-stripped.elf');
  if (stamp === undefined || !isFile(strippedPath)) {
    const instead = isDirectory(folder) ? 'a folder' : 'nothing';
    return err(noKernelIn(folder, isFile(strippedPath) ? 'an older kernel' : instead));
  }
  const map = readText(join(folder, 'kernel.map'));
  if (!map.ok) return err(fileFailed(map));
  return ok({ folder, strippedPath, stamp, map: parseLinkMap(map.value) });
}

/** Reads what the linker was given for a kernel, from its folder and the objects below `root`. */
export function readLinkInputs(root: string, kernel: OpenedKernel): Result<LinkInputs> {
  const { folder, stamp } = kernel;
  const script = readText(join(folder, 'linker.ld'));
  if (!script.ok) return err(fileFailed(script));
  const flags = readLinkFlags(stamp.link.flags);
  let versions: LinkInputs['versions'];
  if (flags.versionScript !== undefined) {
    const text = readText(join(folder, flags.versionScript));
    if (!text.ok) return err(fileFailed(text));
    versions = readVersionScript(text.value);
  }
  const objectRoot = join(root, stamp.link.folder);
  const missing = stamp.link.objects.find((object) => !isFile(join(objectRoot, object)));
  if (missing !== undefined) return err(objectsGone(folder, missing));
  const generated = collectGraphs(folder, [GENERATED_OBJECT], undefined);
  if (!generated.ok) return generated;
  const graphs = collectGraphs(objectRoot, stamp.link.objects, graphCachePath(objectRoot, stamp.mode));
  if (!graphs.ok) return graphs;
  const objects: readonly ObjectGraph[] = [...generated.value, ...graphs.value];
  return ok({
    objects,
    script: readLinkScript(script.value),
    flags,
    ...(versions === undefined ? {} : { versions }),
  });
}

/** The sections of objects that a kernel's map shows. */
export function linkedSections(kernel: OpenedKernel): LinkedSection[] {
  const inputs = kernel.map.flatMap((output) => output.inputs);
  return inputs.filter(({ object }) => object !== INTERNAL);
}

/**
 * What a link of everything would be given: the objects of a kernel first, in their order, then those of all components
 * that it does not have. Objects that have not been compiled are left out. `set` is in the mode of the kernel.
 */
export async function readUniverse(set: ComponentSet, inputs: LinkInputs): Promise<Result<LinkInputs>> {
  const expanded = await withThirdParties(set, () => {});
  if (!expanded.ok) return expanded;
  const { root, mode } = set;
  const linked = new Set(inputs.objects.map(({ name }) => name));
  const others = [...expanded.value.components.values()]
    .flatMap((component) => objectPaths(component, mode))
    .filter((object) => !linked.has(object) && isFile(join(root, object)));
  const graphs = collectGraphs(root, others, graphCachePath(root, mode));
  return graphs.ok ? ok({ ...inputs, objects: [...inputs.objects, ...graphs.value] }) : graphs;
}
