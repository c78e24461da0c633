// SPDX-License-Identifier: MIT
// A server on the host's own kernel, with the files that a guest would have, and a network of its own: its ports are free there.
import { err, ok, type Result } from '../diagnostic/index.ts';
import { exportTree } from '../image/index.ts';
import { findCommand } from '../toolchain/find-tools.ts';
import { join, makeTemporaryDirectory, removeTree, spawnStreaming, tmpdir } from '../util/index.ts';
import type { CommandContext } from './command.ts';
import { cannotMakeServerFolder } from './compat-messages.ts';
import { BASE_ENVIRONMENT, givenEntries } from './prepare-program.ts';
import { planProgramImage } from './plan-program-image.ts';
import type { Program } from './resolve-program.ts';
import { streamingCode, waitForPorts, type ServeWish, type Serving } from './serve.ts';

/**
 * The arguments are the folder, and what env(1) is to start, and with what. What is mounted goes with the namespaces. Standard error
 * becomes a pipe: what Node makes is a socket, which cannot be opened by the name /dev/stderr.
 */
const START = `set -e
ip link set lo up
for name in dev proc; do mount --rbind "/$name" "$0/$name"; done
mount -t tmpfs tmpfs "$0/tmp"
exec 2> >(exec cat >&2)
exec env -i "$@"`;

/** A folder with what is in the image of the program, libc included. */
function layImage(
  context: CommandContext,
  program: Program,
  files: ReadonlyMap<string, string>,
): Result<string> {
  const given = givenEntries(context, program, {
    file: files,
    manifest: undefined,
    var: new Map(),
    env: new Map(),
    libc: 'image',
  });
  if (!given.ok) return given;
  const plan = planProgramImage({ program, given: given.value, libraryPath: [], networked: true });
  if (!plan.ok) return plan;
  const made = makeTemporaryDirectory(tmpdir(), 'thimble-server-');
  if (!made.ok) return err(cannotMakeServerFolder(made));
  const root = join(made.value, 'root');
  context.finally(() => void removeTree(made.value));
  const laid = exportTree(plan.value.tree, root);
  return laid.ok ? ok(root) : laid;
}

/** Starts the server and waits until it listens. */
export async function serveOnHost(
  context: CommandContext,
  program: Program,
  files: ReadonlyMap<string, string>,
  wish: ServeWish,
): Promise<Result<Serving>> {
  const { server, env } = wish;
  const laid = layImage(context, program, files);
  if (!laid.ok) return laid;
  const environment = Object.entries({ ...BASE_ENVIRONMENT, ...program.env, ...env });
  const words = [program.guest, ...program.args, ...(server.args ?? [])];
  // The server gets a PATH that this command may not be in.
  const chroot = findCommand('chroot', context.env['PATH'] ?? '') ?? '/usr/sbin/chroot';
  const child = spawnStreaming('unshare', [
    ...['--mount', '--net', '--', 'bash', '-c', START, laid.value],
    ...environment.map(([name, value]) => `${name}=${value}`),
    ...[chroot, laid.value, ...words],
  ]);
  const ports = Object.values(server.ports);
  const waited = await waitForPorts(child, ports, server.name);
  if (!waited.ok) return waited;
  return ok({
    ports: new Map(ports.map((port) => [port, port])),
    enter: ['nsenter', `--net=/proc/${child.pid}/ns/net`, '--'],
    stop: async () => {
      child.kill('SIGINT');
      return streamingCode(await child.ended);
    },
  });
}
