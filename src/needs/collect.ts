// SPDX-License-Identifier: MIT
import { GLIBC_INTERPRETER } from '../component/index.ts';
import { err, ok, type Diagnostic, type Result } from '../diagnostic/index.ts';
import type { ProgramKind } from '../elf/index.ts';
import { fileStatus, openFile, posix, resolve } from '../util/index.ts';
import { readElfFacts, readProgramFacts } from './elf-facts.ts';
import { GuestTree, type GuestEntry } from './guest-tree.ts';
import {
  directoryOf,
  regularFile,
  type LoadedObject,
  type Location,
  type SearchContext,
} from './library-search.ts';
import { addFile, loadNeeds, nodeOf, type LoadedFile } from './load-needs.ts';
import { badInterpreter, interpreterNotFound } from './messages.ts';
import { resolveInRoot } from './resolve-in-root.ts';
import { systemDirectories } from './system-directories.ts';

export interface CollectOptions {
  /** Where the guest has the file of a host path. By default at the same path, less `sysroot`. */
  readonly guestPathOf?: (hostPath: string) => string;
  /** Directories of the guest that LD_LIBRARY_PATH will name when the program runs. */
  readonly libraryPath?: readonly string[];
  /** The host directory that is the guest's `/`; by default the host's own root. */
  readonly sysroot?: string;
  /** Files that the image has anyway: host path by guest path. They satisfy needs and win over the host's own tree. */
  readonly provided?: ReadonlyMap<string, string>;
  /** What the kernel is itself, so that it is neither looked for nor part of the result. */
  readonly kernelLibc?: KernelLibc;
}

/** A dynamic linker and libraries that the kernel stands for. */
export interface KernelLibc {
  /** Guest path by which programs name the linker. */
  readonly interpreter: string;
  readonly libraries: readonly string[];
}

export interface ProgramFiles {
  readonly kind: ProgramKind;
  /** Where the guest finds the program. */
  readonly program: string;
  /** Guest path of the ELF interpreter. */
  readonly interpreter?: string;
  /** The program, its interpreter, its libraries, and the symbolic links that lead to them; by guest path. */
  readonly files: readonly GuestEntry[];
  /** The program with what it loads. */
  readonly loaded: LoadedFile;
  /** Whether the kernel is its interpreter and its libc. */
  readonly byKernel: boolean;
}

/** An ELF file that the image has besides the program. */
export interface ExtraFile {
  readonly guest: string;
  readonly host: string;
}

export interface DependencyFiles {
  readonly files: readonly GuestEntry[];
  /** The extra ELF files, each with what it loads. */
  readonly loaded: readonly LoadedFile[];
  /** Whether the kernel is their interpreter and their libc. */
  readonly byKernel: boolean;
  /** A library that an extra file lacks is only told: many are never opened (plugins for what is not installed). */
  readonly warnings: readonly Diagnostic[];
}

/**
 * Everything of the host that a program needs in the guest to start: itself, its ELF interpreter and its shared
 * libraries, found as ld.so would find them (ld.so(8)), with the symbolic links on the way.
 */
export function collectProgram(programPath: string, options: CollectOptions = {}): Result<ProgramFiles> {
  const sysroot = options.sysroot === undefined ? '' : trimRoot(resolve(options.sysroot));
  const host = resolve(programPath);
  const facts = readProgramFacts(host);
  if (!facts.ok) return facts;
  const guest = guestPath(host, sysroot, options.guestPathOf);
  const tree = new GuestTree(sysroot);
  const added = addFile(tree, { guest, host }, 'the program');
  if (!added.ok) return added;
  const common = { kind: facts.value.kind, program: guest };
  const { interpreter } = facts.value;
  if (interpreter === undefined) {
    const loaded = { guest, host, isProgram: true, needs: [], missing: [] };
    return ok({ ...common, files: tree.entries(), loaded, byKernel: false });
  }

  const started = startLinker(tree, interpreter, guest, sysroot, options);
  if (!started.ok) return started;
  const { context, linker } = started.value;
  // The kernel tells ld.so the program's path without symbolic links, so that is where its $ORIGIN is.
  const program: LoadedObject = {
    at: { guest, host },
    origin: realOrigin({ guest, host }, sysroot),
    facts: facts.value,
  };
  const problems: Diagnostic[] = [];
  const [loaded] = loadNeeds(tree, [program], linker, { ...context, program }, problems);
  const [first, ...rest] = problems;
  if (first !== undefined) return err(first, ...rest);
  if (loaded === undefined) throw new Error('the program was not loaded');
  const byKernel = linker === undefined;
  return ok({ ...common, interpreter, files: tree.entries(), loaded, byKernel });
}

/**
 * The libraries that further ELF files of an image need, for example a language's extension modules. Files that are
 * no ELF files for this machine are passed over, so any list of files can be given. The files themselves are not in
 * the result. `interpreter` is that of the program (`ProgramFiles.interpreter`).
 */
export function collectDependencies(
  extra: readonly ExtraFile[],
  options: CollectOptions & { readonly interpreter?: string } = {},
): Result<DependencyFiles> {
  const sysroot = options.sysroot === undefined ? '' : trimRoot(resolve(options.sysroot));
  const tree = new GuestTree(sysroot);
  const objects: LoadedObject[] = [];
  for (const { guest, host } of extra) {
    if (!beginsAsElf(host)) continue;
    const facts = readElfFacts(host, `for ${guest}`);
    if (!facts.ok) continue;
    const at = { guest, host: resolve(host) };
    objects.push({ at, origin: directoryOf(at), facts: facts.value });
  }
  const needs = ({ facts }: LoadedObject): boolean =>
    facts.needed.length > 0 || facts.interpreter !== undefined;
  const needing = objects.filter(needs);
  const alone = objects.filter((object) => !needs(object)).map(nodeOf);
  const first = needing[0];
  if (first === undefined) return ok({ files: [], loaded: alone, byKernel: false, warnings: [] });

  const interpreter =
    options.interpreter ?? needing.find(({ facts }) => facts.interpreter)?.facts.interpreter;
  const started = startLinker(tree, interpreter ?? GLIBC_INTERPRETER, first.at.guest, sysroot, options);
  if (!started.ok) return started;
  const warnings: Diagnostic[] = [];
  const loaded = loadNeeds(tree, needing, started.value.linker, started.value.context, warnings);
  return ok({
    files: tree.entries(),
    loaded: [...loaded, ...alone],
    byKernel: started.value.linker === undefined,
    warnings: warnings.map((problem) => ({ ...problem, severity: 'warning' })),
  });
}

function trimRoot(path: string): string {
  return path === '/' ? '' : path;
}

function guestPath(host: string, sysroot: string, guestPathOf: CollectOptions['guestPathOf']): string {
  if (guestPathOf !== undefined) return posix.resolve('/', guestPathOf(host));
  return host.startsWith(`${sysroot}/`) ? host.slice(sysroot.length) : host;
}

function realOrigin(at: Location, sysroot: string): Location {
  const real = at.host === sysroot + at.guest ? resolveInRoot(sysroot, at.guest) : undefined;
  if (real?.ok !== true) return directoryOf(at);
  return directoryOf({ guest: real.value.path, host: sysroot + real.value.path });
}

/** Whether a host file begins with the ELF magic; says no for what cannot be read. */
function beginsAsElf(host: string): boolean {
  const status = fileStatus(host);
  if (!status.ok || status.value.kind !== 'file') return false;
  const opened = openFile(host, 'r');
  if (!opened.ok) return false;
  try {
    const start = opened.value.readAt(0, 4);
    return start.ok && new TextDecoder('latin1').decode(start.value) === '\x7fELF';
  } finally {
    opened.value.close();
  }
}

/** Adds the ELF interpreter, unless the kernel is it. The interpreter decides where libraries are searched. */
function startLinker(
  tree: GuestTree,
  interpreter: string,
  askedBy: string,
  sysroot: string,
  options: CollectOptions,
): Result<{ context: SearchContext; linker: LoadedObject | undefined }> {
  if (!interpreter.startsWith('/')) return err(badInterpreter(interpreter, askedBy));
  const provided = options.provided ?? new Map<string, string>();
  const libraryPath = options.libraryPath ?? [];
  const { kernelLibc } = options;
  if (kernelLibc?.interpreter === posix.normalize(interpreter)) {
    const { libraries } = kernelLibc;
    const host = regularFile(sysroot, interpreter) ?? '';
    const system = {
      ...systemDirectories(interpreter, host, sysroot),
      isLinkerItself: (name: string): boolean => libraries.includes(name),
    };
    return ok({ linker: undefined, context: { system, libraryPath, program: undefined, provided, sysroot } });
  }
  const given = provided.get(posix.normalize(interpreter));
  const host = given ?? regularFile(sysroot, interpreter);
  if (host === undefined) return err(interpreterNotFound(interpreter, sysroot + interpreter, askedBy));
  const facts = readElfFacts(host, `the ELF interpreter of ${askedBy}`);
  if (!facts.ok) return facts;
  const at = { guest: interpreter, host: given ?? sysroot + interpreter };
  if (given === undefined) {
    const added = addFile(tree, at, `the ELF interpreter of ${askedBy}`);
    if (!added.ok) return added;
  }
  const system = systemDirectories(interpreter, host, sysroot);
  for (const file of system.configuration) {
    const added = addFile(tree, { guest: file, host: sysroot + file }, `read by ${interpreter}`);
    if (!added.ok) return added;
  }
  const linker: LoadedObject = { at, origin: directoryOf(at), facts: facts.value };
  return ok({ linker, context: { system, libraryPath, program: undefined, provided, sysroot } });
}
