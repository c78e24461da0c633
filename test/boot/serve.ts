// SPDX-License-Identifier: MIT
// Runs a program in a guest as a server, and lets clients on the host talk to it.
import assert from 'node:assert/strict';
import { spawn as spawnChild } from 'node:child_process';
import { EXIT } from '../../src/cli/exit-codes.ts';
import { toldForwards } from '../../src/cli/network-options.ts';
import { join } from '../../src/util/index.ts';
import { root } from '../house/tree.ts';

const MAIN = join(root, 'build/js/src/cli/main.js');

export interface Server {
  /** Options of `run`; ports are forwarded by `ports`. */
  readonly options?: readonly string[];
  readonly program: string;
  readonly args?: readonly string[];
  /** Ports of the guest. */
  readonly ports: readonly number[];
  readonly protocol?: 'tcp' | 'udp';
  /** What the program prints when it serves. */
  readonly ready: RegExp;
}

export interface ServerEnd {
  readonly code: number | null;
  readonly output: string;
}

/** Ends of a guest that no client can have wanted: a panic, a machine that failed, a time-out. */
const BROKEN: readonly (number | null)[] = [EXIT.guestBroken, EXIT.vmmFailed, EXIT.timedOut];

/**
 * Boots `server`, calls `talk` with the host's ports in the order of `server.ports` once it is ready, then ends the guest as Ctrl-C
 * does, unless `talk` has made it end by itself.
 */
export async function serve(
  server: Server,
  talk: (ports: readonly number[]) => Promise<void>,
): Promise<ServerEnd> {
  const forwards = server.ports.flatMap((port) => ['-p', `${server.protocol ?? 'tcp'}::${port}`]);
  const options = ['--timeout', '120', ...forwards, ...(server.options ?? [])];
  const words = [MAIN, 'run', ...options, server.program, ...(server.args ?? [])];
  const child = spawnChild(process.execPath, words, { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject).on('close', resolve);
  });
  const ready = new Promise<Map<number, number>>((resolve) => {
    // What the program prints and what is told of the guest come by different ways, in any order, and one amid a line of the other.
    const said = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].setEncoding('utf8').on('data', (text: string) => {
        output += text;
        said[stream] += text;
        const forwards = toldForwards(said.stderr);
        const isReady = server.ready.test(said.stdout) || server.ready.test(said.stderr);
        if (isReady && server.ports.every((port) => forwards.has(port))) resolve(forwards);
      });
    }
  });
  try {
    const early = ended.then((code) => assert.fail(`the guest ended early, with ${code}:\n${output}`));
    const found = await Promise.race([ready, early]);
    early.catch(() => undefined);
    const talking = talk(
      server.ports.map((port) => found.get(port) ?? assert.fail(`no forward to ${port}:\n${output}`)),
    );
    // Over a tap device nobody tells the clients that their server is gone.
    const broken = ended.then((code) => {
      if (!BROKEN.includes(code)) return talking;
      return assert.fail(`the guest ended while it was talked to, with ${code}:\n${output}`);
    });
    await Promise.race([talking, broken]);
  } finally {
    child.kill('SIGINT');
  }
  return { code: await ended, output };
}
