// SPDX-License-Identifier: MIT
import { measured, type BenchContext, type Benchmark, type BenchRow } from '../src/cli/benchmark.ts';
import { KERNEL_LIBC } from '../src/cli/program-libc.ts';
import { all, err, ok, type Result } from '../src/diagnostic/index.ts';
import { basename } from '../src/util/index.ts';
import { cutKernel } from './support/cut-kernel.ts';
import { dynamicProgram, staticProgram } from './support/fixtures.ts';
import { benchImage, benchKernel, benchSpec, runBenchGuest } from './support/guest.ts';
import { leastWorking } from './support/least-working.ts';
import { guestFailed } from './support/messages.ts';

const STEP_KIB = 64;
const LEAST_KIB = 1024;
const MOST_KIB = 64 * 1024;

/** A guest that hangs for lack of memory is ended; those that run need a tenth of a second. */
const TIMEOUT_MS = 8000;

interface Subject {
  readonly what: string;
  readonly words: readonly string[];
  readonly image: string;
  readonly kernel: string;
  readonly expected: string;
  readonly target?: BenchRow['target'];
}

/** Whether the program ran to its end with this much memory, and said what it should. */
async function runsWith(context: BenchContext, subject: Subject, kib: number): Promise<Result<boolean>> {
  const spec = benchSpec(subject.kernel, subject.image, subject.words, { memoryBytes: kib * 1024 });
  const finished = await runBenchGuest(context, spec, TIMEOUT_MS);
  if (!finished.ok) return finished;
  const { run, stdout } = finished.value;
  return ok(run.outcome.kind === 'exited' && run.outcome.exitCode === 0 && stdout.includes(subject.expected));
}

/** The least memory in KiB, in steps. */
async function leastMemory(context: BenchContext, subject: Subject): Promise<Result<number>> {
  const works = (steps: number): Promise<Result<boolean>> => runsWith(context, subject, steps * STEP_KIB);
  const found = await leastWorking(works, LEAST_KIB / STEP_KIB, MOST_KIB / STEP_KIB);
  if (!found.ok) return found;
  return found.value === undefined
    ? err(guestFailed(subject.what, `does not run with ${MOST_KIB}K either`, ''))
    : ok(found.value * STEP_KIB);
}

async function staticSubjects(context: BenchContext, kernel: string): Promise<Result<Subject[]>> {
  const found: Subject[] = [];
  for (const libc of ['musl', 'glibc'] as const) {
    const program = await staticProgram(context, 'hello', libc);
    if (!program.ok) return program;
    const image = benchImage(context, `hello-${libc}`, { host: program.value, guest: '/hello' });
    if (!image.ok) return image;
    const what = `hello, static, ${libc}`;
    const target = { atMost: 2048 };
    found.push({ what, words: ['/hello'], image: image.value, kernel, expected: 'hello\n', target });
  }
  return ok(found);
}

/** With the kernel's libc, which is in memory as a whole in a kernel that is not cut, and with glibc in the image. */
async function dynamicSubjects(
  context: BenchContext,
  libc: 'kernel' | 'image',
  kernel: string,
): Promise<Result<Subject[]>> {
  const hello = await dynamicProgram(context, 'hello');
  if (!hello.ok) return hello;
  const kernelLibc = libc === 'kernel' ? KERNEL_LIBC : undefined;
  const found: Subject[] = [];
  const cut = libc === 'kernel' ? await cutKernel(context, hello.value) : undefined;
  if (cut?.ok === false) return cut;
  const programs = [
    { name: 'hello', host: hello.value, guest: '/hello', words: ['/hello'], expected: 'hello\n' },
    { name: 'ls -l /', host: '/bin/ls', guest: '/bin/ls', words: ['/bin/ls', '-l', '/'], expected: 'bin' },
  ];
  for (const { name, host, guest, words, expected } of programs) {
    const image = benchImage(context, `${basename(guest)}-${libc}`, { host, guest }, [], kernelLibc);
    if (!image.ok) return image;
    const what = `${name}, dynamic, libc of the ${libc}`;
    const target = libc === 'kernel' && name === 'hello' ? { target: { atMost: 3072 } } : {};
    const subject = { what, words, image: image.value, kernel, expected };
    found.push({ ...subject, ...target });
    if (cut !== undefined && name === 'hello')
      found.push({ ...subject, what: `${what}, kernel cut to it`, kernel: cut.value.path });
  }
  return ok(found);
}

async function subjects(context: BenchContext): Promise<Result<Subject[]>> {
  const [bare, withLibc] = [
    await benchKernel(context, 'microvm'),
    await benchKernel(context, 'microvm', 'kernel'),
  ];
  if (!bare.ok) return bare;
  if (!withLibc.ok) return withLibc;
  const parts = [
    await staticSubjects(context, bare.value.strippedPath),
    await dynamicSubjects(context, 'kernel', withLibc.value.strippedPath),
    await dynamicSubjects(context, 'image', bare.value.strippedPath),
  ];
  const found = all(parts);
  return found.ok ? ok(found.value.flat()) : found;
}

/** Of the same measurement in the same emulator, with what each of these systems calls hello. */
const PUBLISHED: readonly BenchRow[] = [
  { what: 'Unikraft, hello linked in', value: 1408, unit: 'KiB', published: true },
  { what: 'OSv, kernel minimized by hand', value: 4096, unit: 'KiB', published: true },
  { what: 'OSv', value: 9 * 1024, unit: 'KiB', published: true },
  { what: 'Nanos', value: 12 * 1024, unit: 'KiB', published: true },
];

export const benchmark: Benchmark = {
  name: 'memory',
  summary: 'the least --memory with which programs run on microvm',
  packagesFor: 'test',
  run: async (context) => {
    const chosen = await subjects(context);
    if (!chosen.ok) return chosen;
    const rows: BenchRow[] = [];
    for (const subject of chosen.value) {
      context.say(subject.what);
      const least = await leastMemory(context, subject);
      if (!least.ok) return least;
      const { what, target } = subject;
      rows.push({ what, value: least.value, unit: 'KiB', ...(target === undefined ? {} : { target }) });
    }
    return ok(measured([...rows, ...PUBLISHED]));
  },
};
