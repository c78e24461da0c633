// SPDX-License-Identifier: MIT
// For tests only: guests from a few lines of assembly, and runs of them.
import assert from 'node:assert/strict';
import { Readable, Writable } from 'node:stream';
import type { TestContext } from 'node:test';
import { fileURLToPath, join, spawn } from '../../util/index.ts';
import { makeTree } from '../../util/test-tree.ts';
import { planGuest, type GuestPlan, type GuestSpec } from '../plan-guest.ts';
import { runGuest, type GuestRun, type RunOptions } from '../run-guest.ts';

/** The root of the repository, from where this file is when it is compiled: build/js/src/machine/testing. */
const ROOT = fileURLToPath(new URL('../../../../..', import.meta.url));

/** Assembles and links a source of the repository into a guest that PVH can boot. Gives its path. */
export async function buildStub(context: TestContext, source: string): Promise<string> {
  const folder = makeTree(context, {});
  const [object, file] = [join(folder, 'stub.o'), join(folder, 'stub.elf')];
  const compiled = await spawn('clang', ['--target=x86_64-none-elf', '-c', join(ROOT, source), '-o', object]);
  assert.deepEqual(compiled, { kind: 'exited', code: 0, stdout: '', stderr: '' });
  const args = ['--image-base=0x100000', '-e', 'start', '-o', file, object];
  const linked = await spawn('ld.lld', args);
  assert.deepEqual(linked, { kind: 'exited', code: 0, stdout: '', stderr: '' });
  return file;
}

/** The guest of test/fixtures/guest-stub, which does what the first letter of its program says. */
export function buildGuestStub(context: TestContext): Promise<string> {
  return buildStub(context, 'test/fixtures/guest-stub/stub.S');
}

/** A plan for the stub in a mode; what matters to a test is in `changes`. */
export function planStub(kernel: string, mode: string, changes: Partial<GuestSpec> = {}): GuestPlan {
  const plan = planGuest({
    machine: 'microvm',
    kernel,
    memoryBytes: 8 * 2 ** 20,
    cpus: 1,
    command: { kind: 'program', path: `/${mode}`, args: [] },
    input: 'stream',
    separateStderr: true,
    accelerator: 'tcg',
    ...changes,
  });
  assert.ok(plan.ok, JSON.stringify(plan));
  return plan.value;
}

/** A stream that keeps what it gets. */
export class Collector extends Writable {
  readonly #chunks: Uint8Array[] = [];

  get bytes(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  get text(): string {
    return this.bytes.toString();
  }

  override _write(chunk: Uint8Array, _encoding: BufferEncoding, done: () => void): void {
    this.#chunks.push(chunk);
    done();
  }
}

export interface StubRun extends GuestRun {
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** No guest of these tests takes long; one that hangs must not hang the tests. */
export const TEST_TIMEOUT_MS = 300_000;

/** Runs a plan with `input` on its standard input. */
export async function runStub(
  plan: GuestPlan,
  options: RunOptions = {},
  input: Readable = Readable.from([]),
): Promise<StubRun> {
  const [stdout, stderr] = [new Collector(), new Collector()];
  const run = await runGuest(
    plan,
    { stdin: input, stdout, stderr },
    { timeoutMs: TEST_TIMEOUT_MS, ...options },
  );
  return { ...run, stdout: stdout.bytes, stderr: stderr.text };
}
