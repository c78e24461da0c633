// SPDX-License-Identifier: MIT
// How a guest is connected to the world. No effects.

/** What connections to an address of the host lead to. */
export interface PortForward {
  readonly protocol: 'tcp' | 'udp';
  /** IPv4 address of the host. */
  readonly address: string;
  readonly hostPort: number;
  readonly guestPort: number;
}

export type GuestNetwork =
  /** A network of QEMU's own, with DHCP and name service, from which the world is reached as from the host itself. */
  | { readonly kind: 'user'; readonly forwards: readonly PortForward[] }
  /** A tap device of the host, by its name. */
  | { readonly kind: 'tap'; readonly name: string };

/** What a kernel needs for a card on any network. */
export const NETWORK_COMPONENTS = ['net', 'net-lwip', 'net-inet', 'virtio-net'] as const;

function forwardWord({ protocol, address, hostPort, guestPort }: PortForward): string {
  return `hostfwd=${protocol}:${address}:${hostPort}-:${guestPort}`;
}

const LISTENING = /^thimble: listening (tcp|udp) (\d+)$/;

/** The forwards that lead to what a line of the kernel's log says somebody listens at (docs/guest-interface.md). */
export function listeningForwards(network: GuestNetwork | undefined, line: string): readonly PortForward[] {
  const [, protocol, port] = LISTENING.exec(line) ?? [];
  if (network?.kind !== 'user') return [];
  return network.forwards.filter((each) => each.protocol === protocol && each.guestPort === Number(port));
}

/** QEMU's words for a card, `device` being the name of a network card on the machine's bus. */
export function networkArgs(network: GuestNetwork, device: string): string[] {
  const backend =
    network.kind === 'user'
      ? ['user', 'id=net0', ...network.forwards.map(forwardWord)]
      : ['tap', 'id=net0', `ifname=${network.name}`, 'script=no', 'downscript=no'];
  // Without a ROM to boot from the network with, which firmware would take its time to look at.
  const rom = device.endsWith('-pci') ? ',romfile=' : '';
  return ['-netdev', backend.join(','), '-device', `${device},netdev=net0${rom}`];
}
