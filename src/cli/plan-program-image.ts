// SPDX-License-Identifier: MIT
// What is in the image of a program: the program, what it needs of the host to start, and what the user adds.
import { err, ok, type Diagnostic, type Result } from '../diagnostic/index.ts';
import { planImage, type ImageEntry, type ImageNode, type ImageTree } from '../image/index.ts';
import {
  collectDependencies,
  collectProgram,
  type GuestEntry,
  type KernelLibc,
  type LoadedFile,
  type ProgramFiles,
} from '../needs/index.ts';
import { fileStatus, sha256 } from '../util/index.ts';
import type { ProgramWorld } from './check-program-world.ts';
import { hiddenFiles, imageBringsLibc, twoLibcs } from './messages.ts';
import { libcBrought, type ProgramLibc } from './program-libc.ts';

/** Directories that programs expect and the kernel mounts over; empty in the image unless something is put there. */
const BASE_ENTRIES: readonly ImageEntry[] = [
  ...['/dev', '/proc', '/sys', '/etc'].map((guest): ImageEntry => ({
    guest,
    content: { kind: 'directory' },
  })),
  { guest: '/tmp', content: { kind: 'directory', mode: 0o1777 } },
];

/**
 * For guests with a network, where nothing else is wished for: the kernel tells in /proc/net/pnp which name servers there are, as
 * Linux does.
 */
const NETWORK_ENTRIES: readonly ImageEntry[] = [
  { guest: '/etc/resolv.conf', content: { kind: 'link', target: '/proc/net/pnp' } },
  {
    guest: '/etc/hosts',
    content: { kind: 'bytes', bytes: new TextEncoder().encode('127.0.0.1 localhost\n::1 localhost\n') },
  },
];

/** What the kernel mounts something over (kernel/vfs/mount.c), so that nobody sees what the image has there. */
const MOUNT_POINTS = ['/dev', '/proc', '/sys', '/tmp', '/run'] as const;

export interface ProgramImageRequest {
  /** Absent for an image of nothing but given files. */
  readonly program?: { readonly host: string; readonly guest: string };
  /** What the user, an app or a manifest puts into the image; wins over what is found on the host. */
  readonly given: readonly ImageEntry[];
  /** Directories of the guest that LD_LIBRARY_PATH names. */
  readonly libraryPath: readonly string[];
  /** What the kernel can stand for, so that the image needs it not; by default nothing. */
  readonly kernelLibc?: KernelLibc | undefined;
  /** Whether the user insists on that. Otherwise an image that brings a libc has its programs use it. */
  readonly insistsOnKernelLibc?: boolean;
  /** Whether the guest is to have a network. */
  readonly networked?: boolean;
}

export interface ProgramImagePlan {
  readonly tree: ImageTree;
  /** Changes when anything in the image does. */
  readonly key: string;
  /** The ELF files, each with what it loads. */
  readonly world: ProgramWorld;
  readonly warnings: readonly Diagnostic[];
}

function toImageEntry(entry: GuestEntry): ImageEntry {
  return entry.kind === 'file'
    ? { guest: entry.guest, content: { kind: 'host', path: entry.host } }
    : { guest: entry.guest, content: { kind: 'link', target: entry.linkTarget } };
}

/** Calls `visit` with every node below `node`, by guest path, in no promised order. */
export function visitTree(
  node: ImageNode,
  path: string,
  visit: (path: string, node: ImageNode) => void,
): void {
  visit(path === '' ? '/' : path, node);
  if (node.kind !== 'directory') return;
  for (const [name, child] of node.children) visitTree(child, `${path}/${name}`, visit);
}

/** Host path by guest path of all files in a tree that come from the host. */
function hostFiles(tree: ImageTree): Map<string, string> {
  const files = new Map<string, string>();
  visitTree(tree, '', (path, node) => {
    if (node.kind === 'file' && node.source.kind === 'host') files.set(path, node.source.path);
  });
  return files;
}

/** A warning for each mount point below which the image has files. */
function complainOfHidden(tree: ImageTree): Diagnostic[] {
  const hidden = new Map<string, string[]>();
  visitTree(tree, '', (path, node) => {
    const mount = MOUNT_POINTS.find((point) => path.startsWith(`${point}/`));
    if (mount !== undefined && node.kind !== 'directory')
      hidden.set(mount, [...(hidden.get(mount) ?? []), path]);
  });
  return [...hidden].map(([mount, paths]) => hiddenFiles(mount, paths.sort()));
}

/** What tells two versions of a host file apart without reading them, as make does, and more. */
function hostIdentity(path: string): string {
  const status = fileStatus(path);
  if (!status.ok) return 'gone';
  const { device, inode, size, mtimeMs } = status.value;
  return `${path} ${device} ${inode} ${size} ${mtimeMs}`;
}

function describeNode(node: ImageNode): string {
  switch (node.kind) {
    case 'directory':
      return `directory ${node.mode}`;
    case 'link':
      return `link ${node.target}`;
    case 'file': {
      const { source } = node;
      return `file ${node.mode} ${source.kind === 'host' ? hostIdentity(source.path) : sha256(source.bytes)}`;
    }
    default:
      return node satisfies never;
  }
}

/** A short word for the contents of an image. */
function keyOf(tree: ImageTree): string {
  const lines: string[] = [];
  visitTree(tree, '', (path, node) => lines.push(`${path}\0${describeNode(node)}`));
  return sha256(lines.sort().join('\n')).slice(0, 16);
}

/**
 * What the kernel stands for, given what is put into the image: nothing when a libc is among that, which the kernel would start instead
 * of its own.
 */
function kernelLibcFor(
  { kernelLibc, insistsOnKernelLibc }: ProgramImageRequest,
  given: ImageTree,
): Result<{ readonly kernelLibc?: KernelLibc; readonly notes: readonly Diagnostic[] }> {
  if (kernelLibc === undefined) return ok({ notes: [] });
  const paths: string[] = [];
  visitTree(given, '', (path, node) => {
    if (node.kind !== 'directory') paths.push(path);
  });
  const brought = libcBrought(paths.sort());
  if (brought === undefined) return ok({ kernelLibc, notes: [] });
  return insistsOnKernelLibc === true ? err(twoLibcs(brought)) : ok({ notes: [imageBringsLibc(brought)] });
}

/** Where programs of an image find their libc. A static program decides for all: plugins are not for it. */
function libcOf(
  own: ProgramFiles | undefined,
  extras: readonly LoadedFile[],
  extrasByKernel: boolean,
): ProgramLibc {
  if (own !== undefined) return own.byKernel ? 'kernel' : own.kind === 'dynamic' ? 'image' : 'none';
  if (!extras.some(({ isProgram }) => isProgram)) return 'none';
  return extrasByKernel ? 'kernel' : 'image';
}

/** Works out what is in an image. Reads headers of ELF files, writes nothing. */
export function planProgramImage(request: ProgramImageRequest): Result<ProgramImagePlan> {
  const { program, given, libraryPath } = request;
  const givenTree = planImage(given);
  if (!givenTree.ok) return givenTree;
  const libc = kernelLibcFor(request, givenTree.value);
  if (!libc.ok) return libc;
  const { notes, ...kernel } = libc.value;
  const provided = hostFiles(givenTree.value);
  const entries: ImageEntry[] = [...BASE_ENTRIES, ...(request.networked === true ? NETWORK_ENTRIES : [])];
  let interpreter: string | undefined;
  let own: ProgramFiles | undefined;
  if (program !== undefined) {
    const collected = collectProgram(program.host, {
      guestPathOf: () => program.guest,
      libraryPath,
      provided,
      ...kernel,
    });
    if (!collected.ok) return collected;
    own = collected.value;
    entries.push(...collected.value.files.map(toImageEntry));
    interpreter = collected.value.interpreter;
  }
  const extra = [...provided].map(([guest, host]) => ({ guest, host }));
  const options = {
    libraryPath,
    provided,
    ...(interpreter === undefined ? {} : { interpreter }),
    // A kernel that has a libc for the program has it for the other files as well.
    ...(own === undefined || own.byKernel ? kernel : {}),
  };
  const dependencies = collectDependencies(extra, options);
  if (!dependencies.ok) return dependencies;
  entries.push(...dependencies.value.files.map(toImageEntry), ...given);
  const tree = planImage(entries);
  if (!tree.ok) return tree;
  const warnings = [...notes, ...dependencies.value.warnings, ...complainOfHidden(tree.value)];
  const { loaded: extras, byKernel } = dependencies.value;
  const world = { program: own?.loaded, extras, libc: libcOf(own, extras, byKernel) };
  return ok({ tree: tree.value, key: keyOf(tree.value), world, warnings });
}
