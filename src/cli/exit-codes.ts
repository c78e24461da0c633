// SPDX-License-Identifier: MIT
// The exit codes of the tool. docs/exit-codes.md is the same table for people; a test compares the two.

/**
 * `run` ends with the code of the program. What is not the program's doing has codes at the top of the range, as
 * `timeout` (124), `env` (126, 127) and shells (128 + signal) have them, where programs seldom put their own.
 */
export const EXIT = {
  success: 0,
  failure: 1,
  usage: 2,
  overBudget: 3,
  guestBroken: 120,
  vmmFailed: 121,
  packagesMissing: 122,
  timedOut: 124,
  notPrepared: 125,
  interrupted: 130,
  terminated: 143,
} as const;

/** The code of a program that a signal ended, as shells give it. */
export function signalCode(signal: number): number {
  return 128 + signal;
}

export interface ExitCodeRow {
  readonly code: string;
  readonly meaning: string;
}

export const EXIT_CODE_TABLE: readonly ExitCodeRow[] = [
  { code: '0', meaning: 'done; for `run`: the program exited with 0' },
  { code: '1', meaning: 'a command other than `run` failed; its messages say why' },
  {
    code: '2',
    meaning: 'the command line is wrong: an unknown command or option, a value that cannot be read',
  },
  { code: '3', meaning: '`size`: the kernel is larger than its `--budget`' },
  { code: '0 to 255', meaning: '`run`: the code that the program exited with' },
  { code: '120', meaning: '`run`: the kernel panicked, or it could not start the program' },
  { code: '121', meaning: '`run`: the VMM (QEMU) failed or ended without a verdict of the guest' },
  { code: '122', meaning: 'system packages are missing and were not installed; the message lists them' },
  { code: '124', meaning: '`run`: the time of `--timeout` was over' },
  {
    code: '125',
    meaning:
      '`run`: the image could not be prepared, so nothing was booted; also when `./thimble` cannot set itself up',
  },
  { code: '128 + N', meaning: '`run`: signal N ended the program in the guest (139 is SIGSEGV)' },
  {
    code: '130',
    meaning:
      'Ctrl-C; the guest was ended and temporary files were removed; a program that handles SIGINT ends with its own code',
  },
  { code: '143', meaning: 'as 130, on SIGTERM' },
];
