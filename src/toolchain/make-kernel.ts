// SPDX-License-Identifier: MIT
import type { Component, ComponentSet } from '../component/index.ts';
import { err, ok, type Diagnostic, type Result } from '../diagnostic/index.ts';
import {
  isFile,
  join,
  makeTemporaryDirectory,
  readText,
  relative,
  removeTree,
  renamePath,
  resolve,
  sha256,
  writeWhole,
} from '../util/index.ts';
import { compileComponents } from './compile.ts';
import { renderGeneratedTables, implementedSystemCalls } from './generated-tables.ts';
import { linkFlagsText, linkKernel, type LinkedFiles, type LinkPlan } from './link.ts';
import { renderLinkerScript } from './linker-script.ts';
import { fileFailed, noEntry, unplacedSection, versionUnknown } from './messages.ts';
import { collectFacts, type FactsByObject } from './object-facts.ts';
import { objectPaths } from './objects.ts';
import { toolId } from './tool-id.ts';

/** A kernel that has been built. Paths are absolute when the root is. */
export interface KernelBuild {
  /** With symbols and debug information. */
  readonly path: string;
  readonly strippedPath: string;
  readonly strippedBytes: number;
  /** Names that programs and modules can bind to. */
  readonly exports: readonly string[];
  /** `bytes` are code, constants and initial data; `zeroedBytes` is memory that starts as zero. */
  readonly components: readonly {
    readonly name: string;
    readonly bytes: number;
    readonly zeroedBytes: number;
  }[];
  /** Strings and tables that belong to no component alone. */
  readonly sharedBytes: number;
  readonly seconds: { readonly compile: number; readonly link: number };
}

/** What the builder is about to do, each only when it has to. */
export type BuildStep = 'compile' | 'link';

export interface MakeKernelOptions {
  readonly set: ComponentSet;
  /** What is in the kernel, in link order. */
  readonly selected: readonly Component[];
  /** The folder of the results, relative to the root or absolute. */
  readonly folder: string;
  readonly onStep?: (step: BuildStep) => void;
}

/** Where loaders that read the ELF header enter; see kernel/arch/x86_64/start.S. */
const ENTRY = 'linux_entry_physical';

function readVersion(root: string): Result<string> {
  const path = join(root, 'package.json');
  const text = readText(path);
  if (!text.ok) return err(fileFailed(text));
  const version = /"version": *"([0-9A-Za-z.+-]+)"/.exec(text.value)?.[1];
  return version === undefined ? err(versionUnknown(path)) : ok(version);
}

function planLink(root: string, selected: readonly Component[], facts: FactsByObject): Result<LinkPlan> {
  const objects = selected.flatMap(objectPaths);
  const own: FactsByObject = new Map([...facts].filter(([object]) => objects.includes(object)));
  const each = [...own.values()].map((entry) => entry.facts);
  const complaints: Diagnostic[] = [...own].flatMap(
    ([
      object,
      {
        facts: { unplaced },
      },
    ]) => unplaced.map((section) => unplacedSection(section, object)),
  );
  if (!each.some(({ defined }) => defined.includes(ENTRY))) complaints.push(noEntry(ENTRY));
  const [first, ...rest] = complaints;
  if (first !== undefined) return err(first, ...rest);
  const used = each
    .flatMap((facts) => facts.undefined)
    .map((name) => /^__set_(\w+)_(start|end)$/.exec(name)?.[1]);
  const sets = new Set([
    ...each.flatMap((facts) => facts.sets),
    ...used.filter((name) => name !== undefined),
  ]);
  const calls = implementedSystemCalls(own);
  if (!calls.ok) return calls;
  const version = readVersion(root);
  if (!version.ok) return version;
  return ok({
    objects,
    linkerScript: renderLinkerScript(ENTRY, [...sets].sort()),
    generated: renderGeneratedTables(calls.value, version.value),
  });
}

/** What `kernel.json` beside a kernel holds: what it was made from, and what is to be known of it. */
interface Stamp {
  readonly inputs: string;
  readonly strippedBytes: number;
  readonly sharedBytes: number;
  readonly components: KernelBuild['components'];
}

function readStamp(path: string): Stamp | undefined {
  const text = readText(path);
  if (!text.ok) return undefined;
  try {
    return JSON.parse(text.value) as Stamp;
  } catch {
    return undefined;
  }
}

function inputsOf(plan: LinkPlan, facts: FactsByObject): string {
  const objects = plan.objects.map((object) => `${object} ${facts.get(object)?.identity}`);
  const tools = ['clang', 'ld.lld', 'llvm-objcopy'].map(toolId);
  return sha256([linkFlagsText(), ...tools, plan.linkerScript, plan.generated, ...objects].join('\n'));
}

function toStamp(inputs: string, linked: LinkedFiles, selected: readonly Component[]): Stamp {
  const { byObject, zeroedByObject, shared } = linked.sizes;
  const components = selected.map((component) => {
    const sum = (sizes: ReadonlyMap<string, number>) =>
      objectPaths(component).reduce((total, object) => total + (sizes.get(object) ?? 0), 0);
    return { name: component.name, bytes: sum(byObject), zeroedBytes: sum(zeroedByObject) };
  });
  const own = components.reduce((total, { bytes }) => total + bytes, 0);
  const generated = [...byObject.values()].reduce((total, bytes) => total + bytes, 0) - own;
  return { inputs, strippedBytes: linked.strippedBytes, sharedBytes: shared + generated, components };
}

const RESULTS = [
  'linker.ld',
  'generated.S',
  'generated.o',
  'kernel.map',
  'kernel-stripped.elf',
  'kernel.elf',
] as const;

/** Links in a folder aside and moves each result into place, so that whoever boots the old kernel has all of it. */
async function linkInto(
  folder: string,
  plan: LinkPlan,
  facts: FactsByObject,
  options: MakeKernelOptions,
): Promise<Result<LinkedFiles>> {
  const { set } = options;
  const aside = makeTemporaryDirectory(folder, '.link-');
  if (!aside.ok) return err(fileFailed(aside));
  try {
    const linked = await linkKernel(plan, relative(set.root, aside.value), { set, facts });
    if (!linked.ok) return linked;
    for (const name of RESULTS) {
      const moved = renamePath(join(aside.value, name), join(folder, name));
      if (!moved.ok) return err(fileFailed(moved));
    }
    return linked;
  } finally {
    removeTree(aside.value);
  }
}

/**
 * Compiles what has changed and links a kernel from the selected components. Does nothing where the results are up
 * to date. Several processes may build at once.
 */
export async function makeKernel(options: MakeKernelOptions): Promise<Result<KernelBuild>> {
  const { set, selected, onStep } = options;
  const start = performance.now();
  const objects = await compileComponents(set, () => onStep?.('compile'));
  if (!objects.ok) return objects;
  const compiled = performance.now();
  const facts = collectFacts(set.root, objects.value);
  if (!facts.ok) return facts;
  const plan = planLink(set.root, selected, facts.value);
  if (!plan.ok) return plan;
  const folder = resolve(set.root, options.folder);
  const [path, strippedPath] = [join(folder, 'kernel.elf'), join(folder, 'kernel-stripped.elf')];
  const inputs = inputsOf(plan.value, facts.value);
  let stamp = readStamp(join(folder, 'kernel.json'));
  if (stamp?.inputs !== inputs || !isFile(path) || !isFile(strippedPath)) {
    onStep?.('link');
    const linked = await linkInto(folder, plan.value, facts.value, options);
    if (!linked.ok) return linked;
    stamp = toStamp(inputs, linked.value, selected);
    const written = writeWhole(join(folder, 'kernel.json'), JSON.stringify(stamp));
    if (!written.ok) return err(fileFailed(written));
  }
  const { strippedBytes, sharedBytes, components } = stamp;
  const seconds = { compile: (compiled - start) / 1000, link: (performance.now() - compiled) / 1000 };
  return ok({ path, strippedPath, strippedBytes, sharedBytes, exports: [], components, seconds });
}
