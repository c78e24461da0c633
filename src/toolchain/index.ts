// SPDX-License-Identifier: MIT
export { makeKernel, type BuildStep, type KernelBuild, type MakeKernelOptions } from './make-kernel.ts';
export { SYSTEM_CALLS } from './syscalls-x86-64.ts';
export { findTool } from './tool-id.ts';
