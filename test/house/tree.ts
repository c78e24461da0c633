// SPDX-License-Identifier: MIT
// The source tree as the checks on it see it.
import { fileURLToPath, isDirectory, join, listDirectory, readText, resolve } from '../../src/util/index.ts';

export const root = resolve(fileURLToPath(new URL('../../../../', import.meta.url)));

/** Files below a folder, relative to the root, sorted. */
export function filesBelow(folder: string): string[] {
  const names = listDirectory(join(root, folder));
  if (!names.ok) return [];
  return names.value.flatMap((name) => {
    const path = `${folder}/${name}`;
    return isDirectory(join(root, path)) ? filesBelow(path) : [path];
  });
}

export function textOf(path: string): string {
  const read = readText(join(root, path));
  if (!read.ok) throw new Error(`${path} cannot be read (${read.code})`);
  return read.value;
}

/** All files of code, in both languages. */
export function sourceFiles(): string[] {
  const folders = ['src', 'kernel', 'modules', 'profiles', 'apps', 'test', 'bench'];
  return [
    ...folders.flatMap(filesBelow).filter((path) => /\.(ts|c|h|S|ld)$/.test(path)),
    ...filesBelow('scripts'),
    'thimble',
    '.ci/run',
  ];
}
