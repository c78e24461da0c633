// SPDX-License-Identifier: MIT
// Before anything is booted: is everything that the program binds to there?
import { ADVERTISED_LIBRARIES } from '../component/index.ts';
import { ok, type Result } from '../diagnostic/index.ts';
import { checkWorld, worldDiagnostics, type LoadedFile, type WorldDiagnostics } from '../needs/index.ts';
import { hostLibraryPath, readLibrary } from '../toolchain/derive-lists.ts';
import type { ProgramLibc } from './program-libc.ts';

export interface ProgramWorld {
  readonly program: LoadedFile | undefined;
  readonly extras: readonly LoadedFile[];
  readonly libc: ProgramLibc;
}

/** Tells which library of the host's glibc defines a name. Reads them when it is first asked. */
function hostLibraryFinder(): (name: string) => string | undefined {
  let libraries: readonly (readonly [library: string, names: ReadonlyMap<string, unknown>])[] | undefined;
  return (name) => {
    libraries ??= ADVERTISED_LIBRARIES.map((library) => {
      const path = hostLibraryPath(library);
      const names = path === undefined ? undefined : readLibrary(path);
      // Only the advice is poorer when the host has none, or one that cannot be read.
      return [library, names?.ok === true ? names.value : new Map<string, unknown>()] as const;
    });
    return libraries.find(([, names]) => names.has(name))?.[0];
  };
}

/** Checks the ELF files of an image against each other and against what the kernel exports. */
export function checkProgramWorld(
  world: ProgramWorld,
  exports: readonly string[],
  allowMissing: boolean,
): Result<WorldDiagnostics> {
  const byKernel = world.libc === 'kernel';
  const exported = new Set(byKernel ? exports : []);
  const faults = checkWorld({ ...world, kernelExports: byKernel ? exported : undefined });
  if (!faults.ok) return faults;
  const hostLibraryOf = byKernel ? hostLibraryFinder() : (): undefined => undefined;
  return ok(worldDiagnostics(faults.value, { hostLibraryOf, exported, allowMissing }));
}
