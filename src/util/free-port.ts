// SPDX-License-Identifier: MIT
import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';

/** A port that is free, or the errno name with which the system refuses it. */
export type PortOutcome =
  { readonly ok: true; readonly port: number } | { readonly ok: false; readonly code: string };

function refused(cause: NodeJS.ErrnoException): PortOutcome {
  return { ok: false, code: cause.code ?? 'EIO' };
}

function ofTcp(address: string, wanted: number): Promise<PortOutcome> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (cause) => resolve(refused(cause)));
    server.listen(wanted, address, () => {
      const bound = server.address();
      const port = typeof bound === 'object' && bound !== null ? bound.port : wanted;
      server.close(() => resolve({ ok: true, port }));
    });
  });
}

function ofUdp(address: string, wanted: number): Promise<PortOutcome> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    socket.once('error', (cause) => resolve(refused(cause)));
    socket.bind(wanted, address, () => {
      const { port } = socket.address();
      socket.close(() => resolve({ ok: true, port }));
    });
  });
}

/**
 * Whether nobody uses a port of an IPv4 address of ours now; `wanted` is 0 for any port. Somebody else may be faster to take it.
 */
export function freePort(protocol: 'tcp' | 'udp', address: string, wanted = 0): Promise<PortOutcome> {
  return protocol === 'tcp' ? ofTcp(address, wanted) : ofUdp(address, wanted);
}
