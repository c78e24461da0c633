// SPDX-License-Identifier: MIT
// Pipes between a child and us, by file descriptor. Node's own `pipe` is a pair of sockets, in which every one-byte write
// takes a buffer of its own: a program that writes byte by byte fills it after some 270 bytes. A FIFO holds 65,536.
import { spawn as spawnChild } from 'node:child_process';
import * as fs from 'node:fs';
import { Socket, type OnReadOpts, type SocketConstructorOpts } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FsFailure, FsOutcome } from './fs.ts';

/** One direction of a connection with a child that is about to be spawned. */
export interface Fifo {
  /** The child's end, to be inherited; it can be opened anew as `/dev/fd/N`. */
  readonly childFd: number;
  /** Our end. */
  readonly ownFd: number;
}

export interface Fifos {
  /** The child writes, we read: `readBatches`. */
  readonly outbound: readonly Fifo[];
  /** We write, the child reads: `openFifoWriter`. */
  readonly inbound: readonly Fifo[];
  /** Closes the child's ends in this process. Call it when the child has been spawned: only then can we see the end. */
  closeChildEnds(): void;
}

/**
 * Makes pipes that have no name any more when this returns, so that nothing is left behind however we end.
 * `parent` is where the temporary folder stands meanwhile.
 */
export async function makeFifos(
  outbound: number,
  inbound: number,
  parent = tmpdir(),
): Promise<FsOutcome<Fifos>> {
  const opened: number[] = [];
  let folder: string | undefined;
  const removeFolder = () => {
    if (folder !== undefined) fs.rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', removeFolder);
  try {
    folder = fs.mkdtempSync(join(parent, 'thimble-'));
    const paths = Array.from({ length: outbound + inbound }, (_, index) =>
      join(folder ?? parent, String(index)),
    );
    const failure = await runMkfifo(paths);
    if (failure !== undefined) return failure;
    const open = (path: string, flags: number) => {
      const fd = fs.openSync(path, flags);
      opened.push(fd);
      return fd;
    };
    const ends = paths.map((path) => {
      // The reader comes first: without one, a writer that does not wait is refused.
      const reader = open(path, fs.constants.O_RDONLY | fs.constants.O_NONBLOCK);
      return { reader, writer: open(path, fs.constants.O_WRONLY | fs.constants.O_NONBLOCK) };
    });
    const fifos = ends.map(({ reader, writer }, index) =>
      index < outbound ? { childFd: writer, ownFd: reader } : { childFd: reader, ownFd: writer },
    );
    const value = {
      outbound: fifos.slice(0, outbound),
      inbound: fifos.slice(outbound),
      closeChildEnds: () => fifos.forEach(({ childFd }) => fs.closeSync(childFd)),
    };
    return { ok: true, value };
  } catch (cause) {
    opened.forEach((fd) => fs.closeSync(fd));
    const { code, path } = cause as NodeJS.ErrnoException;
    if (code === undefined) throw cause;
    return { ok: false, code, path: path ?? parent };
  } finally {
    removeFolder();
    process.removeListener('exit', removeFolder);
  }
}

async function runMkfifo(paths: readonly string[]): Promise<FsFailure | undefined> {
  return new Promise((resolve) => {
    const child = spawnChild('mkfifo', ['-m', '600', ...paths], { stdio: 'ignore' });
    child.on('error', () => resolve({ ok: false, code: 'ENOENT', path: 'mkfifo' }));
    child.on('close', (code) =>
      resolve(code === 0 ? undefined : { ok: false, code: 'EIO', path: paths[0] ?? '' }),
    );
  });
}

const BUFFER_SIZE = 65_536;

/** How long a batch is left to gather. Nobody sees a millisecond, and it is 300 bytes of a busy serial port. */
const GATHER_MS = 1;

export interface BatchReader {
  /** Resolves when every writer has closed and everything was handed over. */
  readonly ended: Promise<void>;
  /** Reads without pauses from now on: the writer has ended, only the rest is to be fetched. */
  hurry(): void;
}

/**
 * Reads a FIFO to its end. A writer of single bytes would wake us for each of them; so after each batch, the next one
 * gets a moment to gather. `accept` gets bytes that it may keep; while a promise that it returns is pending, nothing is read, and
 * so in the end the writer waits.
 */
export function readBatches(
  fd: number,
  accept: (bytes: Uint8Array) => Promise<void> | undefined,
): BatchReader {
  let hurried = false;
  let timer: NodeJS.Timeout | undefined;
  const buffer = new Uint8Array(BUFFER_SIZE);
  const resume = () => {
    timer = undefined;
    socket.resume();
  };
  const gather = () => {
    timer = setTimeout(resume, GATHER_MS);
  };
  const onRead = (count: number) => {
    const pending = accept(buffer.slice(0, count));
    // Within this callback resume() would be lost: to the socket, reading goes on until `false` is returned.
    if (pending === undefined && hurried) return true;
    if (pending === undefined) gather();
    else void pending.then(() => (hurried ? resume() : gather()));
    return false; // Pauses.
  };
  // With `onread` a pause takes effect at once; otherwise the stream would go on filling a buffer of its own. The constructor
  // takes it, since net.connect hands its options through, but its type does not say so.
  const options: SocketConstructorOpts & { onread: OnReadOpts } = {
    fd,
    readable: true,
    writable: false,
    onread: { buffer, callback: onRead },
  };
  const socket = new Socket(options);
  const ended = new Promise<void>((resolve) => {
    socket.on('close', () => resolve());
    // A pipe has no errors of its own; `close` follows.
    socket.on('error', () => undefined);
  });
  socket.resume();
  return {
    ended,
    hurry() {
      hurried = true;
      if (timer === undefined) return;
      clearTimeout(timer);
      resume();
    },
  };
}

/** A stream into a FIFO. It reports no error: that the child has gone is known from its end. */
export function openFifoWriter(fd: number): Socket {
  const socket = new Socket({ fd, readable: false, writable: true });
  socket.on('error', () => undefined);
  return socket;
}
