// SPDX-License-Identifier: MIT
// What one wants to have as a virtual machine: thimble.config.ts of a user's project, and apps/*/app.ts.

/** A program that is compiled for the host's Linux before it goes into an image. */
export interface CompiledProgram {
  /** Relative to the folder of the declaration. */
  readonly sources: readonly string[];
  /** What compiles it: clang, g++ or go; `c` unless given. */
  readonly language?: 'c' | 'c++' | 'go';
  /** Words for the compiler. */
  readonly flags?: readonly string[];
}

/** Paths of the host are absolute, or relative to the folder of the declaration. Options of the command line count more. */
export interface ImageDeclaration {
  /** One line, no full stop. */
  readonly summary?: string;
  /** Path of the program on the host, or what it is compiled from. */
  readonly program: string | CompiledProgram;
  /** Come before those of the command line. */
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Working directory in the guest. */
  readonly cwd?: string;
  /** Host path by guest path. */
  readonly files?: Readonly<Record<string, string>>;
  /** Debian packages that bring `program`, or what compiles it. */
  readonly packages?: readonly string[];
  /** The name of a profile, or the path of a file that declares one. */
  readonly profile?: string;
  /** Components to put in or to leave out, whatever the profile says. */
  readonly components?: Readonly<Record<string, 'on' | 'off'>>;
  /** The machine that `build` is for, as --for takes it. */
  readonly target?: string;
  /** The machine that `run` starts. */
  readonly machine?: 'microvm' | 'q35';
  /** The root file system. */
  readonly fs?: 'rofs';
  /** The guest's memory, for example `64M`. */
  readonly memory?: string;
  readonly cpus?: number;
  /** Where a dynamic program finds its libc, when not in the usual place: in the kernel, or among the files of its image. */
  readonly libc?: 'kernel' | 'image';
  /** Which needs of the image the kernel meets; `balanced` unless given. */
  readonly needs?: 'strict' | 'balanced' | 'open';
  /** A needs.json with what was recorded (`run --record`). */
  readonly needsFile?: string;
  /** Symbols for the kernel to export, and system calls for it to have, besides what was found. */
  readonly addSymbols?: readonly string[];
  readonly addSyscalls?: readonly string[];
  /** Do not cut the kernel to the image. */
  readonly universal?: boolean;
  /** What kernel-stripped.elf may have at most, for example `96K`; `build` fails when it is larger. */
  readonly budget?: string;
}

/** Gives `thimble.config.ts` its type: `export default defineImage({ ... })`. */
export function defineImage(declaration: ImageDeclaration): ImageDeclaration {
  return declaration;
}

/** What `apps/<name>/app.ts` declares: an image that can be built and run by name. */
export interface AppDeclaration extends ImageDeclaration {
  readonly summary: string;
}

export function defineApp(declaration: AppDeclaration): AppDeclaration {
  return declaration;
}
