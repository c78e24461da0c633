// SPDX-License-Identifier: MIT
// Who defines what a file of an image asks for, by the rules of ld.so as far as they can be told before it runs.
import { posix } from '../../util/index.ts';
import type { FileNeeds, ImportedSymbol, RuntimeNeed } from '../file/file-needs.ts';
import { programsAmong, type LinkedFile } from '../reach/loaded-libraries.ts';
import type { LibcChoice, Provider } from './image-needs.ts';

export interface AnalyzedFile {
  readonly path: string;
  readonly needs: FileNeeds;
}

export interface KernelSide {
  readonly libc: LibcChoice;
  /** Libraries that the kernel stands for, by the name that programs need them by. */
  readonly libraries: ReadonlySet<string>;
  /** Symbols that a kernel can export. */
  readonly exportable: ReadonlySet<string>;
}

/** Whether a reference to a version of a name can bind to what a file defines (ld.so: one without versions serves all). */
function hasVersion({ needs }: AnalyzedFile, name: string, version: string | undefined): boolean {
  const versions = needs.versions?.[name];
  return version === undefined || versions === undefined || versions.includes(version);
}

function linkedFile(file: AnalyzedFile): LinkedFile & { readonly file: AnalyzedFile } {
  const { soname, needed, kind, interpreter } = file.needs;
  return {
    file,
    path: file.path,
    ...(soname === undefined ? {} : { soname }),
    needed,
    isLibrary: kind === 'library',
    hasInterpreter: interpreter !== undefined,
  };
}

export class Providers {
  readonly #kernel: KernelSide;

  readonly #byLibrary = new Map<string, AnalyzedFile>();
  readonly #bySymbol = new Map<string, AnalyzedFile[]>();
  readonly #scopes = new Map<string, ReadonlySet<AnalyzedFile>>();
  readonly #programs: readonly AnalyzedFile[];

  constructor(files: readonly AnalyzedFile[], kernel: KernelSide) {
    this.#kernel = kernel;
    this.#programs = programsAmong(files.map(linkedFile)).map(({ file }) => file);
    for (const file of files) {
      for (const name of [file.needs.soname, posix.basename(file.path), file.path]) {
        if (name !== undefined && !this.#byLibrary.has(name)) this.#byLibrary.set(name, file);
      }
      for (const name of file.needs.defines)
        this.#bySymbol.set(name, [...(this.#bySymbol.get(name) ?? []), file]);
    }
  }

  ofImport(file: AnalyzedFile, symbol: ImportedSymbol): Provider | undefined {
    const { name, version, library } = symbol;
    // The program and what it needs come first, whatever library a version names.
    const { inScope, other } = this.#definersFor(file, name, version);
    const first = this.#definerForAll(file, name, version) ?? inScope;
    if (first !== undefined) return first.path as Provider;
    if (library !== undefined && this.#isKernels(library)) return 'kernel';
    if (other !== undefined) return other.path as Provider;
    return this.#kernel.libc === 'kernel' && this.#kernel.exportable.has(name) ? 'kernel' : undefined;
  }

  ofNeed(file: AnalyzedFile, need: RuntimeNeed): Provider | undefined {
    switch (need.kind) {
      case 'dlsym': {
        const { inScope, other } = this.#definersFor(file, need.name);
        if (inScope !== undefined) return inScope.path as Provider;
        if (this.#kernel.libc === 'kernel' && this.#kernel.exportable.has(need.name)) return 'kernel';
        return other?.path as Provider | undefined;
      }
      case 'dlopen': {
        const found = this.#byLibrary.get(need.name);
        if (found !== undefined) return found.path as Provider;
        return this.#isKernels(need.name) ? 'kernel' : undefined;
      }
      case 'syscall':
        return undefined;
      default:
        return need.kind satisfies never;
    }
  }

  #isKernels(library: string): boolean {
    return this.#kernel.libc === 'kernel' && this.#kernel.libraries.has(library);
  }

  /** Whom a library binds to whichever program loads it: its own come after the program and what that needs. */
  #definerForAll(file: AnalyzedFile, name: string, version: string | undefined): AnalyzedFile | undefined {
    const definers = (this.#bySymbol.get(name) ?? []).filter((each) => hasVersion(each, name, version));
    if (definers.length === 0 || this.#programs.includes(file)) return undefined;
    const found = this.#programs.map((program) => {
      return [...this.#scopeOf(program)].find((each) => definers.includes(each));
    });
    return found.includes(undefined) ? undefined : found[0];
  }

  /** Who defines a name: one of the libraries that the file needs, or some other file of the image (for plugins). */
  #definersFor(
    file: AnalyzedFile,
    name: string,
    version?: string,
  ): { readonly inScope: AnalyzedFile | undefined; readonly other: AnalyzedFile | undefined } {
    const definers = (this.#bySymbol.get(name) ?? []).filter(
      (definer) => definer !== file && hasVersion(definer, name, version),
    );
    if (definers.length === 0) return { inScope: undefined, other: undefined };
    const inScope = [...this.#scopeOf(file)].find((each) => definers.includes(each));
    return { inScope, other: definers[0] };
  }

  /** The file and all it needs, breadth first, as ld.so searches them. */
  #scopeOf(file: AnalyzedFile): ReadonlySet<AnalyzedFile> {
    const known = this.#scopes.get(file.path);
    if (known !== undefined) return known;
    const scope = new Set([file]);
    for (const each of scope) {
      for (const library of each.needs.needed) {
        const found = this.#byLibrary.get(library);
        if (found !== undefined) scope.add(found);
      }
    }
    this.#scopes.set(file.path, scope);
    return scope;
  }
}
