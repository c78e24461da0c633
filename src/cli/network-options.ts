// SPDX-License-Identifier: MIT
// `-p` and `--net`: how a guest is connected to the world.
import { err, ok, type Result } from '../diagnostic/index.ts';
import type { Switch } from '../graph/index.ts';
import {
  listeningForwards,
  NETWORK_COMPONENTS,
  type GuestNetwork,
  type PortForward,
} from '../machine/network.ts';
import { freePort } from '../util/index.ts';
import { badOptionValue, forwardsOverTap, portRefused } from './messages.ts';
import type { OptionDeclaration } from './options.ts';

const FORWARD = /^(?:(tcp|udp):)?(?:(\d+\.\d+\.\d+\.\d+):)?(\d*):(\d+)$/;
const MOST_PORTS = 65_535;

/** `[tcp:|udp:][ADDRESS:]HOST:GUEST`; no port of the host, or 0, stands for any that is free. */
export function parseForward(word: string): PortForward | undefined {
  const [, protocol = 'tcp', address = '127.0.0.1', host = '', guest = ''] = FORWARD.exec(word) ?? [];
  const [hostPort, guestPort] = [Number(host), Number(guest)];
  const parts = address.split('.').map(Number);
  if (guestPort < 1 || guestPort > MOST_PORTS || hostPort > MOST_PORTS) return undefined;
  if (parts.some((part) => part > 255)) return undefined;
  return { protocol: protocol === 'udp' ? 'udp' : 'tcp', address, hostPort, guestPort };
}

export function portForwards(flags: string, summary: string): OptionDeclaration<readonly PortForward[]> {
  return {
    flags,
    summary,
    read: (words) => {
      const forwards: PortForward[] = [];
      for (const word of words) {
        const forward = parseForward(word);
        if (forward === undefined)
          return err(
            badOptionValue('-p', word, '[udp:][ADDRESS:]HOST-PORT:GUEST-PORT', 'for example 8080:80'),
          );
        forwards.push(forward);
      }
      return ok(forwards);
    },
  };
}

export type NetworkWish = { readonly kind: 'user' } | { readonly kind: 'tap'; readonly name: string };

/** A name of an interface (dev_valid_name of Linux), without what QEMU's options are separated by. */
const TAP = /^tap:([^\s/:,=]{1,15})$/;

export function networkOption(flags: string, summary: string): OptionDeclaration<NetworkWish | undefined> {
  return {
    flags,
    summary,
    read: (words): Result<NetworkWish | undefined> => {
      const word = words.at(-1);
      if (word === undefined) return ok(undefined);
      if (word === 'user') return ok({ kind: 'user' });
      const name = TAP.exec(word)?.[1];
      return name === undefined
        ? err(badOptionValue('--net', word, 'user or tap:NAME'))
        : ok({ kind: 'tap', name });
    },
  };
}

export interface NetworkOptions {
  readonly publish: readonly PortForward[];
  readonly net: NetworkWish | undefined;
}

/** What the kernel must have for these options. */
export function networkSwitches({ publish, net }: NetworkOptions): Switch[] {
  const by = net === undefined ? '-p' : '--net';
  return publish.length === 0 && net === undefined
    ? []
    : NETWORK_COMPONENTS.map((name) => ({ name, on: true, by }));
}

/** The network that these options ask for; ports that were left to us are chosen. */
export async function resolveNetwork({
  publish,
  net,
}: NetworkOptions): Promise<Result<GuestNetwork | undefined>> {
  if (net?.kind === 'tap') return publish.length > 0 ? err(forwardsOverTap(net.name)) : ok(net);
  if (publish.length === 0 && net === undefined) return ok(undefined);
  const forwards: PortForward[] = [];
  for (const forward of publish) {
    const { protocol, address, hostPort } = forward;
    const free = await freePort(protocol, address, hostPort);
    if (!free.ok) return err(portRefused(forward, free.code));
    forwards.push({ ...forward, hostPort: free.port });
  }
  return ok({ kind: 'user', forwards });
}

/** Tells, once for each forward, when a line of the kernel's log says that somebody is there to talk to; gives the text to print. */
export function tellListening(network: GuestNetwork | undefined): (line: string) => string {
  const told = new Set<PortForward>();
  return (line) =>
    listeningForwards(network, line)
      .filter((forward) => !told.has(forward) && told.add(forward))
      .map(
        ({ protocol, address, hostPort, guestPort }) =>
          `thimble: ${address}:${hostPort} leads to ${protocol} port ${guestPort} of the guest, which listens\n`,
      )
      .join('');
}

const LEADS = /127\.0\.0\.1:(\d+) leads to (?:tcp|udp) port (\d+) of the guest/g;

/** The ports of the host by those of the guest, of the forwards from 127.0.0.1 that a text of `tellListening` tells of. */
export function toldForwards(text: string): Map<number, number> {
  return new Map([...text.matchAll(LEADS)].map(([, host, guest]) => [Number(guest), Number(host)]));
}
