// SPDX-License-Identifier: MIT
// Debian's Linux in the very machine in which Thimble runs: same QEMU, same devices, same memory.
import type { BenchContext } from '../../src/cli/benchmark.ts';
import { err, ok, type Result } from '../../src/diagnostic/index.ts';
import type { GuestSpec } from '../../src/machine/index.ts';
import { join, removeTree, spawn, writeWhole } from '../../src/util/index.ts';
import { benchSpec } from '../support/guest.ts';
import { commandFailed, fileFailed } from '../support/messages.ts';
import { baseEntries, CONSOLE, KERNEL_WORDS } from './base.ts';
import { fetchLinux } from './fetch-kernel.ts';
import { encodeInitramfs, type InitramfsEntry } from './initramfs.ts';

export type LinuxGuest =
  /** Gives what boots Linux on q35 and runs a program of the disk, an ext4 image that is mounted on /disk. */
  | {
      readonly kind: 'ready';
      readonly release: string;
      readonly spec: (disk: string, words: readonly string[]) => GuestSpec;
    }
  | { readonly kind: 'missing'; readonly reason: string };

/** The disk is all that is needed; the file system and the console are built in. */
const MODULES = ['virtio_pci', 'virtio_blk'];

async function writeInitramfs(context: BenchContext, moduleFolder: string): Promise<Result<string>> {
  const base = await baseEntries(context, 'init.c', MODULES, moduleFolder);
  if (!base.ok) return base;
  const entries: InitramfsEntry[] = [
    ...['dev', 'disk'].map((path): InitramfsEntry => ({ kind: 'directory', path })),
    CONSOLE,
    ...base.value,
  ];
  const output = join(context.folder, 'initramfs.cpio');
  const written = writeWhole(output, encodeInitramfs(entries));
  return written.ok ? ok(output) : err(fileFailed(written));
}

/** Brings Linux to where it can be booted. */
export async function prepareLinux(context: BenchContext): Promise<Result<LinuxGuest>> {
  const fetched = await fetchLinux(context);
  if (fetched.kind === 'missing') return ok(fetched);
  const initramfs = await writeInitramfs(context, fetched.moduleFolder);
  if (!initramfs.ok) return initramfs;
  const spec = (disk: string, words: readonly string[]): GuestSpec =>
    benchSpec(fetched.image, disk, [], {
      machine: 'q35',
      command: { kind: 'line', text: `${KERNEL_WORDS} -- --program ${words.join(' ')}` },
      vmmArgs: ['-initrd', initramfs.value],
    });
  return ok({ kind: 'ready', release: fetched.release, spec });
}

/** An ext4 image with everything below a folder. Undefined where the host cannot make one. */
export async function ext4Image(
  context: BenchContext,
  folder: string,
  mebibytes: number,
): Promise<Result<string>> {
  const path = join(context.folder, 'linux.img');
  removeTree(path);
  const outcome = await spawn('/sbin/mkfs.ext4', ['-q', '-d', folder, path, `${mebibytes}M`]);
  return outcome.kind === 'exited' && outcome.code === 0
    ? ok(path)
    : err(commandFailed('mkfs.ext4', outcome));
}
