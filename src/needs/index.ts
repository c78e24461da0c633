// SPDX-License-Identifier: MIT
// What a program needs of the host to run in the guest.
export {
  collectDependencies,
  collectProgram,
  type CollectOptions,
  type DependencyFiles,
  type ExtraFile,
  type KernelLibc,
  type ProgramFiles,
} from './collect.ts';
export type { GuestEntry } from './guest-tree.ts';
export type { LoadedFile } from './load-needs.ts';
export { checkWorld, type World, type WorldFault } from './closed-world.ts';
export { worldDiagnostics, type WorldContext, type WorldDiagnostics } from './world-diagnostics.ts';
export { resolveGuestPath } from './resolve-guest-path.ts';
export { pathsInFile, pathsInText } from './image-paths.ts';
export { hasWord } from './image-words.ts';
export { importedNames } from './imported-names.ts';
export type {
  Evidence,
  FileKind,
  ImportedSymbol,
  NeedClass,
  OpenWorld,
  RuntimeNeed,
  UnresolvedSite,
} from './file/file-needs.ts';
export {
  NEEDS_POLICIES,
  selectNeeds,
  unreachedOnly,
  type Available,
  type MissingSymbol,
  type NeedReason,
  type NeedRequests,
  type NeedsPolicy,
  type NeedsSelection,
  type SelectedSymbol,
  type SelectedSystemCall,
} from './policy.ts';
export type { ReachFacts } from './reach/reach-image.ts';
export { analyzeImage, type AnalyzeImageOptions, type ImageFile } from './whole/analyze-image.ts';
export type {
  AddedNeed,
  ImageNeeds,
  LibcChoice,
  NeedingFile,
  Provider,
  ResolvedImport,
  ResolvedNeed,
  SkippedFile,
} from './whole/image-needs.ts';
export { mergeAdded } from './whole/merge-added.ts';
export { ANALYSIS_VERSION, folderCache, type NeedsCache } from './whole/needs-cache.ts';
export { parseNeeds, readNeeds } from './whole/read-needs.ts';
export { renderNeeds } from './whole/write-needs.ts';
