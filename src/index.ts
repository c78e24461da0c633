// SPDX-License-Identifier: MIT
// The face of the package: what `import ... from 'thimble'` gives. docs/library.md shows how to use it.
export {
  defineImage,
  defineProfile,
  type CompiledProgram,
  type ImageDeclaration,
  type ProfileDeclaration,
} from './component/index.ts';
export { wantsColour, renderDiagnostics } from './diagnostic/printer.ts';
export type { Diagnostic, Err, Ok, Place, Result } from './diagnostic/index.ts';

export { build, type BuildOptions, type BuiltImage } from './cli/library.ts';
export { packageFolder, type LibraryOptions } from './cli/library-context.ts';
export {
  analyze,
  tailor,
  type ImageAnalysis,
  type TailoredKernel,
  type TailorWish,
} from './cli/library-tailor.ts';
export type { ComponentSize, ExportRequest, KernelBuild } from './toolchain/index.ts';

export {
  manifestOf,
  parseManifest,
  planImage,
  readManifest,
  readRofs,
  writeRofs,
  type ImageEntry,
  type ImageNode,
  type ImageTree,
} from './image/index.ts';
export {
  importedNames,
  readNeeds,
  selectNeeds,
  type AddedNeed,
  type ImageNeeds,
  type NeedingFile,
  type NeedsPolicy,
  type NeedsSelection,
} from './needs/index.ts';
export { readMachine, type MachineDevice, type MachineFacts } from './machine/facts/index.ts';
