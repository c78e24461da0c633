// SPDX-License-Identifier: MIT
// Which sections of which objects are in a linked kernel, and why.
export * from './answer-why.ts';
export * from './compare-map.ts';
export * from './demand.ts';
export * from './explain.ts';
export * from './link-flags.ts';
export * from './link-graph.ts';
export * from './link-script.ts';
export * from './liveness.ts';
export * from './object-graph.ts';
export * from './pack-object-graph.ts';
export * from './places.ts';
export * from './roots.ts';
export * from './targets.ts';
export * from './version-script.ts';
export * from './why-not.ts';
