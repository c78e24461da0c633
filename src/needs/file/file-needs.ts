// SPDX-License-Identifier: MIT
// What one ELF file needs, wherever it lies: the part of the answer that can be kept by the file's contents.
import type { CallKind } from '../calls/sinks.ts';

/** How sure it is that the program asks for something. docs/needs.md says what each means. */
export type NeedClass = 'proved' | 'resolved' | 'guessed' | 'requested' | 'recorded';

/** A symbol in the dynamic table that another file must define. */
export interface ImportedSymbol {
  readonly name: string;
  /** `GLIBC_2.34`, and the library that must have it. */
  readonly version?: string;
  readonly library?: string;
  /** The file starts without it as well. */
  readonly isWeak: boolean;
}

/** Where in a file a need was seen. */
export interface Evidence {
  /** Of an instruction, or of the word in data that is a reason. */
  readonly address: number;
  /** `name+0x12`, where the file has names. */
  readonly function?: string;
  /** What is called: `dlsym`, or a function that hands its argument on to it. */
  readonly callee?: string;
}

/** Something that is asked for at run time: a symbol (dlsym), a library (dlopen), a system call (a number). */
export interface RuntimeNeed {
  readonly kind: CallKind;
  /** Numbers are decimal. */
  readonly name: string;
  readonly class: NeedClass;
  /** How many places ask for it. */
  readonly sites: number;
  /** The first few of them. */
  readonly evidence: readonly Evidence[];
}

/** A place that may ask for more than what is known. */
export interface UnresolvedSite extends Evidence {
  readonly kind: CallKind;
  /** Why, as the end of a sentence. */
  readonly reason: string;
}

/** A program that can ask for anything that the user of it thinks of. */
export interface OpenWorld {
  readonly kind: 'symbols' | 'system-calls';
  /** The part that makes it so, for example `libffi`. */
  readonly by: string;
  /** The symbol by which it was recognized. */
  readonly symbol: string;
}

export type FileKind = 'static' | 'static-pie' | 'dynamic' | 'library';

export interface FileNeeds {
  readonly kind: FileKind;
  /** Bytes of the file, and of its code. */
  readonly size: number;
  readonly codeSize: number;
  readonly sha256: string;
  readonly soname?: string;
  readonly needed: readonly string[];
  readonly interpreter?: string;
  readonly imports: readonly ImportedSymbol[];
  /** Names that other files can bind to. */
  readonly defines: readonly string[];
  /** Of those that it defines in versions alone, the versions: who asks for another one does not bind to them. */
  readonly versions?: Readonly<Record<string, readonly string[]>>;
  readonly runtime: readonly RuntimeNeed[];
  readonly unresolved: readonly UnresolvedSite[];
  readonly openWorld: readonly OpenWorld[];
}
