// SPDX-License-Identifier: MIT
// What an image tells of the parts of a kernel that programs reach by paths, or that exist for kinds of files.
import type { ComponentSet } from '../component/index.ts';
import { ok, type Result } from '../diagnostic/index.ts';
import { DT, PT, R_X86_64, readElf, SHN, type ElfFile } from '../elf/index.ts';
import type { ImageTree } from '../image/index.ts';
import {
  hasWord,
  pathsInFile,
  pathsInText,
  unreachedOnly,
  type AddedNeed,
  type ImageNeeds,
  type NeedsPolicy,
} from '../needs/index.ts';
import type { ImageEvidence, PathLink } from '../toolchain/index.ts';
import { readSource } from './analyze-tree.ts';
import { interposableNames } from './reach-tree.ts';
import { visitTree } from './plan-program-image.ts';

/** All paths by which components of a tree say that they are needed. */
function watchedPaths(set: ComponentSet): string[] {
  return [...new Set([...set.components.values()].flatMap(({ neededBy }) => neededBy?.paths ?? []))].sort();
}

/** What images with shared libraries make use of, without a look at each. */
const LINKING_USES = [
  'image_copies',
  'image_libraries',
  'image_rare_relocations',
  'image_relr',
  'image_sysv_hash',
  'image_tls',
  'image_versions',
];

/** Everything that an image can make use of. */
const ALL_USES = [
  ...LINKING_USES,
  'call_names',
  'image_allocator',
  'image_scripts',
  'missing_functions',
  'own_allocator',
];

/** Old versions of names that the kernel gives other functions for (kernel/ldso/kernel-names.c). */
const OLD_VERSIONS = new Set(['memcpy@GLIBC_2.2.5']);

/** Which uses the ELF files of an image make (kernel/core/include/core/demand.h). */
function usesOf(needs: ImageNeeds): string[] {
  const hasLibraries = needs.files.some(({ kind }) => kind === 'library') || needs.skipped.length > 0;
  const imports = needs.files.flatMap((file) => file.imports);
  const hasOld = imports.some(({ name, version }) => OLD_VERSIONS.has(`${name}@${version ?? ''}`));
  const mayCall = needs.files.some((file) => file.unresolved.some(({ kind }) => kind === 'syscall'));
  return [
    ...(hasLibraries ? LINKING_USES : []),
    ...(hasOld ? ['image_versions'] : []),
    ...(mayCall ? ['call_names'] : []),
    ...(unreachedOnly(needs).length > 0 ? ['missing_functions'] : []),
  ];
}

const SCRIPT = Buffer.from('#!');

/** Relocations that executables have which use no library but libc; the kernel's dynamic linker has them always. */
const USUAL_RELOCATIONS: ReadonlySet<number> = new Set([
  R_X86_64.NONE,
  R_X86_64['64'],
  R_X86_64.COPY,
  R_X86_64.GLOB_DAT,
  R_X86_64.JUMP_SLOT,
  R_X86_64.RELATIVE,
]);

/** Whether an ELF file has functions in place of the kernel's; yes, for one that cannot be read. */
function allocates(file: ElfFile, allocator: readonly string[]): boolean {
  const symbols = file.dynamicSymbols();
  return (
    !symbols.ok ||
    symbols.value.some(({ name, section }) => section !== SHN.UNDEF && allocator.includes(name))
  );
}

/** What of the dynamic linker an ELF file needs beyond what all do. Everything, for a file that cannot be read. */
function linkingUses(file: ElfFile): string[] {
  const [dynamic, relocations] = [file.dynamic(), file.relocations()];
  if (!dynamic.ok || !relocations.ok) return LINKING_USES;
  const table = dynamic.value;
  const types = new Set(relocations.value.map(({ type }) => type));
  const isRare = [...types].some((type) => !USUAL_RELOCATIONS.has(type));
  const onlySysv = table?.value(DT.HASH) !== undefined && table.value(DT.GNU_HASH) === undefined;
  return [
    ...(types.has(R_X86_64.COPY) ? ['image_copies'] : []),
    ...(isRare ? ['image_rare_relocations'] : []),
    ...(table?.value(DT.RELR) === undefined ? [] : ['image_relr']),
    ...(onlySysv ? ['image_sysv_hash'] : []),
    ...(file.segments.some(({ p_type }) => p_type === PT.TLS) ? ['image_tls'] : []),
  ];
}

/** Which uses one file makes, whatever it is. */
function usesOfFile(bytes: Uint8Array, hasLibraries: boolean, allocator: readonly string[]): string[] {
  if (Buffer.from(bytes.subarray(0, SCRIPT.length)).equals(SCRIPT)) return ['image_scripts'];
  const file = readElf(bytes, 'file');
  if (!file.ok) return [];
  return [
    ...(allocates(file.value, allocator) ? ['image_allocator'] : []),
    ...(hasLibraries ? [] : linkingUses(file.value)),
  ];
}

/** What of a wish for a tailored kernel counts as evidence. */
export interface EvidenceWish {
  readonly policy: NeedsPolicy;
  /** Arguments, variables of the environment and whatever else a program is given at its start. */
  readonly texts: readonly string[];
  readonly allowMissing: boolean;
}

/** Components that words call for, where a file imports what they are for. */
function wordedComponents(
  set: ComponentSet,
  needs: ImageNeeds,
): { readonly name: string; readonly texts: readonly string[] }[] {
  const imported = new Set(
    needs.files.flatMap(({ imports, runtime }) => [
      ...imports.map(({ name }) => name),
      ...runtime.filter(({ kind }) => kind === 'dlsym').map(({ name }) => name),
    ]),
  );
  return [...set.components.values()].flatMap(({ name, neededBy }) => {
    const words = neededBy?.words;
    return words?.importing.some((symbol) => imported.has(symbol)) === true
      ? [{ name, texts: words.texts }]
      : [];
  });
}

/** The symbolic links of an image that lead to what is watched. */
function linksTo(tree: ImageTree, watched: readonly string[]): PathLink[] {
  const links: PathLink[] = [];
  visitTree(tree, '', (at, node) => {
    const paths = node.kind === 'link' ? pathsInText(node.target, watched) : [];
    if (paths.length > 0) links.push({ at, paths });
  });
  return links;
}

/** What stands in the files of an image, whatever its programs are given. */
export type FileEvidence = Pick<ImageEvidence, 'uses' | 'paths' | 'links' | 'called'>;

/**
 * Reads all files of an image. Links count when somebody names them.
 *
 * @param brought What every program brings in place of the kernel's; nothing, where that is not known.
 */
export function fileEvidence(
  set: ComponentSet,
  tree: ImageTree,
  needs: ImageNeeds,
  brought: readonly string[] = [],
): Result<FileEvidence> {
  const links = linksTo(tree, watchedPaths(set));
  const watched = [...watchedPaths(set), ...links.map(({ at }) => at)];
  const found = new Set<string>();
  const uses = new Set(usesOf(needs));
  const worded = wordedComponents(set, needs);
  const allocator = interposableNames(set);
  if (allocator.some((name) => !brought.includes(name))) uses.add('own_allocator');
  const called = new Set<string>();
  let failure: Result<never> | undefined;
  visitTree(tree, '', (path, node) => {
    // What the kernel stands in for, programs do not load.
    if (failure !== undefined || node.kind !== 'file' || needs.replaced.includes(path)) return;
    const bytes = readSource(node.source);
    if (!bytes.ok) {
      failure = bytes;
      return;
    }
    const missing = watched.filter((each) => !found.has(each));
    for (const each of pathsInFile(bytes.value, missing)) found.add(each);
    for (const { name, texts: words } of worded)
      if (!called.has(name) && hasWord(bytes.value, words)) called.add(name);
    for (const each of usesOfFile(bytes.value, uses.has('image_libraries'), allocator)) uses.add(each);
  });
  return failure ?? ok({ uses: [...uses], paths: [...found], links, called: [...called].sort() });
}

/**
 * What an image tells, of what its files, arguments and variables name, and of what was recorded.
 *
 * @param files What `fileEvidence` has found in the files.
 */
export function imageEvidence(
  set: ComponentSet,
  needs: ImageNeeds,
  files: FileEvidence,
  { policy, texts, allowMissing }: EvidenceWish,
): FileEvidence & { readonly everything: boolean } {
  const everything = policy === 'open';
  const watched = [...watchedPaths(set), ...files.links.map(({ at }) => at)];
  const added = (wanted: AddedNeed['kind']): string[] =>
    needs.added.filter(({ kind }) => kind === wanted).map(({ name }) => name);
  const paths = [...files.paths, ...texts.flatMap((text) => pathsInText(text, watched)), ...added('path')];
  const worded = wordedComponents(set, needs).filter(({ texts: words }) =>
    texts.some((text) => hasWord(Buffer.from(text), words)),
  );
  const called = [...files.called, ...worded.map(({ name }) => name), ...added('component')];
  const uses = [
    ...files.uses,
    ...(everything ? ALL_USES : []),
    ...(allowMissing ? ['missing_functions'] : []),
    ...(added('dlopen').length > 0 ? LINKING_USES : []),
  ];
  return {
    ...files,
    everything,
    uses: ordered(uses),
    paths: ordered(paths),
    called: ordered(called),
  };
}

/** Each once. */
function ordered(names: readonly string[]): string[] {
  return [...new Set(names)].sort();
}
