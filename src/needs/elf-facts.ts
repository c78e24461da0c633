// SPDX-License-Identifier: MIT
import { err, ok, type Result } from '../diagnostic/index.ts';
import {
  DF_1,
  dynamicRelocationTypes,
  fileSource,
  libraryInterface,
  programKind,
  readElf,
  undefinedSymbols,
  type ElfFile,
  type LibraryName,
  type ProgramKind,
} from '../elf/index.ts';
import { fileStatus, openFile } from '../util/index.ts';
import { cannotOpen, notRegularFile } from './messages.ts';

/** What ld.so reads in a file to load it and what it needs. */
export interface ElfFacts {
  readonly interpreter?: string;
  readonly needed: readonly string[];
  readonly soname?: string;
  readonly rpath?: string;
  readonly runpath?: string;
  /** DF_1_NODEFLIB: neither ld.so.cache nor the default directories are searched for what it needs. */
  readonly noDefaultDirectories: boolean;
}

/** A name that a file expects others to define. */
export interface ExpectedName {
  readonly name: string;
  /** It may stay undefined. */
  readonly isWeak: boolean;
  readonly isThreadLocal: boolean;
  readonly version?: string;
  /** The library that is to have the version. */
  readonly library?: string;
}

/** What a file offers to others when it is loaded, and what it expects of them. */
export interface BindingFacts {
  readonly defined: ReadonlyMap<string, LibraryName>;
  readonly expected: readonly ExpectedName[];
  /** Types of relocations, each with an address that has it. */
  readonly relocations: ReadonlyMap<number, bigint>;
}

/** Runs `read` on the ELF file at a host path and closes it again. `askedBy` says in messages where the path is from. */
function withElf<T>(host: string, askedBy: string, read: (file: ElfFile) => Result<T>): Result<T> {
  const status = fileStatus(host);
  if (!status.ok) return err(cannotOpen(host, status.code, askedBy));
  const { kind, size } = status.value;
  if (kind !== 'file')
    return err(notRegularFile(host, kind === 'directory' ? 'directory' : 'other', askedBy));
  const opened = openFile(host, 'r');
  if (!opened.ok) return err(cannotOpen(host, opened.code, askedBy));
  try {
    const file = readElf(fileSource(opened.value, size), host);
    return file.ok ? read(file.value) : file;
  } finally {
    opened.value.close();
  }
}

function factsOf(file: ElfFile): Result<ElfFacts> {
  const dynamic = file.dynamic();
  if (!dynamic.ok) return dynamic;
  const interpreter = file.interpreter();
  if (!interpreter.ok) return interpreter;
  const { soname, rpath, runpath } = dynamic.value ?? {};
  return ok({
    needed: dynamic.value?.needed ?? [],
    noDefaultDirectories: ((dynamic.value?.flags1 ?? 0n) & DF_1.NODEFLIB) !== 0n,
    ...(interpreter.value === undefined ? {} : { interpreter: interpreter.value }),
    ...(soname === undefined ? {} : { soname }),
    ...(rpath === undefined ? {} : { rpath }),
    ...(runpath === undefined ? {} : { runpath }),
  });
}

export function readElfFacts(host: string, askedBy: string): Result<ElfFacts> {
  return withElf(host, askedBy, factsOf);
}

/** As `readElfFacts`, for what must be a program. */
export function readProgramFacts(host: string): Result<ElfFacts & { readonly kind: ProgramKind }> {
  return withElf(host, 'the program', (file) => {
    const kind = programKind(file);
    if (!kind.ok) return kind;
    const facts = factsOf(file);
    return facts.ok ? ok({ ...facts.value, kind: kind.value }) : facts;
  });
}

/** Undefined for a file without a dynamic table, which binds to nothing. */
export function readBindingFacts(host: string, askedBy: string): Result<BindingFacts | undefined> {
  return withElf(host, askedBy, (file): Result<BindingFacts | undefined> => {
    const dynamic = file.dynamic();
    if (!dynamic.ok) return dynamic;
    if (dynamic.value === undefined) return ok(undefined);
    const defined = libraryInterface(file);
    if (!defined.ok) return defined;
    const symbols = undefinedSymbols(file);
    if (!symbols.ok) return symbols;
    const relocations = dynamicRelocationTypes(file, dynamic.value);
    if (!relocations.ok) return relocations;
    const expected = symbols.value.map(({ name, binding, type, version }): ExpectedName => ({
      name,
      isWeak: binding === 'weak',
      isThreadLocal: type === 'tls',
      ...(version === undefined ? {} : { version: version.name }),
      ...(version?.file === undefined ? {} : { library: version.file }),
    }));
    return ok({ defined: defined.value, expected, relocations: relocations.value });
  });
}
