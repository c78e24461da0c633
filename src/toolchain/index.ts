// SPDX-License-Identifier: MIT
export { runHostTests, type HostTestReport, type HostTestResult } from './host-tests.ts';
export { readStamp, stampPath, type ComponentSize, type KernelStamp } from './kernel-stamp.ts';
export { makeKernel, type BuildStep, type KernelBuild, type MakeKernelOptions } from './make-kernel.ts';
export type { ImageEvidence, PathLink } from './needed-components.ts';
export type { ExportRequest } from './plan-exports.ts';
export { SYSTEM_CALLS } from './syscalls-x86-64.ts';
export { fetchUnpacked } from './third-party/index.ts';
export {
  INTERNAL,
  isZeroed,
  parseLinkMap,
  type MapInput,
  type MapOutput,
  type MapSymbol,
} from './link-map.ts';
export {
  GENERATED_OBJECT,
  linkedSections,
  openKernel,
  readLinkInputs,
  readUniverse,
  type OpenedKernel,
} from './open-kernel.ts';
export { objectNaming } from './object-naming.ts';
export { KERNEL_FILES } from './make-kernel.ts';
export { compareSizes, type SizeChange, type SizeComparison } from './size/compare-sizes.ts';
export { groupSizes, type SizeGrouping, type SizeRow, type SizeTable } from './size/group-sizes.ts';
export { measureKernel, type KernelSize, type SizeOwner, type SizePart } from './size/measure-kernel.ts';
