// SPDX-License-Identifier: MIT
import { err, ok, type Diagnostic, type Result } from '../diagnostic/index.ts';
import type { ProgramKind } from '../elf/index.ts';
import { fileStatus, openFile, posix, resolve } from '../util/index.ts';
import { readElfFacts, readProgramFacts, type ElfFacts } from './elf-facts.ts';
import { GuestTree, type GuestEntry } from './guest-tree.ts';
import {
  findLibrary,
  regularFile,
  type LoadedObject,
  type Location,
  type SearchContext,
} from './library-search.ts';
import { badInterpreter, cannotOpen, interpreterNotFound } from './messages.ts';
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
}

export interface ProgramFiles {
  readonly kind: ProgramKind;
  /** Where the guest finds the program. */
  readonly program: string;
  /** Guest path of the ELF interpreter. */
  readonly interpreter?: string;
  /** The program, its interpreter, its libraries, and the symbolic links that lead to them; by guest path. */
  readonly files: readonly GuestEntry[];
}

/** An ELF file that the image has besides the program. */
export interface ExtraFile {
  readonly guest: string;
  readonly host: string;
}

export interface DependencyFiles {
  readonly files: readonly GuestEntry[];
  /** A library that an extra file lacks is only told: many are never opened (plugins for what is not installed). */
  readonly warnings: readonly Diagnostic[];
}

/** glibc's, by the x86-64 psABI: what plugins are loaded by when nothing else is known. */
const defaultInterpreter = '/lib64/ld-linux-x86-64.so.2';

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
  if (interpreter === undefined) return ok({ ...common, files: tree.entries() });

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
  loadNeeds(tree, [program], linker, { ...context, program }, problems);
  const [first, ...rest] = problems;
  if (first !== undefined) return err(first, ...rest);
  return ok({ ...common, interpreter, files: tree.entries() });
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
  const needing = objects.filter(({ facts }) => facts.needed.length > 0 || facts.interpreter !== undefined);
  const first = needing[0];
  if (first === undefined) return ok({ files: [], warnings: [] });

  const interpreter =
    options.interpreter ?? needing.find(({ facts }) => facts.interpreter)?.facts.interpreter;
  const started = startLinker(tree, interpreter ?? defaultInterpreter, first.at.guest, sysroot, options);
  if (!started.ok) return started;
  const warnings: Diagnostic[] = [];
  loadNeeds(tree, needing, started.value.linker, started.value.context, warnings);
  return ok({
    files: tree.entries(),
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

function directoryOf(at: Location): Location {
  return { guest: posix.dirname(at.guest), host: posix.dirname(at.host) };
}

function realOrigin(at: Location, sysroot: string): Location {
  const real = at.host === sysroot + at.guest ? resolveInRoot(sysroot, at.guest) : undefined;
  if (real?.ok !== true) return directoryOf(at);
  return directoryOf({ guest: real.value.path, host: sysroot + real.value.path });
}

function addFile(tree: GuestTree, at: Location, reason: string): Result<undefined> {
  const added = tree.addFile(at.guest, at.host, reason);
  return added.ok ? ok(undefined) : err(cannotOpen(at.host, added.code, reason));
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

/** Adds the ELF interpreter, which decides where libraries are searched. */
function startLinker(
  tree: GuestTree,
  interpreter: string,
  askedBy: string,
  sysroot: string,
  options: CollectOptions,
): Result<{ context: SearchContext; linker: LoadedObject }> {
  if (!interpreter.startsWith('/')) return err(badInterpreter(interpreter, askedBy));
  const provided = options.provided ?? new Map<string, string>();
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
  const libraryPath = options.libraryPath ?? [];
  const linker: LoadedObject = { at, origin: directoryOf(at), facts: facts.value };
  return ok({ linker, context: { system, libraryPath, program: undefined, provided, sysroot } });
}

/** Loads what `roots` need and what that needs, breadth first as ld.so does, once per name. */
function loadNeeds(
  tree: GuestTree,
  roots: readonly LoadedObject[],
  linker: LoadedObject,
  context: SearchContext,
  problems: Diagnostic[],
): void {
  const loaded = new Set<string>();
  const remember = (name: string | undefined, facts: ElfFacts, guest: string): void => {
    for (const known of [name, facts.soname, guest]) if (known !== undefined) loaded.add(known);
  };
  remember(undefined, linker.facts, linker.at.guest);
  const queue = [...roots];
  for (const object of queue) {
    for (const name of object.facts.needed) {
      if (loaded.has(name) || context.system.isLinkerItself(name)) continue;
      const found = findLibrary(name, object, context);
      if (!found.ok) {
        problems.push(...found.diagnostics);
        // One complaint per library is enough, whoever else needs it.
        loaded.add(name);
        continue;
      }
      const { at, facts } = found.value;
      remember(name, facts, at.guest);
      const reason = `${name}, needed by ${object.at.guest}`;
      if (!found.value.provided) {
        const added = addFile(tree, at, reason);
        if (!added.ok) problems.push(...added.diagnostics);
      }
      const seen = found.value.byConfiguration ? linkBuiltIn(tree, at, name, context, reason) : at;
      queue.push({ at: seen, origin: directoryOf(seen), facts, loader: object });
    }
  }
}

/**
 * A library that only ld.so.conf leads to gets a link in a directory that ld.so searches in any case: the guest has
 * no ld.so.cache, since the host's lists thousands of files that the guest does not have.
 */
function linkBuiltIn(
  tree: GuestTree,
  at: Location,
  name: string,
  context: SearchContext,
  reason: string,
): Location {
  const guest = `${context.system.builtIn[0] ?? '/lib'}/${name}`;
  tree.addLink(guest, at.guest, reason);
  return { guest, host: at.host };
}
