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

export {
  build,
  packageFolder,
  tailor,
  type BuildOptions,
  type BuiltImage,
  type LibraryOptions,
  type TailoredKernel,
  type TailorWish,
} from './cli/library.ts';
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
export { importedNames } from './needs/index.ts';
export { readMachine, type MachineDevice, type MachineFacts } from './machine/facts/index.ts';
