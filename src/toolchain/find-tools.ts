// SPDX-License-Identifier: MIT
// Which tools of the system are there, in which version. Versions are remembered by the tool's file, so that asking
// again starts no process: every command asks.
import {
  dirname,
  fileStatus,
  isAbsolute,
  join,
  linkStatus,
  listDirectory,
  readText,
  spawn,
  writeIfChanged,
  type FileStatus,
} from '../util/index.ts';
import type { SystemTool } from './system-packages.ts';

export type ToolState =
  | { readonly kind: 'found'; readonly tool: SystemTool; readonly path: string; readonly version?: string }
  | { readonly kind: 'too-old'; readonly tool: SystemTool; readonly path: string; readonly version: string }
  | { readonly kind: 'missing'; readonly tool: SystemTool };

/**
 * First executable file `command` in the folders of `searchPath` (as the variable PATH), or undefined. An absolute
 * path is looked up as it is.
 */
export function findCommand(command: string, searchPath: string): string | undefined {
  const folders = searchPath.split(':').filter((folder) => folder.startsWith('/'));
  const candidates = isAbsolute(command) ? [command] : folders.map((folder) => join(folder, command));
  return candidates.find((path) => {
    const status = fileStatus(path);
    return status.ok && status.value.kind === 'file' && (status.value.mode & 0o111) !== 0;
  });
}

/** The first file that a pattern names, in which a whole component may hold `*`. */
export function findByPattern(pattern: string): string | undefined {
  const star = pattern.indexOf('*');
  if (star < 0) return linkStatus(pattern).ok ? pattern : undefined;
  const folder = dirname(pattern.slice(0, star + 1));
  const tail = pattern.slice(folder.length + 1);
  const slash = tail.indexOf('/');
  const [component, rest] = slash < 0 ? [tail, ''] : [tail.slice(0, slash), tail.slice(slash)];
  const [before = '', after = ''] = component.split('*');
  const names = listDirectory(folder);
  if (!names.ok) return undefined;
  for (const name of names.value) {
    if (!name.startsWith(before) || !name.endsWith(after)) continue;
    const found = findByPattern(`${folder}/${name}${rest}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Compares dotted numbers; missing parts count 0. Negative when `a` is the older one. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((each) => each.split('.').map(Number));
  for (let index = 0; index < Math.max(left?.length ?? 0, right?.length ?? 0); index++) {
    const difference = (left?.[index] ?? 0) - (right?.[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** What identifies the contents of a program's file well enough to believe a remembered version. */
function identity(status: FileStatus): string {
  return `${status.device}:${status.inode}:${status.size}:${status.mtimeMs}`;
}

type Memory = Record<string, { readonly identity: string; readonly version: string }>;

function readMemory(path: string): Memory {
  const read = readText(path);
  if (!read.ok) return {};
  try {
    return JSON.parse(read.value) as Memory;
  } catch {
    // A damaged cache is as good as none; it is written anew below.
    return {};
  }
}

async function askVersion(path: string, args: readonly string[]): Promise<string> {
  const outcome = await spawn(path, args, { timeoutMs: 20_000 });
  if (outcome.kind !== 'exited') return '';
  return /\d+\.\d+(?:\.\d+)*/.exec(`${outcome.stdout}\n${outcome.stderr}`)?.[0] ?? '';
}

async function findOne(
  tool: SystemTool,
  searchPath: string,
  known: Memory,
  seen: Memory,
): Promise<ToolState> {
  if (tool.probe.kind === 'file') {
    const path = tool.probe.anyOf.map(findByPattern).find((each) => each !== undefined);
    return path === undefined ? { kind: 'missing', tool } : { kind: 'found', tool, path };
  }
  const path = findCommand(tool.probe.command, searchPath);
  const status = path === undefined ? undefined : fileStatus(path);
  if (path === undefined || !status?.ok) return { kind: 'missing', tool };
  const same = identity(status.value);
  const remembered = known[path]?.identity === same ? known[path].version : undefined;
  const version = remembered ?? (await askVersion(path, tool.probe.versionArgs ?? ['--version']));
  seen[path] = { identity: same, version };
  const old = tool.minimum !== undefined && version !== '' && compareVersions(version, tool.minimum) < 0;
  if (old) return { kind: 'too-old', tool, path, version };
  return version === '' ? { kind: 'found', tool, path } : { kind: 'found', tool, path, version };
}

/**
 * Looks for tools.
 *
 * @param searchPath The variable PATH.
 * @param cacheFile Where versions are remembered; not being able to write it costs time and nothing else.
 */
export async function findTools(
  tools: readonly SystemTool[],
  searchPath: string,
  cacheFile: string,
): Promise<ToolState[]> {
  const known = readMemory(cacheFile);
  const seen: Memory = { ...known };
  const states = await Promise.all(tools.map((tool) => findOne(tool, searchPath, known, seen)));
  writeIfChanged(cacheFile, `${JSON.stringify(seen, null, 1)}\n`);
  return states;
}
