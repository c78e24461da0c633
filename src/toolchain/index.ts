// SPDX-License-Identifier: MIT
export { runHostTests, type HostTestReport, type HostTestResult } from './host-tests.ts';
export { readStamp, type ComponentSize, type KernelStamp } from './kernel-stamp.ts';
export { makeKernel, type BuildStep, type KernelBuild, type MakeKernelOptions } from './make-kernel.ts';
export type { ExportRequest } from './plan-exports.ts';
export { SYSTEM_CALLS } from './syscalls-x86-64.ts';
