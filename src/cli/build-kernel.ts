// SPDX-License-Identifier: MIT
import { loadComponents, loadProfile, type ComponentSet } from '../component/index.ts';
import { ok, type Result } from '../diagnostic/index.ts';
import { resolveComponents, type Selection } from '../graph/index.ts';
import { makeKernel, type BuildStep, type KernelBuild } from '../toolchain/index.ts';
import { sha256 } from '../util/index.ts';

export interface KernelChoice {
  /** The folder that holds `kernel/` and `profiles/`. */
  readonly root: string;
  /** Name of a profile of `profiles/x64/`. */
  readonly profile: string;
  /** Names of components to add to those of the profile. */
  readonly components?: readonly string[];
}

export interface BuildKernelOptions extends KernelChoice {
  /** Where the results go; by default a folder below `build/kernel/` that other configurations do not share. */
  readonly outDir?: string;
  /** Called when something slow begins; not called when everything is up to date. */
  readonly onProgress?: (step: BuildStep) => void;
}

export interface SelectedKernel {
  readonly set: ComponentSet;
  readonly selection: Selection;
}

/** Reads the tree's components and decides which are in the kernel. Builds nothing. */
export async function selectKernel(choice: KernelChoice): Promise<Result<SelectedKernel>> {
  const [set, profile] = await Promise.all([
    loadComponents(choice.root),
    loadProfile(choice.root, choice.profile),
  ]);
  if (!set.ok) return set;
  if (!profile.ok) return profile;
  const selection = resolveComponents(set.value, profile.value, choice.components);
  return selection.ok ? ok({ set: set.value, selection: selection.value }) : selection;
}

/** The folder of a configuration's results, relative to the root. */
export function kernelFolder(choice: KernelChoice, selection: Selection): string {
  const names = selection.selected.map(({ component }) => component.name);
  return `build/kernel/${choice.profile}-${sha256(names.join('\n')).slice(0, 8)}`;
}

/** Brings a kernel up to date: reads declarations, resolves, compiles, links, each only as far as something changed. */
export async function buildKernel(options: BuildKernelOptions): Promise<Result<KernelBuild>> {
  const chosen = await selectKernel(options);
  if (!chosen.ok) return chosen;
  const { set, selection } = chosen.value;
  return makeKernel({
    set,
    selected: selection.selected.map(({ component }) => component),
    folder: options.outDir ?? kernelFolder(options, selection),
    ...(options.onProgress === undefined ? {} : { onStep: options.onProgress }),
  });
}
