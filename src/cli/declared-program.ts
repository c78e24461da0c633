// SPDX-License-Identifier: MIT
// From what a configuration or an app declares to a program that is ready to go into an image.
import { isProfileFile, type ImageDeclaration } from '../component/index.ts';
import { err, ok, type Diagnostic, type Place, type Result } from '../diagnostic/index.ts';
import type { Switch } from '../graph/index.ts';
import { unknownAddedSymbol, unknownAddedSystemCall } from '../needs/messages.ts';
import { compileProgram } from '../toolchain/compile-program.ts';
import { SYSTEM_CALLS } from '../toolchain/syscalls-x86-64.ts';
import { basename, fileStatus, isFile, join, nearestName, resolve } from '../util/index.ts';
import { availableIn } from './available.ts';
import type { CommandContext } from './command.ts';
import { ensureProgram } from './ensure-packages.ts';
import { cutKeyInVain, declaredFileMissing } from './messages.ts';
import { parseSize } from './options.ts';
import { guestPathOf, type DeclaredCut, type Program } from './resolve-program.ts';

/** A declaration and where it is. */
export interface DeclaredImage {
  readonly name: string;
  readonly declaration: ImageDeclaration;
  /** Absolute; what paths are relative to. */
  readonly folder: string;
  readonly place: Place;
  /** Where the declaration has a word; the whole of it unless given. */
  readonly placeOf?: (word: string) => Place;
}

/** The compilers that are not among what every build needs, and the packages that bring them. */
const COMPILERS = {
  c: undefined,
  'c++': { path: '/usr/bin/g++', packages: ['g++'] },
  go: { path: '/usr/bin/go', packages: ['golang-go'] },
} as const;

async function hostProgram(context: CommandContext, image: DeclaredImage): Promise<Result<string>> {
  const { declaration, folder, name, place } = image;
  const { program, packages } = declaration;
  if (typeof program === 'string') {
    const path = resolve(folder, program);
    const ensured = await ensureProgram(context, path, packages ?? []);
    if (!ensured.ok) return ensured;
    return isFile(path)
      ? ok(path)
      : { ok: false, diagnostics: [declaredFileMissing('program', path, place)] };
  }
  const language = program.language ?? 'c';
  const compiler = COMPILERS[language];
  if (compiler !== undefined) {
    const ensured = await ensureProgram(context, compiler.path, packages ?? compiler.packages);
    if (!ensured.ok) return ensured;
  }
  return compileProgram({
    folder,
    language,
    sources: program.sources,
    flags: program.flags ?? [],
    output: join(context.root, 'build/apps', name, name),
    onCompile: () => context.stderr.write(`thimble: compiling ${name}\n`),
  });
}

/** The files of a declaration, each of which has to be there. */
function declaredFiles({ declaration, folder, place }: DeclaredImage): Result<Map<string, string>> {
  const files = new Map(
    Object.entries(declaration.files ?? {}).map(([guest, path]) => [guest, resolve(folder, path)] as const),
  );
  for (const [guest, path] of files) {
    if (!fileStatus(path).ok) return { ok: false, diagnostics: [declaredFileMissing(guest, path, place)] };
  }
  return ok(files);
}

function switchesOf({ declaration, place }: DeclaredImage): Switch[] {
  return Object.entries(declaration.components ?? {}).map(([name, value]) => ({
    name,
    on: value === 'on',
    by: `components.${name} of ${basename(place.file)}`,
    place,
  }));
}

/** Where the declaration has a word. */
function placeIn({ place, placeOf }: DeclaredImage, word: string): Place {
  return placeOf === undefined ? place : placeOf(word);
}

/** What the declaration says of how the kernel is cut, with every name checked. */
function declaredCut(context: CommandContext, image: DeclaredImage): Result<DeclaredCut> {
  const { declaration, folder } = image;
  const { needs, needsFile, addSymbols: symbols = [], addSyscalls: systemCalls = [] } = declaration;
  const universal = declaration.universal === true;
  const complaints: Diagnostic[] = [];
  const vain = { needs, needsFile, addSymbols: symbols[0], addSyscalls: systemCalls[0] };
  for (const [key, value] of universal ? Object.entries(vain) : [])
    if (value !== undefined) complaints.push(cutKeyInVain(key, placeIn(image, key)));
  const file = needsFile === undefined ? undefined : resolve(folder, needsFile);
  if (file !== undefined && !isFile(file))
    complaints.push(declaredFileMissing('needsFile', file, placeIn(image, needsFile ?? '')));
  if (symbols.length > 0) {
    const available = availableIn(context.root);
    if (!available.ok) return available;
    const known = available.value.symbols;
    for (const name of symbols.filter((each) => !known.has(each)))
      complaints.push(unknownAddedSymbol(name, nearestName(name, [...known]), placeIn(image, name)));
  }
  for (const name of systemCalls.filter((each) => !SYSTEM_CALLS.has(each)))
    complaints.push(
      unknownAddedSystemCall(name, nearestName(name, [...SYSTEM_CALLS.keys()]), placeIn(image, name)),
    );
  const [first, ...rest] = complaints;
  if (first !== undefined) return err(first, ...rest);
  return ok({
    universal,
    symbols,
    systemCalls,
    ...(needs === undefined ? {} : { policy: needs }),
    ...(file === undefined ? {} : { needsFile: file }),
  });
}

/** Makes what a declaration names, compiling or installing it where that is wanted. */
export async function declaredProgram(
  context: CommandContext,
  image: DeclaredImage,
): Promise<Result<Program>> {
  const { declaration, folder, name } = image;
  const host = await hostProgram(context, image);
  if (!host.ok) return host;
  const [files, cut] = [declaredFiles(image), declaredCut(context, image)];
  if (!files.ok) return files;
  if (!cut.ok) return cut;
  const { args = [], env = {}, cwd, memory, cpus, machine, profile, target, libc, budget } = declaration;
  const memoryBytes = memory === undefined ? undefined : parseSize(memory);
  const budgetBytes = budget === undefined ? undefined : parseSize(budget);
  const fileOrName = (word: string): string =>
    fileStatus(resolve(folder, word)).ok ? resolve(folder, word) : word;
  const ofProfile = (word: string): string => (isProfileFile(word) ? resolve(folder, word) : word);
  return ok({
    name,
    host: host.value,
    guest: guestPathOf(host.value),
    args,
    env,
    files: files.value,
    switches: switchesOf(image),
    cut: cut.value,
    ...(budgetBytes === undefined ? {} : { budget: { bytes: budgetBytes, place: placeIn(image, 'budget') } }),
    ...(cwd === undefined ? {} : { cwd }),
    ...(memoryBytes === undefined ? {} : { memoryBytes }),
    ...(cpus === undefined ? {} : { cpus }),
    ...(libc === undefined ? {} : { libc }),
    ...(machine === undefined ? {} : { machine }),
    ...(profile === undefined ? {} : { profile: ofProfile(profile) }),
    ...(target === undefined ? {} : { target: fileOrName(target) }),
  });
}
