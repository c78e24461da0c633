// SPDX-License-Identifier: MIT
// The only importer of node:fs. What can fail because of the user's files answers an FsOutcome instead of throwing.
import * as fs from 'node:fs';
import { randomBytes } from 'node:crypto';
import { dirname, join } from './path.ts';

/** Why a file operation failed: the errno name that the system gave, for example `ENOENT`. */
export interface FsFailure {
  readonly ok: false;
  readonly code: string;
  readonly path: string;
}

export type FsOutcome<T> = { readonly ok: true; readonly value: T } | FsFailure;

export interface FileStatus {
  readonly kind: 'file' | 'directory' | 'symlink' | 'other';
  /** Bytes. */
  readonly size: number;
  /** Permission bits, 0 to 0o7777. */
  readonly mode: number;
  readonly mtimeMs: number;
  /** Identify a file whatever its path. */
  readonly device: number;
  readonly inode: number;
}

function attempt<T>(path: string, action: () => T): FsOutcome<T> {
  try {
    return { ok: true, value: action() };
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if (code === undefined || !/^E[A-Z0-9]+$/.test(code)) throw cause;
    return { ok: false, code, path };
  }
}

function toStatus(stats: fs.Stats): FileStatus {
  const kind = stats.isFile()
    ? 'file'
    : stats.isDirectory()
      ? 'directory'
      : stats.isSymbolicLink()
        ? 'symlink'
        : 'other';
  return {
    kind,
    size: stats.size,
    mode: stats.mode & 0o7777,
    mtimeMs: stats.mtimeMs,
    device: stats.dev,
    inode: stats.ino,
  };
}

/** Status of what `path` leads to, symbolic links followed. */
export function fileStatus(path: string): FsOutcome<FileStatus> {
  return attempt(path, () => toStatus(fs.statSync(path)));
}

/** Status of `path` itself, symbolic links not followed. */
export function linkStatus(path: string): FsOutcome<FileStatus> {
  return attempt(path, () => toStatus(fs.lstatSync(path)));
}

export function isFile(path: string): boolean {
  const status = fileStatus(path);
  return status.ok && status.value.kind === 'file';
}

export function isDirectory(path: string): boolean {
  const status = fileStatus(path);
  return status.ok && status.value.kind === 'directory';
}

/** Whether we may read and write what is at `path`; nothing is opened. */
export function canReadAndWrite(path: string): boolean {
  return attempt(path, () => fs.accessSync(path, fs.constants.R_OK | fs.constants.W_OK)).ok;
}

export function readBytes(path: string): FsOutcome<Uint8Array> {
  return attempt(path, () => fs.readFileSync(path));
}

export function readText(path: string): FsOutcome<string> {
  return attempt(path, () => fs.readFileSync(path, 'utf8'));
}

export function readLink(path: string): FsOutcome<string> {
  return attempt(path, () => fs.readlinkSync(path));
}

export function realPath(path: string): FsOutcome<string> {
  return attempt(path, () => fs.realpathSync(path));
}

/** Names in a directory, sorted by code unit so that results do not depend on the file system or the locale. */
export function listDirectory(path: string): FsOutcome<string[]> {
  return attempt(path, () => fs.readdirSync(path).sort());
}

/** Node's own way tries for ever where a file system has no folders to make and says ENOENT, as /proc does. */
function makeFolders(path: string): void {
  try {
    fs.mkdirSync(path);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'EEXIST' && fs.statSync(path).isDirectory()) return;
    const parent = dirname(path);
    if (code !== 'ENOENT' || fs.existsSync(parent)) throw cause;
    makeFolders(parent);
    makeFolders(path);
  }
}

/** Makes a directory and those above it that are not there; nothing happens when it is. */
export function makeDirectory(path: string): FsOutcome<void> {
  return attempt(path, () => {
    makeFolders(path);
  });
}

/** A new empty folder `<parent>/<prefix>XXXXXX`; the caller removes it. */
export function makeTemporaryDirectory(parent: string, prefix: string): FsOutcome<string> {
  return attempt(parent, () => {
    makeFolders(parent);
    return fs.mkdtempSync(join(parent, prefix));
  });
}

/** Removes a file or a tree; nothing happens when it is not there. */
export function removeTree(path: string): FsOutcome<void> {
  return attempt(path, () => fs.rmSync(path, { recursive: true, force: true }));
}

/** A path beside `path` that nobody else uses, to write to and rename from. */
export function uniqueAside(path: string): string {
  return `${path}.${randomBytes(6).toString('hex')}.tmp`;
}

/**
 * Writes a whole file: aside first, then renamed, so that nobody ever sees half of it and an interrupted
 * write leaves the previous one. Creates missing folders.
 */
export function writeWhole(path: string, data: Uint8Array | string, mode = 0o644): FsOutcome<void> {
  return attempt(path, () => {
    makeFolders(dirname(path));
    const aside = uniqueAside(path);
    try {
      fs.writeFileSync(aside, data, { mode });
      fs.renameSync(aside, path);
    } catch (cause) {
      fs.rmSync(aside, { force: true });
      throw cause;
    }
  });
}

/** Writes a file that is not there yet; fails with `EEXIST` where anything is. */
export function createFile(path: string, data: string): FsOutcome<void> {
  return attempt(path, () => fs.writeFileSync(path, data, { flag: 'wx' }));
}

/** As writeWhole, but leaves a file that already has these contents untouched, time stamp included. */
export function writeIfChanged(path: string, data: string): FsOutcome<'written' | 'unchanged'> {
  const current = readText(path);
  if (current.ok && current.value === data) return { ok: true, value: 'unchanged' };
  const written = writeWhole(path, data);
  return written.ok ? { ok: true, value: 'written' } : written;
}

/** Sets the time stamp of a file to now. */
export function touch(path: string): FsOutcome<void> {
  const now = new Date();
  return attempt(path, () => fs.utimesSync(path, now, now));
}

export function renamePath(from: string, to: string): FsOutcome<void> {
  return attempt(from, () => fs.renameSync(from, to));
}

/** Makes a symbolic link, or lets one that is there lead elsewhere, at once. */
export function replaceLink(path: string, target: string): FsOutcome<void> {
  return attempt(path, () => {
    const aside = uniqueAside(path);
    fs.symlinkSync(target, aside);
    try {
      fs.renameSync(aside, path);
    } catch (cause) {
      fs.rmSync(aside, { force: true });
      throw cause;
    }
  });
}

export function makeLink(path: string, target: string): FsOutcome<void> {
  return attempt(path, () => fs.symlinkSync(target, path));
}

export function changeMode(path: string, mode: number): FsOutcome<void> {
  return attempt(path, () => fs.chmodSync(path, mode));
}

/** Lets a file end with zeroes at this size, which take no room on the disk. */
export function extendFile(path: string, bytes: number): FsOutcome<void> {
  return attempt(path, () => fs.truncateSync(path, bytes));
}

export function copyFile(from: string, to: string): FsOutcome<void> {
  return attempt(from, () => {
    makeFolders(dirname(to));
    fs.copyFileSync(from, to);
  });
}

/** An open file; whoever opened it closes it. */
export interface OpenFile {
  readonly path: string;
  /** Fewer bytes than asked for only at the end of the file. */
  readAt(offset: number, length: number): FsOutcome<Uint8Array>;
  writeAt(offset: number, data: Uint8Array): FsOutcome<void>;
  close(): void;
}

/** Opens for reading (`r`), or creates or empties for writing (`w`), or for both (`w+`). */
export function openFile(path: string, flags: 'r' | 'w' | 'w+', mode = 0o644): FsOutcome<OpenFile> {
  const opened = attempt(path, () => fs.openSync(path, flags, mode));
  if (!opened.ok) return opened;
  const descriptor = opened.value;
  return {
    ok: true,
    value: {
      path,
      readAt: (offset, length) =>
        attempt(path, () => {
          const buffer = new Uint8Array(length);
          let filled = 0;
          while (filled < length) {
            const count = fs.readSync(descriptor, buffer, filled, length - filled, offset + filled);
            if (count === 0) break;
            filled += count;
          }
          return buffer.subarray(0, filled);
        }),
      writeAt: (offset, data) =>
        attempt(path, () => {
          let done = 0;
          while (done < data.length) {
            done += fs.writeSync(descriptor, data, done, data.length - done, offset + done);
          }
        }),
      close: () => fs.closeSync(descriptor),
    },
  };
}
