// SPDX-License-Identifier: MIT
// A machine that waits for a debugger.
import { err, ok, type Result } from '../diagnostic/index.ts';
import { join, makeTemporaryDirectory, removeTree, tmpdir } from '../util/index.ts';
import { noGdbFolder } from './messages.ts';

export interface GdbStub {
  /** For QEMU: it starts stopped, with its gdb stub on a socket that only this user can reach. */
  readonly vmmArgs: readonly string[];
  /** What to paste into another terminal. */
  readonly command: string;
  /** Removes the socket. */
  remove(): void;
}

export interface GdbOptions {
  /** The kernel with symbols. */
  readonly symbols: string;
  /** Where to stop first, a name or `*ADDRESS`; the kernel's first C function unless given. */
  readonly breakpoint?: string;
}

const FIRST_C_FUNCTION = 'boot_main';

/** A word as a POSIX shell reads it back. */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/**
 * Prepares a gdb stub. A socket in a folder of its own needs no free port, and nobody else can connect. The breakpoint is
 * a hardware one: the kernel is not in memory yet when it is set, and loading it would overwrite another.
 */
export function prepareGdb({ symbols, breakpoint = FIRST_C_FUNCTION }: GdbOptions): Result<GdbStub> {
  const folder = makeTemporaryDirectory(tmpdir(), 'thimble-gdb-');
  if (!folder.ok) return err(noGdbFolder(folder.path, folder.code));
  const socket = join(folder.value, 'socket');
  const commands = [`target remote ${socket}`, `hbreak ${breakpoint}`, 'continue'];
  const words = ['gdb', ...commands.flatMap((command) => ['-ex', command]), symbols];
  return ok({
    vmmArgs: ['-S', '-chardev', `socket,id=gdb,path=${socket},server=on,wait=off`, '-gdb', 'chardev:gdb'],
    command: words.map(shellWord).join(' '),
    remove: () => void removeTree(folder.value),
  });
}
