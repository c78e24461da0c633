// SPDX-License-Identifier: MIT
// What the guest finds on its disk.
export { exportTree } from './export-tree.ts';
export { parseManifest, readManifest } from './manifest.ts';
export { hostFilesOf, manifestOf } from './manifest-of.ts';
export { planImage } from './plan.ts';
export { readRofs } from './rofs/read.ts';
export { planRofs, writeRofs, type RofsPlan } from './rofs/write.ts';
export {
  compareNames,
  sortedChildren,
  type DirectoryNode,
  type FileSource,
  type FileNode,
  type ImageEntry,
  type ImageNode,
  type ImageTree,
  type LinkNode,
} from './tree.ts';
