// SPDX-License-Identifier: MIT
// What can go wrong with a machine, as messages.
import { errorDiagnostic, type Diagnostic } from '../diagnostic/index.ts';

export function commandLineNul(word: string): Diagnostic {
  return errorDiagnostic(
    'machine/command-line-nul',
    `a NUL byte in ${JSON.stringify(word)} cannot be carried by the kernel command line`,
    { help: 'remove the NUL; no program could receive it in an argument anyway' },
  );
}

export function commandLineTooLong(machine: string, found: number, limit: number): Diagnostic {
  return errorDiagnostic(
    'machine/command-line-too-long',
    `the kernel command line has ${found} bytes; ${machine} carries ${limit}`,
    { help: 'pass long arguments in a file (--file GUEST=HOST), or shorten arguments and environment' },
  );
}

export function relativeProgram(path: string): Diagnostic {
  return errorDiagnostic(
    'machine/relative-program',
    `the program in the guest is ${JSON.stringify(path)}; expected an absolute path`,
    { help: 'paths of the guest begin with "/"' },
  );
}

export function badAmount(what: string, found: number, expected: string): Diagnostic {
  return errorDiagnostic('machine/bad-amount', `${what}: found ${found}, expected ${expected}`);
}

export function memoryBelowMachine(machine: string, found: number, least: number): Diagnostic {
  return errorDiagnostic(
    'machine/memory-too-small',
    `the firmware of ${machine} does not work with ${found / 1024}K of memory; it needs ${least / 1024}K`,
    { help: 'give the guest more with --memory, or take --machine microvm' },
  );
}

export function noPipes(path: string, code: string): Diagnostic {
  return errorDiagnostic('machine/no-pipes', `the pipes to the machine could not be made: ${path}: ${code}`, {
    help: 'they need mkfifo (of coreutils) and a temporary folder that can be written (TMPDIR)',
  });
}

export function vmmNotStarted(command: string, code: string): Diagnostic {
  const missing = code === 'ENOENT';
  return errorDiagnostic(
    'machine/vmm-not-started',
    missing ? `there is no ${command}` : `${command} could not be started: ${code}`,
    { help: missing ? './thimble doctor tells what to install' : 'look at its permissions' },
  );
}

function withStderr(fact: string, stderr: string): string {
  const text = stderr.trimEnd();
  return text === '' ? `${fact}, and said nothing` : `${fact}. It said:\n${text}`;
}

export function vmmFailed(command: string, status: number, stderr: string): Diagnostic {
  return errorDiagnostic(
    'machine/vmm-failed',
    withStderr(`${command} failed with status ${status}`, stderr),
    {
      help: "the message is the VMM's own; --keep DIR keeps a run.sh to try it by hand",
    },
  );
}

export function vmmKilled(command: string, signal: string, stderr: string): Diagnostic {
  return errorDiagnostic('machine/vmm-killed', withStderr(`${command} was killed by ${signal}`, stderr), {
    help:
      signal === 'SIGKILL'
        ? 'if nobody killed it, the host was out of memory; the system log tells'
        : `somebody sent ${signal}, or ${command} itself has a defect`,
  });
}

/** The machine stopped in an orderly way, but the guest had not said why. */
export function noVerdict(command: string, stderr: string): Diagnostic {
  const terminated = /terminating on signal \d+/.exec(stderr);
  if (terminated !== null) {
    return errorDiagnostic(
      'machine/vmm-terminated',
      withStderr(`${command} was told to stop from outside`, stderr),
      {
        help: 'find out who sent the signal; it was not thimble',
      },
    );
  }
  return errorDiagnostic(
    'machine/no-verdict',
    ['the guest reset or powered off without a verdict', stderr].join('\n').trimEnd(),
    {
      help:
        'a triple fault does that: the kernel broke before it could handle its own faults. ' +
        '--verbose shows how far it came, --gdb stops before its first instruction',
    },
  );
}

export function verdictWithoutLine(line: string): Diagnostic {
  return errorDiagnostic(
    'machine/verdict-without-line',
    `the guest stopped as after "${line}", but its log has no such line`,
    {
      help: 'kernel and tool are of different versions, or the kernel has a defect; docs/guest-interface.md has the contract',
    },
  );
}

export function cannotKeep(path: string, code: string): Diagnostic {
  return errorDiagnostic('machine/cannot-keep', `${path} could not be written: ${code}`, {
    help: 'give --keep a folder that can be written, on a disk with room',
  });
}

export function noGdbFolder(path: string, code: string): Diagnostic {
  return errorDiagnostic(
    'machine/no-gdb-folder',
    `no folder for gdb's socket could be made in ${path}: ${code}`,
    {
      help: 'set TMPDIR to a folder that can be written',
    },
  );
}
