// SPDX-License-Identifier: MIT
// Clients that ask a server for a while, and count whole answers. A lost, wrong or refused one fails the measurement.
import { err, ok, type Result } from '../../src/diagnostic/index.ts';
import type { SpawnOutcome } from '../../src/util/index.ts';
import { commandFailed, unexpectedOutput } from '../support/messages.ts';
import { TAP, type BenchNetwork } from './network.ts';

export interface Answers {
  readonly count: number;
  readonly seconds: number;
}

export interface ClientRun {
  readonly network: BenchNetwork;
  readonly port: number;
  readonly seconds: number;
  /** Answers a second to be expected: some clients stop after a number of requests, not after a time. */
  readonly rate: number;
}

export interface Clients {
  /** What is asked. */
  readonly what: string;
  run(wish: ClientRun): Promise<Result<Answers>>;
}

/** Lets them at a server for a second, until all is there that it needs. Gives the answers a second to be expected. */
export async function warmUp(
  clients: Clients,
  where: Pick<ClientRun, 'network' | 'port'>,
): Promise<Result<number>> {
  const run = await clients.run({ ...where, seconds: 1, rate: 1000 });
  return run.ok ? ok(run.value.count / run.value.seconds) : run;
}

const CONNECTIONS = 50;
const WEB_CONNECTIONS = 16;

/** How long a client may take that was to end after `seconds`. */
function limit(seconds: number): number {
  return 60_000 + 10_000 * seconds;
}

function output(command: string, outcome: SpawnOutcome): Result<string> {
  return outcome.kind === 'exited' && outcome.code === 0
    ? ok(outcome.stdout)
    : err(commandFailed(command, outcome));
}

/** Adds to a pattern's failure what was there instead. */
function number(command: string, text: string, pattern: RegExp): Result<number> {
  const found = pattern.exec(text)?.[1];
  return found === undefined ? err(unexpectedOutput(command, pattern.source, text)) : ok(Number(found));
}

/** redis-benchmark: 50 connections, keys out of 10,000, `pipeline` requests sent at once on each. */
export function redisClients(what: string, command: 'get' | 'set', pipeline: number): Clients {
  return {
    what,
    run: async ({ network, port, seconds, rate }) => {
      const count = Math.max(CONNECTIONS * pipeline, Math.round(rate * seconds));
      const args = [
        ...['-h', TAP.guest, '-p', String(port), '-c', String(CONNECTIONS), '-n', String(count)],
        ...['-P', String(pipeline), '-r', '10000', '-t', command, '--csv'],
      ];
      const said = output('redis-benchmark', await network.client('redis-benchmark', args, limit(seconds)));
      if (!said.ok) return said;
      // "test","rps",...; it ends with a failure when a connection does.
      const perSecond = number('redis-benchmark', said.value, /^"[GS]ET","([\d.]+)"/m);
      return perSecond.ok ? ok({ count, seconds: count / perSecond.value }) : perSecond;
    },
  };
}

/** bench/programs/ask-load.c: 50 connections. */
export function exactClients(what: string, request: string, answer: string): Clients {
  return {
    what,
    run: async ({ network, port, seconds }) => {
      const args = [TAP.guest, String(port), String(CONNECTIONS), String(seconds), request, answer];
      const said = output('ask-load', await network.client(network.askLoad, args, limit(seconds)));
      if (!said.ok) return said;
      const [count, ns] = [
        number('ask-load', said.value, /^(\d+) answers/m),
        number('ask-load', said.value, / in (\d+) ns$/m),
      ];
      if (!count.ok) return count;
      return ns.ok ? ok({ count: count.value, seconds: ns.value / 1e9 }) : ns;
    },
  };
}

/** wrk: 16 connections that stay open. */
export function webClients(what: string, path: string): Clients {
  return {
    what,
    run: async ({ network, port, seconds }) => {
      // It knows whole seconds only.
      const duration = `${Math.max(1, Math.round(seconds))}s`;
      const args = ['-t', '1', '-c', String(WEB_CONNECTIONS), '-d', duration, '--timeout', '10s'];
      const url = `http://${TAP.guest}:${port}${path}`;
      const said = output('wrk', await network.client('wrk', [...args, url], limit(seconds)));
      if (!said.ok) return said;
      const text = said.value;
      if (/Socket errors|Non-2xx/.test(text)) return err(unexpectedOutput('wrk', 'no error', text));
      const [count, perSecond] = [
        number('wrk', text, /^\s*(\d+) requests in/m),
        number('wrk', text, /^Requests\/sec:\s*([\d.]+)/m),
      ];
      if (!count.ok) return count;
      return perSecond.ok ? ok({ count: count.value, seconds: count.value / perSecond.value }) : perSecond;
    },
  };
}
