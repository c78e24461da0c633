// SPDX-License-Identifier: MIT
// The only importer of the process runner. A child's whole tree ends with us.
// It is imported when the first process starts: loading it takes longer than all the rest of a command that starts none.

/** How a child process ended. */
export type SpawnOutcome =
  | { readonly kind: 'exited'; readonly code: number; readonly stdout: string; readonly stderr: string }
  | { readonly kind: 'signalled'; readonly signal: string; readonly stdout: string; readonly stderr: string }
  | { readonly kind: 'timed-out'; readonly stdout: string; readonly stderr: string }
  | { readonly kind: 'not-found'; readonly command: string };

export interface SpawnOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string | Uint8Array;
  readonly timeoutMs?: number;
  /** Ends the child when it aborts; the outcome is then `signalled`. */
  readonly cancel?: AbortSignal;
  /** Where output goes: kept in the outcome (`pipe`, the default) or straight to our own streams (`inherit`). */
  readonly output?: 'pipe' | 'inherit';
  /** How bytes of the output become text: `latin1` keeps each of them. */
  readonly encoding?: 'utf8' | 'latin1';
}

/** Runs a program to its end, without a shell. Never throws for what the program does. */
export async function spawn(
  command: string,
  args: readonly string[],
  options: SpawnOptions = {},
): Promise<SpawnOutcome> {
  const output = options.output ?? 'pipe';
  const { execa } = await import('execa');
  const result = await execa(command, [...args], {
    reject: false,
    cleanup: true,
    stripFinalNewline: false,
    stdout: output,
    stderr: output,
    ...(options.input === undefined ? { stdin: 'ignore' as const } : { input: options.input }),
    ...(options.encoding === undefined ? {} : { encoding: options.encoding }),
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...(options.env === undefined ? {} : { env: options.env }),
    ...(options.timeoutMs === undefined ? {} : { timeout: options.timeoutMs }),
    ...(options.cancel === undefined ? {} : { cancelSignal: options.cancel }),
  });
  const stdout = typeof result.stdout === 'string' ? result.stdout : '';
  const stderr = typeof result.stderr === 'string' ? result.stderr : '';
  if (result.code === 'ENOENT') return { kind: 'not-found', command };
  if (result.timedOut) return { kind: 'timed-out', stdout, stderr };
  if (result.isCanceled) return { kind: 'signalled', signal: 'SIGTERM', stdout, stderr };
  if (result.signal !== undefined) return { kind: 'signalled', signal: result.signal, stdout, stderr };
  return { kind: 'exited', code: result.exitCode ?? -1, stdout, stderr };
}
