// SPDX-License-Identifier: MIT
// Runs a program of the compatibility table on the host and in a guest, and compares.
import { err, ok, type Result } from '../diagnostic/index.ts';
import {
  failCount,
  forEachVariant,
  NOT_TRIED,
  VARIANT_NAMES,
  VARIANTS,
  type CompatOutcome,
  type CompatRow,
  type CompatVariant,
  type FailedTest,
} from '../report/compat.ts';
import { join, spawn, type SpawnOutcome } from '../util/index.ts';
import type { CommandContext } from './command.ts';
import { fixturePath, sourcesPath, type CompatProgram } from './compat.ts';
import { layFixtures } from './compat-fixtures.ts';
import { hostFailed } from './compat-messages.ts';
import { ensureProgram } from './ensure-packages.ts';
import { EXIT } from './exit-codes.ts';
import { BASE_ENVIRONMENT } from './prepare-program.ts';
import { resolveProgram } from './resolve-program.ts';

const SECONDS = 120;
const MEMORY = '128M';

/** Characters of a line of output that are shown, and of the reason why there is no guest. */
const MOST_SHOWN = 80;
const MOST_OF_REASON = 400;
const MOST_OF_WHY = 160;

/** How a program ended, bytes as latin1 text. */
export interface End {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function shorten(text: string, most: number): string {
  const plain = text.replace(/[^\x20-\x7e]/g, '.');
  return plain.length > most ? `${plain.slice(0, most)}…` : plain;
}

/** Markdown would take the text of a program for its own signs. */
export function quoted(text: string | undefined, most = MOST_SHOWN): string {
  return text === undefined ? 'nothing' : `\`${shorten(text, most).replaceAll('`', "'")}\``;
}

/** How a program writes: what may differ, and how it tells of a test that failed. */
export type Writing = Pick<CompatProgram, 'varying' | 'failure'>;

function failures(text: string, failure: RegExp): Map<string, string | undefined> {
  const found = text.split('\n').map((line) => failure.exec(line)?.groups);
  return new Map(
    found.flatMap((groups) => (groups?.['test'] === undefined ? [] : [[groups['test'], groups['why']]])),
  );
}

/** What the kernel said once of calls that it does not have: why the tests that gave no reason may have failed. */
function missingCalls(stderr: string): string | undefined {
  const calls = [...stderr.matchAll(/system call (\S+) is not implemented/g)].map(([, name]) => name);
  return calls.length === 0 ? undefined : `there is no system call ${[...new Set(calls)].join(', ')}`;
}

/** The tests that failed in the guest and not on the host. */
function newFailures(host: End, guest: End, failure: RegExp): FailedTest[] {
  const before = failures(host.stdout, failure);
  return [...failures(guest.stdout, failure)]
    .filter(([test]) => !before.has(test))
    .map(([test, why]) => ({
      test: shorten(test, MOST_SHOWN),
      why:
        why === undefined ? (missingCalls(guest.stderr) ?? 'no reason is given') : quoted(why, MOST_OF_WHY),
    }));
}

/** Compares what a program did in a guest with what it did here. */
export function compareEnds(host: End, guest: End, { varying, failure }: Writing = {}): CompatOutcome {
  const normal = (text: string): string => (varying === undefined ? text : text.replace(varying, '#'));
  const [wanted, found] = [normal(host.stdout), normal(guest.stdout)];
  const failed = failure === undefined ? [] : newFailures(host, guest, failure);
  if (failed.length > 0) {
    const calls = missingCalls(guest.stderr);
    const why = calls === undefined ? '' : `; ${calls}`;
    return { kind: 'differs', how: `${failCount(failed.length)}${why}`, failed };
  }
  if (guest.code !== host.code) {
    const lines = guest.stderr.trim().split('\n');
    const last = lines.find((line) => /error:|panic|not implemented/.test(line)) ?? lines.at(-1) ?? '';
    const said = last === '' ? '' : `: ${quoted(last)}`;
    return { kind: 'differs', how: `exit code ${guest.code} instead of ${host.code}${said}` };
  }
  if (wanted === found) return { kind: 'same' };
  const [expected, actual] = [wanted.split('\n'), found.split('\n')];
  const at = expected.findIndex((line, index) => line !== actual[index]);
  const line = at < 0 ? expected.length : at;
  return {
    kind: 'differs',
    how: `line ${line + 1} of the output is ${quoted(actual[line])} instead of ${quoted(expected[line])}`,
  };
}

/** A child's end as a program's; for other ends, what is to be said of them. */
export function endOf(outcome: SpawnOutcome): End | string {
  switch (outcome.kind) {
    case 'exited':
      return outcome;
    case 'signalled':
      return `ended by ${outcome.signal}`;
    case 'timed-out':
      return 'took too long';
    case 'not-found':
      return 'is not there';
    default:
      return outcome satisfies never;
  }
}

/** A program that is ready to be compared: installed, compiled, its fixtures made, and run on the host. */
export interface CompatSubject {
  readonly program: CompatProgram;
  readonly host: End;
}

async function layFiles({ fixtures = [], sources }: CompatProgram): Promise<Result<void>> {
  const laid = await layFixtures(fixtures);
  if (!laid.ok) return laid;
  if (sources === undefined) return ok(undefined);
  const { fetchUnpacked } = await import('../toolchain/index.ts');
  return fetchUnpacked(sources.archive, sourcesPath(sources.archive));
}

/** What it reads, of the host's paths. */
function filesOf({ files = [], fixtures = [], sources }: CompatProgram): string[] {
  const folder = sources === undefined ? '' : sourcesPath(sources.archive);
  return [
    ...files,
    ...fixtures.map(({ name }) => fixturePath(name)),
    ...(sources?.paths ?? []).map((path) => join(folder, path)),
  ];
}

/** What makes a run on the host no reference: it ended otherwise than it is known to. */
export function referenceFault(program: CompatProgram, end: End): string | undefined {
  const expected = program.exitCode ?? 0;
  if (end.code === expected) return undefined;
  const [said = ''] = end.stderr.trim().split('\n');
  return `ended with ${end.code}, expected ${expected}: ${quoted(said)}`;
}

/** Installs what is missing and runs the program here. */
export async function prepareSubject(
  context: CommandContext,
  program: CompatProgram,
): Promise<Result<CompatSubject>> {
  if (program.program.startsWith('/')) {
    const ensured = await ensureProgram(context, program.program, [program.package]);
    if (!ensured.ok) return ensured;
  }
  if (program.also !== undefined) {
    const ensured = await ensureProgram(context, program.also.file, [program.also.package]);
    if (!ensured.ok) return ensured;
  }
  const fixtures = await layFiles(program);
  if (!fixtures.ok) return fixtures;
  const resolved = await resolveProgram(context, program.program);
  if (!resolved.ok) return resolved;
  const { host, args, env } = resolved.value;
  const environment = Object.entries({ ...BASE_ENVIRONMENT, ...env, ...program.env });
  const words = ['-i', ...environment.map(([name, value]) => `${name}=${value}`), host];
  const outcome = await spawn('/usr/bin/env', [...words, ...args, ...program.args], {
    cwd: '/',
    timeoutMs: SECONDS * 1000,
    encoding: 'latin1',
    ...(program.input === undefined ? {} : { input: program.input }),
  });
  const end = endOf(outcome);
  const fault = typeof end === 'string' ? end : referenceFault(program, end);
  if (typeof end === 'string' || fault !== undefined)
    return err(hostFailed(`${program.name}: on the host, ${program.program} ${fault}`, 'test/compat/'));
  return ok({ program, host: end });
}

/** The words for `thimble run` that run it in a guest. */
function guestWords(program: CompatProgram, variant: CompatVariant): string[] {
  return [
    'run',
    // The kernel's messages may tell why tests fail.
    ...(program.failure === undefined ? [] : ['--verbose']),
    ...VARIANTS[variant],
    ...['--memory', program.memory ?? MEMORY, '--timeout', String(program.seconds ?? SECONDS)],
    ...filesOf(program).flatMap((path) => ['--file', `${path}=${path}`]),
    ...Object.entries(program.env ?? {}).flatMap(([name, value]) => ['--env', `${name}=${value}`]),
    program.program,
    ...program.args,
  ];
}

/** Runs it in a guest and compares. */
export async function compareInGuest(
  context: CommandContext,
  { program, host }: CompatSubject,
  variant: CompatVariant,
): Promise<CompatOutcome> {
  const main = join(context.root, 'build/js/src/cli/main.js');
  const outcome = await spawn(process.execPath, [main, ...guestWords(program, variant)], {
    cwd: '/',
    encoding: 'latin1',
    cancel: context.interrupted,
    ...(program.input === undefined ? {} : { input: program.input }),
  });
  const guest = endOf(outcome);
  if (typeof guest === 'string') return { kind: 'differs', how: guest };
  if (guest.code === EXIT.notPrepared) {
    const errors = guest.stderr.split('\n').filter((line) => line.includes('error: '));
    return { kind: 'not-built', why: quoted(errors[0]?.replace(/^.*error: /, ''), MOST_OF_REASON) };
  }
  return compareEnds(host, guest, program);
}

/** The command as the table shows it. */
export function shownCommand({ program, args, shown }: CompatProgram): string {
  if (shown !== undefined) return shown;
  const name = program.slice(program.lastIndexOf('/') + 1);
  return [name, ...args.map((word) => (/[\s"'$;(){}]/.test(word) ? `'${word}'` : word))]
    .join(' ')
    .replaceAll('\n', ' ');
}

/** One row of the table. */
export async function compatRow(
  context: CommandContext,
  program: CompatProgram,
  variants: readonly CompatVariant[],
): Promise<Result<CompatRow>> {
  const subject = await prepareSubject(context, program);
  if (!subject.ok) return subject;
  const outcomes = forEachVariant(VARIANT_NAMES, () => NOT_TRIED);
  for (const variant of variants) outcomes[variant] = await compareInGuest(context, subject.value, variant);
  return ok({ name: program.name, package: program.package, command: shownCommand(program), ...outcomes });
}
