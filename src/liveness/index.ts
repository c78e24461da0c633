// SPDX-License-Identifier: MIT
// Which sections of which objects are in a linked kernel, and why.
export * from './link-flags.ts';
export * from './link-graph.ts';
export * from './link-script.ts';
export * from './liveness.ts';
export * from './object-graph.ts';
export * from './roots.ts';
export * from './version-script.ts';
