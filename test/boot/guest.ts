// SPDX-License-Identifier: MIT
// Guests that a user's command cannot start: with other devices, or with somebody at the console.
import assert from 'node:assert/strict';
import { PassThrough, Readable, Writable } from 'node:stream';
import {
  findAccelerator,
  planGuest,
  runGuest,
  type GuestRun,
  type GuestSpec,
  type MachineName,
} from '../../src/machine/index.ts';
import { join } from '../../src/util/index.ts';
import { GUEST_LIMIT_S, thimble } from '../cli/rig.ts';
import { root } from '../house/tree.ts';

/** A kernel and a disk with a program. */
export interface Built {
  readonly machine: MachineName;
  readonly kernel: string;
  readonly disk: string;
  /** The program's path in the guest. */
  readonly path: string;
}

/** Builds with `./thimble build OPTIONS PROGRAM`; `name` is a folder for the results, of this test only. */
export async function buildGuest(
  name: string,
  machine: MachineName,
  program: string,
  options: readonly string[] = [],
): Promise<Built> {
  const folder = join(root, 'build/test/guests', `${name}-${machine}`);
  const path = '/program';
  const words = ['--machine', machine, '--file', `${path}=${program}`, ...options];
  const end = await thimble(['build', ...words, '-o', folder, '--json', program]);
  assert.equal(end.code, 0, end.stderr);
  const told = JSON.parse(end.stdout) as { kernel: { strippedPath: string }; rootfs: { path: string } };
  return { machine, kernel: told.kernel.strippedPath, disk: told.rootfs.path, path };
}

/** Somebody who waits for words on the console, then types. */
export interface TypedWord {
  readonly after: string;
  readonly type: string;
  /** Milliseconds between seeing and typing. */
  readonly pauseMs?: number;
}

export interface BootOptions {
  readonly args?: readonly string[];
  readonly kernelOptions?: readonly string[];
  readonly vmmArgs?: readonly string[];
  /** Bytes with an end; or what is typed, without one. */
  readonly input?: Uint8Array | readonly TypedWord[];
  /** Leaves out the device by which the guest tells QEMU how it ended. */
  readonly withoutDebugExit?: boolean;
}

export type Booted = GuestRun & { readonly stdout: Buffer; readonly stderr: string };

class Console extends Writable {
  readonly input = new PassThrough();
  readonly #chunks: Buffer[] = [];
  readonly #todo: TypedWord[];
  /** Where in the output the next words are looked for. */
  #seen = 0;

  constructor(todo: readonly TypedWord[]) {
    super();
    this.#todo = [...todo];
  }

  get bytes(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  override _write(chunk: Uint8Array, _encoding: BufferEncoding, done: () => void): void {
    this.#chunks.push(Buffer.from(chunk));
    this.#answer();
    done();
  }

  #answer(): void {
    const [next] = this.#todo;
    if (next === undefined) return;
    const at = this.bytes.indexOf(next.after, this.#seen, 'latin1');
    if (at < 0) return;
    this.#seen = at + next.after.length;
    this.#todo.shift();
    setTimeout(() => {
      this.input.write(Buffer.from(next.type, 'latin1'));
      this.#answer();
    }, next.pauseMs ?? 0);
  }
}

function streamOf(input: BootOptions['input'], console: Console): Readable {
  if (Array.isArray(input)) return console.input;
  return Readable.from(input === undefined ? [] : [input]);
}

export async function bootGuest(built: Built, options: BootOptions = {}): Promise<Booted> {
  const typed = Array.isArray(options.input) ? (options.input as readonly TypedWord[]) : undefined;
  const spec: GuestSpec = {
    machine: built.machine,
    kernel: built.kernel,
    disk: built.disk,
    memoryBytes: 64 * 2 ** 20,
    cpus: 1,
    command: { kind: 'program', path: built.path, args: options.args ?? [] },
    kernelOptions: options.kernelOptions ?? [],
    input: typed === undefined ? 'stream' : 'raw',
    separateStderr: true,
    accelerator: await findAccelerator(),
    vmmArgs: options.vmmArgs ?? [],
  };
  const planned = planGuest(spec);
  if (!planned.ok) throw new Error(JSON.stringify(planned));
  const plan = planned.value;
  const args: typeof plan.args = (ports) => {
    const words = plan.args(ports);
    const at = words.findIndex((word) => word.startsWith('isa-debug-exit'));
    return options.withoutDebugExit === true ? [...words.slice(0, at - 1), ...words.slice(at + 1)] : words;
  };
  const stdout = new Console(typed ?? []);
  const stderr = new Console([]);
  const stdin = streamOf(options.input, stdout);
  const timeoutMs = GUEST_LIMIT_S * 1000;
  const run = await runGuest({ ...plan, args }, { stdin, stdout, stderr }, { timeoutMs });
  return { ...run, stdout: stdout.bytes, stderr: stderr.bytes.toString() };
}
