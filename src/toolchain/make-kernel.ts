// SPDX-License-Identifier: MIT
import type { Component, ComponentSet } from '../component/index.ts';
import { err, ok, type Result } from '../diagnostic/index.ts';
import {
  fileStatus,
  isFile,
  join,
  listDirectory,
  makeTemporaryDirectory,
  relative,
  removeTree,
  renamePath,
  resolve,
  writeWhole,
} from '../util/index.ts';
import { buildKey } from './build-key.ts';
import { compileComponents } from './compile.ts';
import {
  inputsOf,
  readStamp,
  stampPath,
  toStamp,
  type ComponentSize,
  type KernelStamp,
} from './kernel-stamp.ts';
import type { LinkContext } from './linker-output.ts';
import { linkKernel, type LinkedFiles, type LinkPlan } from './link.ts';
import { planLink } from './link-plan.ts';
import { fileFailed } from './messages.ts';
import { collectFacts } from './object-facts.ts';
import type { ImageEvidence } from './needed-components.ts';
import type { ExportRequest } from './plan-exports.ts';
import { withThirdParties } from './third-party/index.ts';

/** A kernel that has been built. Paths are absolute when the root is. */
export interface KernelBuild {
  /** With symbols and debug information. */
  readonly path: string;
  readonly strippedPath: string;
  readonly strippedBytes: number;
  /** Names that programs and modules can bind to, sorted. */
  readonly exports: readonly string[];
  readonly components: readonly ComponentSize[];
  /** Strings and tables that belong to no component alone. */
  readonly sharedBytes: number;
  readonly seconds: { readonly compile: number; readonly link: number };
}

/** What the builder is about to do, each only when it has to. */
export type BuildStep = 'compile' | 'link' | { readonly fetch: string };

export interface MakeKernelOptions {
  readonly set: ComponentSet;
  /** What is in the kernel, in link order. */
  readonly selected: readonly Component[];
  /** The folder of the results, relative to the root or absolute. */
  readonly folder: string;
  /** What it exports, of what exported-symbols/ lists; by default all that its components define. */
  readonly exports?: ExportRequest;
  /** Names of the system calls that programs can make by number; all that there are unless given. */
  readonly systemCalls?: readonly string[];
  /** Those of them that somebody has named: one that is not there is an error. */
  readonly demanded?: readonly string[];
  /** Have the kernel tell what programs ask for by number or by name. */
  readonly records?: boolean;
  /** What is known of the image that the kernel is cut to; absent for kernels for all images. */
  readonly image?: ImageEvidence;
  /** How many compilers run at once; as many as there are CPUs unless given. */
  readonly jobs?: number;
  readonly onStep?: (step: BuildStep) => void;
}

/** What a link leaves in a kernel's folder, beside the stamp. */
export const KERNEL_FILES = [
  'linker.ld',
  'generated.S',
  'generated.o',
  'version_script',
  'kernel.map',
  'kernel-stripped.elf',
  'kernel.elf',
] as const;

const ASIDE = '.link-';
const ABANDONED_MS = 600_000;

/** Removes what links left behind that were killed, long enough ago to tell them from those that are running. */
function removeAbandoned(folder: string): void {
  const names = listDirectory(folder);
  for (const name of names.ok ? names.value.filter((each) => each.startsWith(ASIDE)) : []) {
    const status = fileStatus(join(folder, name));
    if (status.ok && Date.now() - status.value.mtimeMs > ABANDONED_MS) removeTree(join(folder, name));
  }
}

/** Links in a folder aside and moves each result into place, so that whoever boots the old kernel has all of it. */
async function linkInto(folder: string, plan: LinkPlan, context: LinkContext): Promise<Result<LinkedFiles>> {
  removeAbandoned(folder);
  const aside = makeTemporaryDirectory(folder, ASIDE);
  if (!aside.ok) return err(fileFailed(aside));
  try {
    const linked = await linkKernel(plan, relative(context.set.root, aside.value), context);
    if (!linked.ok) return linked;
    // From here on the old stamp would be a lie, were we killed between two files.
    removeTree(stampPath(folder));
    for (const name of KERNEL_FILES) {
      const moved = renamePath(join(aside.value, name), join(folder, name));
      if (!moved.ok) return err(fileFailed(moved));
    }
    return linked;
  } finally {
    removeTree(aside.value);
  }
}

function toBuild(
  path: string,
  strippedPath: string,
  { strippedBytes, sharedBytes, components, exports }: KernelStamp,
  seconds: KernelBuild['seconds'],
): KernelBuild {
  return { path, strippedPath, strippedBytes, sharedBytes, exports, components, seconds };
}

/**
 * Compiles what has changed and links a kernel from the selected components. Does nothing where the results are up
 * to date. Several processes may build at once.
 */
export async function makeKernel(options: MakeKernelOptions): Promise<Result<KernelBuild>> {
  const { onStep } = options;
  const start = performance.now();
  const folder = resolve(options.set.root, options.folder);
  const [path, strippedPath] = [join(folder, 'kernel.elf'), join(folder, 'kernel-stripped.elf')];
  // Taken before anything is read: what changes meanwhile makes the next key differ.
  const key = buildKey(options.set, options.selected, options);
  if (!key.ok) return err(fileFailed(key));
  let stamp = isFile(path) && isFile(strippedPath) ? readStamp(folder) : undefined;
  if (stamp?.key === key.value) {
    return ok(toBuild(path, strippedPath, stamp, { compile: (performance.now() - start) / 1000, link: 0 }));
  }
  const ready = await withThirdParties(options.set, (fetch) => onStep?.({ fetch }));
  if (!ready.ok) return ready;
  const set = ready.value;
  const selected = options.selected.map((component) => set.components.get(component.name) ?? component);
  const objects = await compileComponents(set, () => onStep?.('compile'), options.jobs);
  if (!objects.ok) return objects;
  const compiled = performance.now();
  const facts = collectFacts(set, objects.value);
  if (!facts.ok) return facts;
  const plan = planLink(set, selected, facts.value, options);
  if (!plan.ok) return plan;
  const inputs = inputsOf(plan.value, facts.value);
  if (stamp?.inputs === inputs) {
    stamp = { ...stamp, key: key.value };
  } else {
    onStep?.('link');
    const linked = await linkInto(folder, plan.value, { set, facts: facts.value });
    if (!linked.ok) return linked;
    stamp = toStamp(inputs, key.value, set, linked.value, plan.value.components, selected);
  }
  const written = writeWhole(stampPath(folder), JSON.stringify(stamp));
  if (!written.ok) return err(fileFailed(written));
  const seconds = { compile: (compiled - start) / 1000, link: (performance.now() - compiled) / 1000 };
  return ok(toBuild(path, strippedPath, stamp, seconds));
}
