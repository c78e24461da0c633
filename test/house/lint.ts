// SPDX-License-Identifier: MIT
import { join, spawn } from '../../src/util/index.ts';
import { root } from './tree.ts';

/** What eslint complains about, empty for nothing. */
export async function lint(): Promise<string> {
  const program = join(root, 'node_modules/eslint/bin/eslint.js');
  const outcome = await spawn(process.execPath, [program, '--no-color', '--max-warnings=0', '.'], {
    cwd: root,
  });
  if (outcome.kind === 'exited' && outcome.code === 0) return '';
  return outcome.kind === 'not-found' ? 'node is not there' : outcome.stdout + outcome.stderr;
}
