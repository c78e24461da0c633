// SPDX-License-Identifier: MIT
// A server of the compatibility table that runs, on the host or in a guest, and what to start it with.
import { err, ok, type Result } from '../diagnostic/index.ts';
import { signalNumber } from '../report/signal-names.ts';
import { readText, spawnStreaming, type StreamingChild, type StreamingEnd } from '../util/index.ts';
import { hostFailed } from './compat-messages.ts';
import type { CompatServer, ServerBackend } from './compat-server.ts';
import { signalCode } from './exit-codes.ts';

/** A server at work. */
export interface Serving {
  /** Where clients reach its ports, on 127.0.0.1. */
  readonly ports: ReadonlyMap<number, number>;
  /** What comes before the command of a client, so that it is where it reaches them. */
  readonly enter: readonly string[];
  /** Asks it to end, as Ctrl-C does, and gives its exit code. */
  readonly stop: () => Promise<number>;
}

/** What a server is started with besides what it declares. */
export interface ServeWish {
  readonly server: CompatServer;
  /** Added to the environment of the app. */
  readonly env: Readonly<Record<string, string>>;
}

const POLL_MS = 50;
const MOST_POLLS = 600;

/** The exit code as a shell gives it. */
export function streamingCode(end: StreamingEnd): number {
  switch (end.kind) {
    case 'exited':
      return end.code;
    case 'signalled':
      return signalCode(signalNumber(end.signal) ?? 0);
    case 'not-started':
      return 127;
    default:
      return end satisfies never;
  }
}

/** Lines of /proc/net/tcp (proc(5)): local address and port, the other's, and the state, of which 0A is listening. */
function listensAt(pid: number, port: number): boolean {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  const listening = new RegExp(`^ *\\d+: [0-9A-F]+:${hex} [0-9A-F]+:0000 0A `, 'm');
  return ['tcp', 'tcp6'].some((file) => {
    const table = readText(`/proc/${pid}/net/${file}`);
    return table.ok && listening.test(table.value);
  });
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, POLL_MS));
}

/** Waits until somebody in the network of a child listens at all of `ports`. Fails when the child ends before that. */
export async function waitForPorts(
  child: StreamingChild,
  ports: readonly number[],
  name: string,
): Promise<Result<void>> {
  let end: StreamingEnd | undefined;
  void child.ended.then((value) => (end = value));
  for (let polls = 0; polls < MOST_POLLS && end === undefined; polls++) {
    const { pid } = child;
    if (pid !== undefined && ports.every((port) => listensAt(pid, port))) return ok(undefined);
    await pause();
  }
  child.kill('SIGKILL');
  const said = end === undefined || end.kind === 'not-started' ? '' : `: ${end.stderr.trim()}`;
  return err(hostFailed(`${name} does not serve on the host${said}`, 'test/compat/servers/'));
}

/** Starts what is behind a server, in the network that `enter` leads to. */
export async function startBackend(
  { client, args }: ServerBackend,
  port: number,
  enter: readonly string[],
): Promise<Result<StreamingChild>> {
  const [command = '', ...words] = [...enter, client.command, ...args(port)];
  const child = spawnStreaming(command, words);
  const waited = await waitForPorts(child, [port], client.command);
  return waited.ok ? ok(child) : waited;
}
