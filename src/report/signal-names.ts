// SPDX-License-Identifier: MIT

const names: Readonly<Record<number, string>> = {
  1: 'SIGHUP',
  2: 'SIGINT',
  3: 'SIGQUIT',
  4: 'SIGILL',
  5: 'SIGTRAP',
  6: 'SIGABRT',
  7: 'SIGBUS',
  8: 'SIGFPE',
  9: 'SIGKILL',
  10: 'SIGUSR1',
  11: 'SIGSEGV',
  12: 'SIGUSR2',
  13: 'SIGPIPE',
  14: 'SIGALRM',
  15: 'SIGTERM',
  16: 'SIGSTKFLT',
  24: 'SIGXCPU',
  25: 'SIGXFSZ',
  26: 'SIGVTALRM',
  27: 'SIGPROF',
  29: 'SIGIO',
  30: 'SIGPWR',
  31: 'SIGSYS',
};

/** For example `SIGSEGV`, by the numbers of Linux on x86-64 (signal(7)). */
export function signalName(signal: number): string {
  return names[signal] ?? `signal ${signal}`;
}

/** The number of a name; undefined for one that is not here. */
export function signalNumber(name: string): number | undefined {
  const found = Object.entries(names).find(([, each]) => each === name);
  return found === undefined ? undefined : Number(found[0]);
}

/** What the kernel found, by signal and `si_code` (sigaction(2)); undefined where the code adds nothing. */
export function signalCause(signal: number, code: number, address: bigint): string | undefined {
  const at = `0x${address.toString(16)}`;
  switch (`${signal}/${code}`) {
    case '4/1':
    case '4/2':
      return `illegal instruction at ${at}`;
    case '5/1':
      return `breakpoint at ${at}`;
    case '7/2':
      return `access to ${at}, beyond the end of its file`;
    case '8/1':
      return `integer division by zero at ${at}`;
    case '11/1':
      return `access to ${at}, where nothing is mapped`;
    case '11/2':
      return `access to ${at}, which its protection forbids`;
    case '11/128':
      return 'access to a non-canonical address, or a forbidden instruction';
    default:
      return undefined;
  }
}
