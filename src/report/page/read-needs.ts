// SPDX-License-Identifier: MIT
// What the page shows of a needs.json.
import { ok, type Result } from '../../diagnostic/index.ts';
import { readNeeds, type AddedNeed, type NeedingFile } from '../../needs/index.ts';
import { systemCallName } from '../../toolchain/syscalls-x86-64.ts';
import type { FileNeeds, NeedRow, OpenPlace } from './page-data.ts';

function nameOf(kind: AddedNeed['kind'], name: string): string {
  return kind === 'syscall' ? (systemCallName(Number(name)) ?? `number ${name}`) : name;
}

/** What kinds are called. */
const KINDS = {
  syscall: 'system call',
  dlsym: 'dlsym',
  dlopen: 'dlopen',
  path: 'file system',
  component: 'component',
} as const satisfies Record<AddedNeed['kind'], NeedRow['kind']>;

function rowsOf({ imports, runtime }: NeedingFile): NeedRow[] {
  const importRows = imports.map(({ name, provider, isWeak, unreached }): NeedRow => ({
    kind: 'import',
    name,
    certainty: unreached === true ? 'unreached' : 'proved',
    provider: provider ?? (isWeak ? 'nobody; it can do without' : 'nobody'),
  }));
  const runtimeRows = runtime.map(({ kind, name, class: certainty, provider }): NeedRow => ({
    kind: KINDS[kind],
    name: nameOf(kind, name),
    certainty,
    provider: kind === 'syscall' ? 'kernel' : (provider ?? 'nobody'),
  }));
  return [...importRows, ...runtimeRows];
}

function placesOf({ unresolved, openWorld }: NeedingFile): OpenPlace[] {
  const places = unresolved.map(({ kind, address, function: name, callee, reason }): OpenPlace => {
    const where = name ?? `0x${address.toString(16)}`;
    const isTold = callee === undefined || callee === kind || callee === where;
    return {
      kind: KINDS[kind],
      where: isTold ? where : `${where} through ${callee}`,
      reason,
    };
  });
  const worlds = openWorld.map(({ kind, by }): OpenPlace => ({
    kind: kind === 'symbols' ? 'symbol' : 'system call',
    where: '',
    reason: `${by} can call whatever its user names`,
  }));
  return [...places, ...worlds];
}

/** What no file shows, by where it is from. */
function addedFiles(added: readonly AddedNeed[]): FileNeeds[] {
  const sources = [...new Set(added.map(({ evidence }) => evidence))];
  return sources.map((source) => ({
    path: source,
    open: [],
    needs: added
      .filter(({ evidence }) => evidence === source)
      .map(({ kind, name, class: certainty }): NeedRow => ({
        kind: KINDS[kind],
        name: nameOf(kind, name),
        certainty,
        provider: 'kernel',
      })),
  }));
}

/** Reads a needs.json (docs/needs.md). */
export function readPageNeeds(path: string): Result<FileNeeds[]> {
  const needs = readNeeds(path);
  if (!needs.ok) return needs;
  const { files, added } = needs.value;
  const ofFiles = files.map((file) => ({ path: file.path, needs: rowsOf(file), open: placesOf(file) }));
  return ok([...ofFiles, ...addedFiles(added)]);
}
