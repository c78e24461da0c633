// SPDX-License-Identifier: MIT
// From the name of a profile to what a kernel holds, and to the kernel itself.
import {
  isProfileFile,
  loadComponents,
  loadProfile,
  loadProfileFile,
  type BuildMode,
  type ComponentSet,
  type Profile,
} from '../component/index.ts';
import { ok, type Diagnostic, type Result } from '../diagnostic/index.ts';
import { resolveComponents, type Selection, type Switch } from '../graph/index.ts';
import {
  checkMachine,
  deriveProfile,
  ownMachineFacts,
  readMachine,
  type MachineFacts,
} from '../machine/facts/index.ts';
import type { MachineName } from '../machine/index.ts';
import {
  makeKernel,
  stampPath,
  type BuildStep,
  type ExportRequest,
  type ImageEvidence,
  type KernelBuild,
} from '../toolchain/index.ts';
import { fileStatus, join, listDirectory, removeTree, resolve, sha256, touch } from '../util/index.ts';
import type { CommandContext } from './command.ts';
import { libcSwitches, usualAllocator } from './program-libc.ts';

export interface ResolvedProfile {
  readonly set: ComponentSet;
  /** What the profile is for. */
  readonly summary: string;
  readonly selection: Selection;
  /** What the user should know of it. */
  readonly warnings: readonly Diagnostic[];
}

type Where = Pick<CommandContext, 'root' | 'cwd'>;

/** What a kernel is for and has. */
export interface KernelWish {
  /** The name of a profile, or the path of a file that declares one. */
  readonly profile?: string | undefined;
  /** A machine by name, command line or file; without a profile, the profile is derived from it. */
  readonly for?: string | undefined;
  /** Used when neither is given: a machine has a profile of its name. */
  readonly machine?: MachineName;
  readonly switches?: readonly Switch[];
  /** Whether programs bind to the kernel's own libc. */
  readonly libc?: boolean;
  /** Which malloc that libc has, by the name of its folder; the usual one unless given. */
  readonly allocator?: string | undefined;
  /** How it is compiled: for `release` unless given. */
  readonly mode?: BuildMode;
}

/** The profile of a name, or of a file of the user's. */
function findProfile({ root, cwd }: Where, set: ComponentSet, word: string): Promise<Result<Profile>> {
  return isProfileFile(word)
    ? loadProfileFile(root, resolve(cwd, word), new Set(set.components.keys()))
    : loadProfile(root, word);
}

/** The profile of a machine: what of "base" is no driver, and the drivers of its devices. */
async function profileFor(where: Where, set: ComponentSet, facts: MachineFacts): Promise<Result<Profile>> {
  const base = await loadProfile(where.root, 'base');
  if (!base.ok) return base;
  const names = base.value.components === 'all' ? [] : base.value.components;
  const always = names.filter((name) => set.components.get(name)?.kind !== 'driver');
  return ok(deriveProfile(facts, always, new Set(set.components.keys())));
}

function factsOf(where: Where, wish: KernelWish): Result<MachineFacts | undefined> {
  if (wish.for !== undefined) return readMachine(wish.for, resolve(where.cwd, wish.for), '--for');
  return wish.machine === undefined ? ok(undefined) : ownMachineFacts(wish.machine);
}

/** The same kernel with the kernel's libc, in a folder that tells so. */
function addLibc(
  set: ComponentSet,
  profile: Profile,
  wish: KernelWish,
  { label }: Selection,
): Result<Selection> {
  const others = wish.switches ?? [];
  const libc = libcSwitches(set, wish.allocator, others);
  if (!libc.ok) return libc;
  const selection = resolveComponents(set, profile, [...others, ...libc.value]);
  if (!selection.ok) return selection;
  const { allocator } = wish;
  const isUsual = allocator === undefined || libc.value.some(({ name }) => name === usualAllocator(set));
  // That programs use the libc is no wish for all of it.
  const switchedOn = others.filter(({ on }) => on).map(({ name }) => name);
  return ok({ ...selection.value, switchedOn, label: `${label}-libc${isUsual ? '' : `-${allocator}`}` });
}

/** The components of a kernel, with what of its machine they cannot use among the warnings. */
export async function resolveKernel(where: Where, wish: KernelWish): Promise<Result<ResolvedProfile>> {
  const set = await loadComponents(where.root, wish.mode);
  if (!set.ok) return set;
  const facts = factsOf(where, wish);
  if (!facts.ok) return facts;
  const profile =
    wish.profile === undefined && wish.for !== undefined && facts.value !== undefined
      ? await profileFor(where, set.value, facts.value)
      : await findProfile(where, set.value, wish.profile ?? wish.machine ?? 'microvm');
  if (!profile.ok) return profile;
  const selection = resolveComponents(set.value, profile.value, wish.switches ?? []);
  if (!selection.ok) return selection;
  const selected = wish.libc === true ? addLibc(set.value, profile.value, wish, selection.value) : selection;
  if (!selected.ok) return selected;
  const inside = new Set(selected.value.selected.map(({ component }) => component.name));
  const known = new Set(set.value.components.keys());
  // Whoever takes a smaller profile for a machine of ours knows that it has less.
  const devices = wish.for === undefined ? 'essential' : 'all';
  const unfit = facts.value === undefined ? [] : checkMachine(facts.value, inside, known, devices);
  return ok({
    set: set.value,
    summary: profile.value.summary,
    selection: selected.value,
    warnings: [...selected.value.notes, ...unfit],
  });
}

/** The components of a kernel for a profile, whatever machine it is for. */
export function resolveProfile(where: Where, word: string): Promise<Result<ResolvedProfile>> {
  return resolveKernel(where, { profile: word });
}

/** What a step of a build is called while it is done. */
export function describeStep(step: BuildStep): string {
  if (typeof step === 'object') return `fetching the source of ${step.fetch}`;
  return step === 'compile' ? 'compiling the kernel' : 'linking the kernel';
}

export interface KernelBuildOptions {
  readonly exports?: ExportRequest;
  /** Names of the system calls that are reached by number; all unless given. */
  readonly systemCalls?: readonly string[];
  /** Those of them that somebody has named: one that is not there is an error. */
  readonly demanded?: readonly string[];
  /** Have the kernel tell what programs ask for by number or by name. */
  readonly records?: boolean;
  /** What is known of the image that the kernel is cut to. */
  readonly image?: Pick<ImageEvidence, 'uses' | 'paths' | 'links' | 'called'> & {
    readonly everything: boolean;
  };
  readonly jobs?: number | undefined;
}

/** Kernels of another mode, with other exports or system calls have another folder, or each build would undo the one before. */
function folderOf(
  mode: BuildMode,
  label: string,
  { exports, systemCalls, records }: KernelBuildOptions,
  image: ImageEvidence | undefined,
): string {
  const folder = `build/kernel/${label}${mode === 'debug' ? '-debug' : ''}${records === true ? '-recording' : ''}`;
  if (systemCalls !== undefined) {
    const names = exports?.kind === 'only' ? exports.names : [];
    return `${folder}-cut-${sha256(JSON.stringify([exports?.kind, names, systemCalls, image])).slice(0, 8)}`;
  }
  if (exports === undefined || exports.kind === 'all-listed') return folder;
  const what = exports.kind === 'only' ? sha256(exports.names.join('\n')).slice(0, 8) : 'visible';
  return `${folder}-exports-${what}`;
}

/** A kernel that is cut to an image, and that nobody has asked for in this time, is removed when another one is linked. */
const KEEP_MS = 86_400_000;

function removeOldCuts(root: string): void {
  const folder = join(root, 'build/kernel');
  const names = listDirectory(folder);
  for (const name of names.ok ? names.value.filter((each) => /-cut-[0-9a-f]{8}$/.test(each)) : []) {
    const stamp = fileStatus(stampPath(join(folder, name)));
    if (stamp.ok && stamp.value.mtimeMs < Date.now() - KEEP_MS) removeTree(join(folder, name));
  }
}

/** What the user or the core names stays; of the rest what the image calls for, unless everything is wanted. */
function evidenceFor(
  { selected, switchedOn }: Selection,
  { uses, paths, links, called, everything }: NonNullable<KernelBuildOptions['image']>,
): ImageEvidence {
  const named = (kinds: readonly string[]): string[] =>
    selected.filter(({ reason }) => kinds.includes(reason.kind)).map(({ component }) => component.name);
  const pinned = [...named(everything ? ['core', 'profile'] : ['core']), ...switchedOn];
  return { uses, paths, links, called, pinned, required: named(['required']) };
}

/** Builds the kernel of a profile into build/kernel/<label>, or finds it there; says so when that takes time. */
export async function buildProfileKernel(
  context: CommandContext,
  profile: ResolvedProfile,
  options: KernelBuildOptions = {},
): Promise<Result<KernelBuild>> {
  const { image, jobs, ...wish } = options;
  const { set, selection } = profile;
  const evidence = image === undefined ? undefined : evidenceFor(selection, image);
  const folder = folderOf(set.mode, selection.label, options, evidence);
  // Shows that it is wanted. It is not there when the kernel is built for the first time.
  touch(stampPath(join(context.root, folder)));
  const built = await makeKernel({
    ...wish,
    set,
    selected: selection.selected.map(({ component }) => component),
    folder,
    ...(evidence === undefined ? {} : { image: evidence }),
    ...(jobs === undefined ? {} : { jobs }),
    onStep: (step) => {
      // To cut a kernel to an image takes less than a second, and what a program prints is better without a word before it.
      if (step === 'link' && image !== undefined) return;
      context.stderr.write(`thimble: ${describeStep(step)}\n`);
    },
  });
  if (built.ok && built.value.seconds.link > 0) removeOldCuts(context.root);
  return built;
}
