// SPDX-License-Identifier: MIT
import type { BuildMode, Component, ComponentSet } from '../component/index.ts';
import { join, readText, sha256 } from '../util/index.ts';
import { linkFlagsText, type LinkedFiles, type LinkPlan } from './link.ts';
import type { FactsByObject } from './object-facts.ts';
import { objectPaths } from './objects.ts';
import { kernelToolIds } from './tool-id.ts';

/** What a component takes in a kernel. */
export interface ComponentSize {
  readonly name: string;
  /** Of code, constants and initial data. */
  readonly bytes: number;
  /** Of memory that starts as zero and takes no room in the file. */
  readonly zeroedBytes: number;
}

/** What `kernel.json` beside a kernel holds: what it was made from, and what is to be known of it. */
export interface KernelStamp {
  /** As inputsOf gives it. */
  readonly inputs: string;
  /** As buildKey gave it when the kernel was last seen to be up to date. */
  readonly key: string;
  /** How its objects were compiled. */
  readonly mode: BuildMode;
  readonly strippedBytes: number;
  /** Of strings and tables that belong to no component alone. */
  readonly sharedBytes: number;
  readonly components: readonly ComponentSize[];
  /** Names of components that its profile has and the image that it is cut to does not call for. */
  readonly leftOut: readonly string[];
  /** Names that it exports, sorted. */
  readonly exports: readonly string[];
  /** How it was linked: with what of it, why and what is in it can be told. */
  readonly link: {
    /** In link order; before them comes `generated.o` of the kernel's own folder. */
    readonly objects: readonly string[];
    /** What the objects are relative to, itself relative to the root. */
    readonly folder: string;
    /** Of the linker; files in them are in the kernel's own folder. */
    readonly flags: readonly string[];
  };
}

/** The file of the stamp in the folder of a kernel. */
export function stampPath(folder: string): string {
  return join(folder, 'kernel.json');
}

/** The stamp in a kernel's folder; undefined when no kernel has been linked there, or by an older version of the tool. */
export function readStamp(folder: string): KernelStamp | undefined {
  const text = readText(stampPath(folder));
  if (!text.ok) return undefined;
  try {
    const stamp = JSON.parse(text.value) as Partial<KernelStamp>;
    return stamp.link === undefined || stamp.mode === undefined ? undefined : (stamp as KernelStamp);
  } catch {
    return undefined;
  }
}

/** A word that changes when anything does that the bytes of a kernel depend on. */
export function inputsOf(plan: LinkPlan, facts: FactsByObject): string {
  const objects = plan.objects.map((object) => `${object} ${facts.get(object)?.identity}`);
  const exports = plan.exports.map(({ name }) => name).join(' ');
  return sha256(
    [
      linkFlagsText(),
      ...kernelToolIds(),
      plan.linkerScript,
      plan.generated,
      ...plan.interposable,
      exports,
      plan.visible ? 'visible' : 'hidden',
      ...objects,
    ].join('\n'),
  );
}

/** The stamp of a kernel that has just been linked. */
export function toStamp(
  inputs: string,
  key: string,
  { mode }: Pick<ComponentSet, 'mode'>,
  linked: LinkedFiles,
  linkedComponents: readonly Component[],
  selected: readonly Component[],
): KernelStamp {
  const { byObject, zeroedByObject, shared } = linked.sizes;
  const leftOut = selected.filter((each) => !linkedComponents.includes(each)).map(({ name }) => name);
  const components = linkedComponents.map((component) => {
    const sum = (sizes: ReadonlyMap<string, number>) =>
      objectPaths(component, mode).reduce((total, object) => total + (sizes.get(object) ?? 0), 0);
    return { name: component.name, bytes: sum(byObject), zeroedBytes: sum(zeroedByObject) };
  });
  const own = components.reduce((total, { bytes }) => total + bytes, 0);
  const generated = [...byObject.values()].reduce((total, bytes) => total + bytes, 0) - own;
  const { strippedBytes, exports, link } = linked;
  return {
    ...{ inputs, key, mode, strippedBytes, sharedBytes: shared + generated },
    ...{ components, leftOut, exports, link },
  };
}
