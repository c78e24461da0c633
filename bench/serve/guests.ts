// SPDX-License-Identifier: MIT
// A server of apps/ as a guest of Thimble, as `thimble run` makes it, and as a guest of Linux: the same program with the same
// arguments, environment and files, and the libraries that it loads from the host.
import { NETWORK_COMPONENTS, findAccelerator, type GuestSpec } from '../../src/machine/index.ts';
import type { BenchContext } from '../../src/cli/benchmark.ts';
import { noOptions } from '../../src/cli/no-options.ts';
import { planProgramImage, visitTree } from '../../src/cli/plan-program-image.ts';
import {
  givenEntries,
  prepareProgram,
  programOf,
  type PreparedProgram,
} from '../../src/cli/prepare-program.ts';
import { err, ok, type Result } from '../../src/diagnostic/index.ts';
import type { ImageTree } from '../../src/image/index.ts';
import { fileStatus, join, writeWhole } from '../../src/util/index.ts';
import { baseEntries, CONSOLE, fileEntry, KERNEL_WORDS } from '../linux/base.ts';
import { fetchLinux } from '../linux/fetch-kernel.ts';
import { encodeInitramfs, type InitramfsEntry } from '../linux/initramfs.ts';
import { benchSpec } from '../support/guest.ts';
import { fileFailed } from '../support/messages.ts';
import { TAP } from './network.ts';
import type { Server } from './servers.ts';

export type Side = 'Thimble' | 'Linux';
export const SIDES: readonly Side[] = ['Thimble', 'Linux'];

/** A server that can be booted. */
export interface ServerGuest {
  readonly side: Side;
  /** Bytes of the kernel that QEMU loads, and of what the root file system is made of. */
  readonly kernelBytes: number;
  readonly rootBytes: number;
  /** The kernel as a file with symbols, where there is one. */
  readonly symbols?: string;
  spec(memoryBytes: number, vmm: string): GuestSpec;
}

export interface LinuxKernel {
  readonly image: string;
  readonly release: string;
  /** What is in an initramfs beside the server. */
  readonly base: readonly InitramfsEntry[];
}

/** The card is all that is needed: the initramfs and the console are built in. */
const MODULES = ['virtio_pci', 'virtio_net'];

/** Words for init-server.c. */
function wordsEntry(path: string, words: readonly string[]): InitramfsEntry {
  const bytes = new TextEncoder().encode(words.map((word) => `${word}\0`).join(''));
  return { kind: 'file', path, bytes, mode: 0o644 };
}

type LinuxOutcome =
  ({ readonly kind: 'found' } & LinuxKernel) | { readonly kind: 'missing'; readonly reason: string };

/** Debian's kernel with what it needs for a network. */
export async function prepareServerLinux(context: BenchContext): Promise<Result<LinuxOutcome>> {
  const fetched = await fetchLinux(context);
  if (fetched.kind === 'missing') return ok(fetched);
  const base = await baseEntries(context, 'init-server.c', MODULES, fetched.moduleFolder);
  if (!base.ok) return base;
  return ok({ kind: 'found', image: fetched.image, release: fetched.release, base: base.value });
}

/** The files of an image as those of an archive. */
function treeEntries(tree: ImageTree): Result<InitramfsEntry[]> {
  const entries: InitramfsEntry[] = [];
  const failures: Result<never>[] = [];
  visitTree(tree, '', (guest, node) => {
    const path = guest.slice(1);
    if (path === '') return;
    if (node.kind === 'directory') entries.push({ kind: 'directory', path, mode: node.mode });
    else if (node.kind === 'link') entries.push({ kind: 'link', path, target: node.target });
    else if (node.source.kind === 'bytes')
      entries.push({ kind: 'file', path, bytes: node.source.bytes, mode: node.mode });
    else {
      const entry = fileEntry(path, node.source.path, node.mode);
      if (entry.ok) entries.push(entry.value);
      else failures.push(entry);
    }
  });
  return failures[0] ?? ok(entries);
}

export interface GuestWish {
  readonly server: Server;
  readonly cpus: number;
  /** Host path by guest path. */
  readonly files: ReadonlyMap<string, string>;
  /** Added to the environment of the program. */
  readonly env?: ReadonlyMap<string, string>;
}

function wishOptions({ cpus, files, env = new Map() }: GuestWish) {
  const options = noOptions();
  if (!options.ok) return options;
  const component = NETWORK_COMPONENTS.map((name) => ({ name, on: true, by: 'bench serve' }));
  return ok({ ...options.value, machine: 'q35' as const, cpus, component, file: files, env });
}

/** The machine of both sides. */
async function machineOf(context: BenchContext, { cpus }: GuestWish) {
  const accelerator = await findAccelerator({ cacheFile: join(context.root, 'build/cache/accelerator') });
  return {
    machine: 'q35',
    cpus,
    accelerator,
    network: { kind: 'tap', name: TAP.device },
    // No program hears of signals, so that what is to end is killed, whatever state it is in.
    input: 'raw',
  } as const;
}

/** The guest of Thimble, kernel cut to the server and all. */
export async function thimbleGuest(
  context: BenchContext,
  wish: GuestWish,
): Promise<Result<ServerGuest & { readonly prepared: PreparedProgram }>> {
  const options = wishOptions(wish);
  if (!options.ok) return options;
  const prepared = await prepareProgram(context, [wish.server.app], options.value);
  if (!prepared.ok) return prepared;
  const { kernel, rootfs, command } = prepared.value;
  if (command === undefined) throw new Error(`apps/${wish.server.app} has no program`);
  const machine = await machineOf(context, wish);
  const spec: ServerGuest['spec'] = (memoryBytes, vmm) =>
    benchSpec(kernel.strippedPath, rootfs.path, [], {
      ...machine,
      memoryBytes,
      vmm,
      command,
      kernelOptions: [`--ip=eth0,${TAP.guest},${TAP.mask}`, `--defaultgw=${TAP.host}`],
    });
  return ok({
    side: 'Thimble',
    kernelBytes: kernel.strippedBytes,
    rootBytes: rootfs.bytes,
    symbols: kernel.path,
    spec,
    prepared: prepared.value,
  });
}

/** The guest of Linux that runs what `prepared` does. */
export async function linuxGuest(
  context: BenchContext,
  linux: LinuxKernel,
  wish: GuestWish,
  prepared: PreparedProgram,
): Promise<Result<ServerGuest>> {
  const options = wishOptions(wish);
  if (!options.ok) return options;
  const program = await programOf(context, wish.server.app, options.value, new Map(), undefined);
  if (!program.ok) return program;
  const given = givenEntries(context, program.value, options.value);
  if (!given.ok) return given;
  const plan = planProgramImage({
    given: given.value,
    libraryPath: [],
    ...(program.value === undefined ? {} : { program: program.value }),
  });
  if (!plan.ok) return plan;
  const entries = treeEntries(plan.value.tree);
  if (!entries.ok) return entries;
  const { command } = prepared;
  if (command?.kind !== 'program') throw new Error(`apps/${wish.server.app} has no program`);
  const environment = [...(command.env ?? [])].map(([name, value]) => `${name}=${value}`);
  const archive = encodeInitramfs([
    ...entries.value,
    CONSOLE,
    wordsEntry('arguments', [command.path, ...command.args]),
    wordsEntry('environment', environment),
    ...linux.base,
  ]);
  const initramfs = join(context.folder, `${wish.server.app}.cpio`);
  const written = writeWhole(initramfs, archive);
  if (!written.ok) return err(fileFailed(written));
  const kernel = fileStatus(linux.image);
  if (!kernel.ok) return err(fileFailed(kernel));
  const machine = await machineOf(context, wish);
  const spec: ServerGuest['spec'] = (memoryBytes, vmm) =>
    benchSpec(linux.image, undefined, [], {
      ...machine,
      memoryBytes,
      vmm,
      command: { kind: 'line', text: `${KERNEL_WORDS} -- --address ${TAP.guest} ${TAP.mask}` },
      vmmArgs: ['-initrd', initramfs],
    });
  return ok({ side: 'Linux', kernelBytes: kernel.value.size, rootBytes: archive.length, spec });
}
