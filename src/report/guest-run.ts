// SPDX-License-Identifier: MIT
// How a guest ended, as text for people and as JSON for programs.
import { errorDiagnostic, warningDiagnostic, type Diagnostic } from '../diagnostic/index.ts';
import {
  isAskedForLine,
  isForHost,
  readLeftOut,
  type GuestOutcome,
  type GuestRun,
  type LeftOut,
} from '../machine/index.ts';
import { renderBacktrace, type OpenModule } from './backtrace.ts';
import { isCrashLine, parseCrashReport } from './crash-report.ts';
import { signalName } from './signal-names.ts';

/** What `run --json FILE` writes. Fields are added, never renamed. */
export interface GuestRunJson {
  /** What the command exits with; 128 + N when signal N ended the program, or us and so the program. */
  readonly exitCode: number;
  readonly outcome: 'exited' | 'signalled' | 'panicked' | 'timed-out' | 'vmm-failed';
  /** The number of the signal that ended the program, or us; null when none did. */
  readonly signal: number | null;
  /** Where the program's libc was: in the kernel, in the image, or nowhere but in the program. */
  readonly libc: 'kernel' | 'image' | 'none';
  readonly seconds: { readonly boot: number | null; readonly total: number };
  /** Guest instructions from the kernel's entry to the program's first, if they were counted (`--kernel-args --bootchart`, under emulation). */
  readonly bootInstructions?: number;
  /** What the program asked for and its kernel was cut from; null when there was nothing of that kind. */
  readonly leftOut: LeftOut | null;
}

export function guestRunJson(run: GuestRun, exitCode: number, libc: GuestRunJson['libc']): GuestRunJson {
  const { outcome, seconds, bootInstructions } = run;
  return {
    exitCode,
    outcome: outcome.kind === 'interrupted' ? 'signalled' : outcome.kind,
    signal: outcome.kind === 'signalled' || outcome.kind === 'interrupted' ? exitCode - 128 : null,
    libc,
    seconds,
    leftOut: readLeftOut(run.log) ?? null,
    ...(bootInstructions === null ? {} : { bootInstructions }),
  };
}

/** What is to be said about an end; undefined when the program just exited, or somebody wanted it to end. */
export function guestEndDiagnostic(outcome: GuestOutcome): Diagnostic | undefined {
  switch (outcome.kind) {
    case 'exited':
    case 'interrupted':
      return undefined;
    case 'signalled':
      return errorDiagnostic('run/signalled', `the program was killed by ${signalName(outcome.signal)}`);
    case 'panicked':
      return outcome.cause === 'panic'
        ? errorDiagnostic('run/kernel-panic', `the kernel panicked: ${outcome.message}`, {
            help: 'this is a defect of Thimble, whatever the program did; please report it with all that is printed here',
          })
        : errorDiagnostic('run/boot-failed', `the kernel could not start the program: ${outcome.message}`);
    case 'timed-out':
      return errorDiagnostic(
        'run/timed-out',
        `the guest was ended because it ran longer than the ${outcome.timeoutMs / 1000} s of --timeout`,
      );
    case 'vmm-failed':
      return outcome.diagnostic;
    default:
      return outcome satisfies never;
  }
}

/** That the kernel was cut from what its program turned out to need; undefined when it was not. */
export function leftOutDiagnostic(log: readonly string[]): Diagnostic | undefined {
  const found = readLeftOut(log);
  if (found === undefined) return undefined;
  const { systemCalls, symbols, fileSystems, requests } = found;
  const named = [
    ...(systemCalls.length === 0 ? [] : [`system call ${systemCalls.join(', ')}`]),
    ...(symbols.length === 0 ? [] : [`symbol ${symbols.join(', ')}`]),
    ...(fileSystems.length === 0 ? [] : [`file system ${fileSystems.map(({ path }) => path).join(', ')}`]),
  ];
  const components = new Set(fileSystems.map(({ component }) => component));
  const words = [
    ...systemCalls.map((name) => `--add-syscall ${name}`),
    ...symbols.map((name) => `--add-symbol ${name}`),
    ...Array.from(components, (name) => `--component ${name}=on`),
  ];
  const often = requests === null ? '' : `, ${requests} ${requests === 1 ? 'time' : 'times'} in all`;
  return warningDiagnostic(
    'run/left-out',
    `the program asked for what was left out of its kernel: ${named.join('; ')}${often}`,
    { help: `add it: ${words.join(' ')}; or do not cut the kernel: --universal` },
  );
}

const VERDICT = /^thimble: (exited |killed by signal |panic: |boot failed: )/;

/** Whether a line of the kernel's log is no part of a crash report or a verdict, which are told in a better form. */
export function isMessage(line: string): boolean {
  return !isCrashLine(line) && !VERDICT.test(line) && !isForHost(line) && !isAskedForLine(line);
}

/** The kernel's messages, which help to understand a bad end. Ends with a newline, or is empty. */
export function renderKernelLog(log: readonly string[]): string {
  return log
    .filter(isMessage)
    .map((line) => `${line}\n`)
    .join('');
}

/** Call chain and registers of a crash; the lines as they came when they cannot be read; empty when there are none. */
export function renderCrash(crash: readonly string[], openModule: OpenModule): string {
  if (crash.length === 0) return '';
  const report = parseCrashReport(crash);
  return report.ok ? renderBacktrace(report.value, openModule) : crash.map((line) => `${line}\n`).join('');
}
