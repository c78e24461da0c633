// SPDX-License-Identifier: MIT
import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';

function ofTcp(address: string): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen(0, address, () => {
      const bound = server.address();
      server.close(() => resolve(typeof bound === 'object' && bound !== null ? bound.port : undefined));
    });
  });
}

function ofUdp(address: string): Promise<number | undefined> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    socket.once('error', () => resolve(undefined));
    socket.bind(0, address, () => {
      const { port } = socket.address();
      socket.close(() => resolve(port));
    });
  });
}

/**
 * A port of an IPv4 address of ours that nobody uses now; undefined when there is none, or no such address. Somebody else may be
 * faster to take it.
 */
export function freePort(protocol: 'tcp' | 'udp', address: string): Promise<number | undefined> {
  return protocol === 'tcp' ? ofTcp(address) : ofUdp(address);
}
