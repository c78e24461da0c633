// SPDX-License-Identifier: MIT
export * from './fs.ts';
export * from './path.ts';
export * from './spawn.ts';
export * from './spawn-streaming.ts';
export * from './fifo.ts';
export * from './hash.ts';
export * from './last-not-above.ts';
export * from './nearest-name.ts';
export * from './terminal.ts';
export * from './free-port.ts';
