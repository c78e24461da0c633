// SPDX-License-Identifier: MIT
// From the registers and the stack of a crashed program to its call chain.
export type { Fde } from './frame-entry.ts';
export { findFde, frameCount, frameRanges } from './frame-table.ts';
export type { MemoryCopy } from './memory-view.ts';
export { loadBias, moduleAt, type UnwindModule } from './module.ts';
export { dwarfRegisters, type RegisterName } from './registers.ts';
export { maxFrames, unwind, type Frame, type UnwindRequest } from './unwind.ts';
