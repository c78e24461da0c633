// SPDX-License-Identifier: MIT
// A network of a benchmark's own: a namespace with a tap device between a guest and its clients. It has no name and goes with the
// process that holds it, so nothing is left behind however we end.
import type { BenchContext } from '../../src/cli/benchmark.ts';
import { err, ok, type Result } from '../../src/diagnostic/index.ts';
import {
  join,
  makeFifos,
  readBatches,
  spawn,
  spawnStreaming,
  writeWhole,
  type SpawnOutcome,
} from '../../src/util/index.ts';
import { staticProgram } from '../support/fixtures.ts';
import { fileFailed } from '../support/messages.ts';

export const TAP = {
  device: 'tap0',
  host: '192.0.2.1',
  guest: '192.0.2.2',
  mask: '255.255.255.0',
} as const;

/** What QEMU gives its first card. Known to the host beforehand, so that no first packet waits for ARP. */
const GUEST_CARD = '52:54:00:12:34:56';

/** As many packets as the host keeps for a guest that does not take them. A guest that boots must not find thousands of old ones. */
const QUEUE = { booting: 4, serving: 1000 } as const;

const READY = 'ready';
const SET_UP = [
  `ip tuntap add ${TAP.device} mode tap`,
  `ip address add ${TAP.host}/24 dev ${TAP.device}`,
  `ip link set ${TAP.device} up`,
  'ip link set lo up',
  `ip neighbour add ${TAP.guest} lladdr ${GUEST_CARD} dev ${TAP.device} nud permanent`,
  `echo ${READY}`,
  'exec sleep infinity',
].join(' && ');

export interface BenchNetwork {
  readonly kind: 'network';
  /** What runs QEMU in the namespace and writes its process number into `pidFile`. */
  readonly vmm: string;
  readonly pidFile: string;
  /** Paths of programs of bench/programs, compiled. */
  readonly firstAnswer: string;
  readonly askLoad: string;
  /** Runs a client in the namespace, to its end or until it is cancelled. */
  client(
    command: string,
    args: readonly string[],
    timeoutMs: number,
    cancel?: AbortSignal,
  ): Promise<SpawnOutcome>;
  /** Has the host keep as many packets as are good for a guest in this state. */
  expect(guest: keyof typeof QUEUE): Promise<void>;
  close(): Promise<void>;
}

type NetworkOutcome = BenchNetwork | { readonly kind: 'missing'; readonly reason: string };

/** Where the system refuses a namespace or a tap device, the outcome tells why. */
export async function openNetwork(context: BenchContext): Promise<Result<NetworkOutcome>> {
  const firstAnswer = await staticProgram(context, 'first-answer', 'musl');
  if (!firstAnswer.ok) return firstAnswer;
  const askLoad = await staticProgram(context, 'ask-load', 'musl');
  if (!askLoad.ok) return askLoad;
  const made = await makeFifos(1, 0);
  if (!made.ok) return err(fileFailed(made));
  const [said] = made.value.outbound;
  if (said === undefined) throw new Error('makeFifos made too few');
  const holder = spawnStreaming('unshare', ['--net', 'sh', '-c', SET_UP], { stdout: said.childFd });
  made.value.closeChildEnds();
  const ready = new Promise<void>((resolve) => {
    let text = '';
    readBatches(said.ownFd, (bytes) => {
      text += Buffer.from(bytes).toString();
      if (text.includes(READY)) resolve();
      return undefined;
    });
  });
  const end = await Promise.race([ready, holder.ended]);
  if (end !== undefined || holder.pid === undefined) {
    const why = end !== undefined && 'stderr' in end ? end.stderr.trim() : 'there is no unshare';
    return ok({ kind: 'missing', reason: `no tap device in a network namespace of its own: ${why}` });
  }
  const enter = ['nsenter', `--net=/proc/${holder.pid}/ns/net`];
  const vmm = join(context.folder, 'qemu-in-namespace');
  const pidFile = join(context.folder, 'qemu.pid');
  const script = `#!/bin/sh\necho $$ >'${pidFile}'\nexec ${enter.join(' ')} qemu-system-x86_64 "$@"\n`;
  const written = writeWhole(vmm, script, 0o755);
  if (!written.ok) return err(fileFailed(written));
  const [command = '', ...words] = enter;
  const close = async (): Promise<void> => {
    holder.kill('SIGKILL');
    await holder.ended;
  };
  context.finally(close);
  const client: BenchNetwork['client'] = (program, args, timeoutMs, cancel) => {
    const signals = [context.interrupted, ...(cancel === undefined ? [] : [cancel])];
    return spawn(command, [...words, program, ...args], { timeoutMs, cancel: AbortSignal.any(signals) });
  };
  return ok({
    kind: 'network',
    vmm,
    pidFile,
    firstAnswer: firstAnswer.value,
    askLoad: askLoad.value,
    client,
    expect: async (guest) => {
      await client('ip', ['link', 'set', TAP.device, 'txqueuelen', String(QUEUE[guest])], 10_000);
    },
    close,
  });
}
