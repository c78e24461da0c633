// SPDX-License-Identifier: MIT
// What the ELF files of an image need, together: the contents of needs.json.
import type { FileKind, ImportedSymbol, OpenWorld, RuntimeNeed, UnresolvedSite } from '../file/file-needs.ts';

/** Whose libc the image's programs use: the kernel's own, or the one that is in the image. */
export type LibcChoice = 'kernel' | 'image';

/** Who has what is asked for: the kernel, or a file of the image by its path. Undefined for nobody. */
export type Provider = 'kernel' | `/${string}`;

export interface ResolvedImport extends ImportedSymbol {
  readonly provider?: Provider;
  /** Only code that nothing runs calls it. */
  readonly unreached?: true;
}

export interface ResolvedNeed extends RuntimeNeed {
  /** Of symbols and libraries. */
  readonly provider?: Provider;
}

export interface NeedingFile {
  /** In the guest. */
  readonly path: string;
  readonly sha256: string;
  /** Bytes. */
  readonly size: number;
  readonly codeSize: number;
  readonly kind: FileKind;
  readonly imports: readonly ResolvedImport[];
  readonly runtime: readonly ResolvedNeed[];
  readonly unresolved: readonly UnresolvedSite[];
  readonly openWorld: readonly OpenWorld[];
}

/** An ELF file that was not analyzed, and why. */
export interface SkippedFile {
  readonly path: string;
  readonly reason: string;
}

/**
 * What a need can be that no file shows: a symbol, a system call, a library that is loaded, a path at which the program uses a file system
 * of the kernel's, a component.
 */
export const ADDED_KINDS = ['syscall', 'dlsym', 'dlopen', 'path', 'component'] as const;

/** A need that no file shows. */
export interface AddedNeed {
  readonly kind: (typeof ADDED_KINDS)[number];
  /** Of system calls the number, in decimal. */
  readonly name: string;
  /** Somebody asked for it, or it was seen when the image ran. */
  readonly class: 'requested' | 'recorded';
  /** The option, or the command that was recorded. */
  readonly evidence: string;
}

export interface ImageNeeds {
  readonly libc: LibcChoice;
  /** By path. */
  readonly files: readonly NeedingFile[];
  /** Files that the kernel takes the place of. */
  readonly replaced: readonly string[];
  readonly skipped: readonly SkippedFile[];
  readonly added: readonly AddedNeed[];
}
