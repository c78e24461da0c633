// SPDX-License-Identifier: MIT
// Runs a server of the compatibility table on the host and in guests, has clients talk to it, and compares what they got.
import { err, ok, type Result } from '../diagnostic/index.ts';
import { forEachVariant, NOT_TRIED, type CompatOutcome } from '../report/compat.ts';
import {
  SERVER_VARIANT_NAMES,
  variantsOf,
  type ServerRow,
  type ServerVariant,
} from '../report/compat-servers.ts';
import {
  basename,
  freePort,
  makeTemporaryDirectory,
  removeTree,
  spawn,
  tmpdir,
  type StreamingChild,
} from '../util/index.ts';
import type { CommandContext } from './command.ts';
import { FIXTURE_FOLDER, fixturePath } from './compat.ts';
import { layFixtures } from './compat-fixtures.ts';
import { hostFailed, serversNeedRoot } from './compat-messages.ts';
import type { CompatServer, ServerClient, ServerTalk } from './compat-server.ts';
import { ensureProgram } from './ensure-packages.ts';
import { resolveProgram } from './resolve-program.ts';
import { compareEnds, endOf, type End } from './run-compat.ts';
import { serveInGuest } from './serve-in-guest.ts';
import { serveOnHost } from './serve-on-host.ts';
import { startBackend, type Serving } from './serve.ts';

/** Only a hang takes so long. */
const TALK_SECONDS = 240;

/** Where guests find the host on QEMU's user network, and where whatever runs on the host finds it. */
const HOST_FROM_GUEST = '10.0.2.2';
const HOST = '127.0.0.1';

/** What is needed on the host beside the clients of a server. */
const OWN_CLIENTS: readonly ServerClient[] = [{ command: '/usr/sbin/ip', package: 'iproute2' }];

/** What the clients got, by the name of the talk, and how the server ended. */
interface Heard {
  readonly talks: ReadonlyMap<string, End | string>;
  readonly code: number;
}

async function talkTo(
  context: CommandContext,
  { ports, enter }: Serving,
  server: CompatServer,
  talk: ServerTalk,
): Promise<End | string> {
  const folder = makeTemporaryDirectory(tmpdir(), 'thimble-client-');
  if (!folder.ok) return `no folder for it (${folder.code})`;
  const [command, ...words] = [...enter, 'bash', '-euo', 'pipefail', '-c', talk.script];
  const variables = Object.entries(server.ports).map(([name, port]) => [name, String(ports.get(port))]);
  const outcome = await spawn(command, words, {
    cwd: folder.value,
    env: { ...(Object.fromEntries(variables) as Record<string, string>), FILES: FIXTURE_FOLDER, LC_ALL: 'C' },
    timeoutMs: TALK_SECONDS * 1000,
    encoding: 'latin1',
    cancel: context.interrupted,
  });
  removeTree(folder.value);
  return endOf(outcome);
}

/** Has all clients talk to a server, one after the other, and then ends it. */
async function hear(
  context: CommandContext,
  serving: Serving,
  server: CompatServer,
  talks: readonly ServerTalk[],
): Promise<Heard> {
  const heard = new Map<string, End | string>();
  for (const talk of talks) {
    if (context.interrupted.aborted) break;
    heard.set(talk.name, await talkTo(context, serving, server, talk));
  }
  return { talks: heard, code: await serving.stop() };
}

/** What is different of what clients got, and of how the server ended. */
export function compareHeard(host: Heard, guest: Heard, talks: readonly ServerTalk[]): CompatOutcome {
  const faults: string[] = [];
  for (const { name, varying } of talks) {
    const [wanted, found] = [host.talks.get(name), guest.talks.get(name)];
    if (typeof wanted !== 'object' || typeof found !== 'object') {
      faults.push(`${name}: ${typeof found === 'string' ? found : 'not tried'}`);
      continue;
    }
    const outcome = compareEnds(wanted, found, varying === undefined ? {} : { varying });
    if (outcome.kind === 'differs') faults.push(`${name}: ${outcome.how}`);
  }
  if (guest.code !== host.code) faults.push(`the server ends with ${guest.code} instead of ${host.code}`);
  return faults.length === 0 ? { kind: 'same' } : { kind: 'differs', how: faults.join('; ') };
}

/** What makes the clients' talks on the host no reference: one of them failed, which would let a guest fail as well. */
function referenceFault({ talks }: Heard): string | undefined {
  for (const [name, end] of talks) {
    if (typeof end === 'string') return `${name}: ${end}`;
    if (end.code !== 0) return `${name}: exit code ${end.code}: ${end.stderr.trim()}`;
  }
  return undefined;
}

interface Backend {
  readonly env: Readonly<Record<string, string>>;
  readonly port: number;
}

async function backendFor({ backend }: CompatServer, from: string): Promise<Backend | undefined> {
  if (backend === undefined) return undefined;
  const free = await freePort('tcp', HOST);
  return free.ok ? { env: { [backend.variable]: `${from}:${free.port}` }, port: free.port } : undefined;
}

/** Calls `talk` while the backend, if the server has one, is there. */
async function besideBackend(
  { backend }: CompatServer,
  port: number | undefined,
  enter: readonly string[],
  talk: () => Promise<Heard>,
): Promise<Result<Heard>> {
  let started: StreamingChild | undefined;
  if (backend !== undefined && port !== undefined) {
    const child = await startBackend(backend, port, enter);
    if (!child.ok) return child;
    started = child.value;
  }
  const heard = await talk();
  started?.kill('SIGKILL');
  await started?.ended;
  return ok(heard);
}

/** What belongs to a server whatever it is run on. */
interface Subject {
  readonly server: CompatServer;
  readonly talks: readonly ServerTalk[];
  readonly files: ReadonlyMap<string, string>;
}

async function hearOnHost(
  context: CommandContext,
  { server, talks, files }: Subject,
): Promise<Result<Heard>> {
  const program = await resolveProgram(context, server.name);
  if (!program.ok) return program;
  const backend = await backendFor(server, HOST);
  const serving = await serveOnHost(context, program.value, files, { server, env: backend?.env ?? {} });
  if (!serving.ok) return serving;
  const heard = await besideBackend(server, backend?.port, serving.value.enter, () =>
    hear(context, serving.value, server, talks),
  );
  if (!heard.ok || context.interrupted.aborted) return heard;
  const fault = referenceFault(heard.value);
  if (fault === undefined) return heard;
  return err(hostFailed(`${server.name} on the host: ${fault}`, 'test/compat/servers/'));
}

async function compareInGuest(
  context: CommandContext,
  { server, talks, files }: Subject,
  host: Heard,
  variant: ServerVariant,
): Promise<Result<CompatOutcome>> {
  const backend = await backendFor(server, HOST_FROM_GUEST);
  const serving = await serveInGuest(context, files, { server, env: backend?.env ?? {} }, variant);
  if ('kind' in serving) return ok(serving);
  const heard = await besideBackend(server, backend?.port, [], () => hear(context, serving, server, talks));
  return heard.ok ? ok(compareHeard(host, heard.value, talks)) : heard;
}

/** Installs the clients that are missing and makes what the server reads. */
async function prepare(context: CommandContext, server: CompatServer): Promise<Result<void>> {
  if (!context.isRoot) return err(serversNeedRoot());
  const { clients, backend } = server;
  for (const client of [...OWN_CLIENTS, ...clients, ...(backend === undefined ? [] : [backend.client])]) {
    const ensured = await ensureProgram(context, client.command, [client.package]);
    if (!ensured.ok) return ensured;
  }
  return layFixtures(server.fixtures ?? []);
}

/** One row of the table. */
export async function serverRow(
  context: CommandContext,
  server: CompatServer,
  variants: readonly ServerVariant[],
  onlyQuick: boolean,
): Promise<Result<ServerRow>> {
  const prepared = await prepare(context, server);
  if (!prepared.ok) return prepared;
  const talks = server.talks.filter(({ quick }) => !onlyQuick || quick === true);
  const files = new Map(
    Object.entries(server.files ?? {}).map(([guest, name]) => [guest, fixturePath(name)]),
  );
  const subject: Subject = { server, talks, files };
  const host = await hearOnHost(context, subject);
  if (!host.ok) return host;
  const outcomes = forEachVariant(SERVER_VARIANT_NAMES, () => NOT_TRIED);
  for (const variant of variantsOf(server, variants)) {
    const outcome = await compareInGuest(context, subject, host.value, variant);
    if (!outcome.ok) return outcome;
    if (context.interrupted.aborted) break;
    outcomes[variant] = outcome.value;
  }
  return ok({
    name: server.name,
    package: server.package,
    clients: server.clients.map(({ command }) => basename(command)),
    talks: talks.map(({ name }) => name),
    isStatic: server.isStatic ?? false,
    outcomes,
  });
}
