// SPDX-License-Identifier: MIT
// Long-running children whose streams are in use while they run. `spawn` is for those whose output is wanted at the end.
import { spawn as spawnChild } from 'node:child_process';
import { isFile } from './fs.ts';
import { delimiter, join } from 'node:path';

export type StreamingEnd =
  | { readonly kind: 'exited'; readonly code: number; readonly stderr: string }
  | { readonly kind: 'signalled'; readonly signal: NodeJS.Signals; readonly stderr: string }
  | { readonly kind: 'not-started'; readonly command: string; readonly code: string };

export interface StreamingOptions {
  /** Descriptors that become the child's standard input and output; without them, both are empty. */
  readonly stdin?: number;
  readonly stdout?: number;
  /** What the child gets as descriptors 3, 4, ... The caller closes its own copies of all of them. */
  readonly descriptors?: readonly number[];
  readonly cwd?: string;
  /** Standard error beyond this many characters is dropped, the oldest first. */
  readonly stderrLimit?: number;
  /** Gets standard error as it comes, in pieces that may end anywhere. */
  readonly onStderr?: (text: string) => void;
}

export interface StreamingChild {
  /** Undefined when it could not be started; `ended` says why. */
  readonly pid: number | undefined;
  /** Resolves when the child is gone and its standard error was read. Never rejects. */
  readonly ended: Promise<StreamingEnd>;
  kill(signal: NodeJS.Signals): void;
}

const STDERR_LIMIT = 65_536;

/**
 * Starts a program, without a shell; its standard error is kept. It ends with us: when we exit it is killed, and when we are killed ourselves the system kills it (PR_SET_PDEATHSIG, which util-linux'
 * setpriv sets; a system without setpriv lacks the second).
 */
export function spawnStreaming(
  command: string,
  args: readonly string[],
  options: StreamingOptions = {},
): StreamingChild {
  const words = [...parentDeathWords(), command, ...args];
  const child = spawnChild(words[0] ?? command, words.slice(1), {
    stdio: [options.stdin ?? 'ignore', options.stdout ?? 'ignore', 'pipe', ...(options.descriptors ?? [])],
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  });
  const killAtExit = () => void child.kill('SIGKILL');
  process.once('exit', killAtExit);

  const limit = options.stderrLimit ?? STDERR_LIMIT;
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-limit);
    options.onStderr?.(text);
  });

  const ended = new Promise<StreamingEnd>((resolve) => {
    const settle = (end: StreamingEnd) => {
      process.removeListener('exit', killAtExit);
      resolve(end);
    };
    child.on('error', (cause: NodeJS.ErrnoException) => {
      if (child.pid === undefined) settle({ kind: 'not-started', command, code: cause.code ?? 'EIO' });
    });
    child.on('close', (code, signal) => {
      if (signal !== null) settle({ kind: 'signalled', signal, stderr });
      else
        settle(
          setprivFailure(words[0] !== command, command, code) ?? { kind: 'exited', code: code ?? -1, stderr },
        );
    });
  });
  return { pid: child.pid, ended, kill: (signal) => void child.kill(signal) };
}

/** setpriv (1) exits with these when it cannot start the program, as env (1) does. */
function setprivFailure(used: boolean, command: string, code: number | null): StreamingEnd | undefined {
  if (used && code === 127) return { kind: 'not-started', command, code: 'ENOENT' };
  if (used && code === 126) return { kind: 'not-started', command, code: 'EACCES' };
  return undefined;
}

function parentDeathWords(): readonly string[] {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const setpriv = folders.map((folder) => join(folder, 'setpriv')).find(isFile);
  return setpriv === undefined ? [] : [setpriv, '--pdeathsig', 'KILL', '--'];
}
