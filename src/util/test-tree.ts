// SPDX-License-Identifier: MIT
// For tests only, and not in the index: a small tree of files.
import type { TestContext } from 'node:test';
import { makeTemporaryDirectory, removeTree, writeWhole } from './fs.ts';
import { join, tmpdir } from './path.ts';

/** Writes files (path to contents) into a new folder, which is removed after the test. Gives the folder. */
export function makeTree(context: TestContext, files: Readonly<Record<string, string>>): string {
  const folder = makeTemporaryDirectory(tmpdir(), 'thimble-test-');
  if (!folder.ok) throw new Error(folder.code);
  context.after(() => void removeTree(folder.value));
  writeFiles(folder.value, files);
  return folder.value;
}

/** Does something in a new empty folder, which is removed afterwards. */
export async function inTemporaryFolder<T>(action: (folder: string) => Promise<T>): Promise<T> {
  const made = makeTemporaryDirectory(tmpdir(), 'thimble-test-');
  if (!made.ok) throw new Error(`no temporary folder: ${made.code}`);
  try {
    return await action(made.value);
  } finally {
    removeTree(made.value);
  }
}

export function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    const written = writeWhole(join(folder, path), text);
    if (!written.ok) throw new Error(`${path}: ${written.code}`);
  }
}

/** A declaration as source and as what the compiler makes of it, for trees that no TypeScript compiler sees. */
export function declarationFiles(path: string, declaration: object): Record<string, string> {
  const text = `export default ${JSON.stringify(declaration, null, 2)};\n`;
  return {
    [`${path}.ts`]: text,
    [`build/js/${path}.js`]: text,
    'build/js/package.json': '{"type": "module"}',
  };
}
