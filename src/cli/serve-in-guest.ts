// SPDX-License-Identifier: MIT
// A server in a guest, as `thimble run -p :PORT NAME` starts it.
import type { CompatOutcome } from '../report/compat.ts';
import { SERVER_VARIANTS, type ServerVariant } from '../report/compat-servers.ts';
import { join, spawnStreaming } from '../util/index.ts';
import type { CommandContext } from './command.ts';
import { EXIT } from './exit-codes.ts';
import { toldForwards } from './network-options.ts';
import { quoted } from './run-compat.ts';
import { streamingCode, type ServeWish, type Serving } from './serve.ts';

/** Only a hang takes so long: for the guest, with all that its clients ask of it. */
const SECONDS = 600;

const MOST_OF_REASON = 400;

function lastError(stderr: string): string {
  const lines = stderr.trim().split('\n');
  return quoted(lines.find((line) => /error:|panic/.test(line)) ?? lines.at(-1), MOST_OF_REASON);
}

/** Boots the server and waits until it listens; otherwise gives what to say of it. */
export async function serveInGuest(
  context: CommandContext,
  files: ReadonlyMap<string, string>,
  { server, env }: ServeWish,
  variant: ServerVariant,
): Promise<Serving | CompatOutcome> {
  const wanted = Object.values(server.ports);
  const words = [
    join(context.root, 'build/js/src/cli/main.js'),
    ...['run', ...SERVER_VARIANTS[variant].options, '--timeout', String(SECONDS)],
    ...wanted.flatMap((port) => ['-p', `:${port}`]),
    ...[...files].flatMap(([guest, host]) => ['--file', `${guest}=${host}`]),
    ...Object.entries(env).flatMap(([name, value]) => ['--env', `${name}=${value}`]),
    ...[server.name, ...(server.args ?? [])],
  ];
  let said = '';
  let tellReady: (ports: Map<number, number>) => void;
  const ready = new Promise<Map<number, number>>((resolve) => (tellReady = resolve));
  const child = spawnStreaming(process.execPath, words, {
    onStderr: (text) => {
      said += text;
      const leads = toldForwards(said);
      if (wanted.every((port) => leads.has(port))) tellReady(leads);
    },
  });
  const first = await Promise.race([ready, child.ended]);
  if (first instanceof Map) {
    const stop = async (): Promise<number> => {
      child.kill('SIGINT');
      return streamingCode(await child.ended);
    };
    return { ports: first, enter: [], stop };
  }
  const why = lastError(first.kind === 'not-started' ? '' : first.stderr);
  return streamingCode(first) === EXIT.notPrepared
    ? { kind: 'not-built', why }
    : { kind: 'differs', how: `it ended, with ${streamingCode(first)}: ${why}` };
}
