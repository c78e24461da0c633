// SPDX-License-Identifier: MIT
import type { ComponentSet } from '../component/index.ts';
import { err, ok, type Result } from '../diagnostic/index.ts';
import {
  isFile,
  join,
  makeDirectory,
  readText,
  sha256,
  spawn,
  writeIfChanged,
  writeWhole,
} from '../util/index.ts';
import { compilerDiagnostics } from './compiler-output.ts';
import { fileFailed, toolFailed } from './messages.ts';
import { renderNinjaFile } from './ninja-file.ts';
import { MODE_FOLDERS, objectPaths, OBJECT_FOLDER } from './objects.ts';
import { shadowingHeaders } from './shadowing-headers.ts';
import { toolId } from './tool-id.ts';
import { treeState } from './tree-state.ts';

// So many failed files are shown at once; after that more of the same tells nothing new.
const FAILURES_SHOWN = 20;

/**
 * Compiles what has changed of all components into `build/obj`, and into `build/obj-debug` what kernels for a debugger have of
 * their own, whatever configuration is wanted. Gives the objects of the mode of `set`, relative to the root, in the order of the
 * components.
 *
 * Nothing is started when no file below `kernel/` has changed since the last success. Otherwise ninja decides by its
 * own records, under a lock, because two ninjas in one folder would overwrite each other's.
 *
 * @param onCompile Called before ninja is started.
 * @param jobs How many compilers run at once; ninja decides unless given.
 */
export async function compileComponents(
  set: ComponentSet,
  onCompile?: () => void,
  jobs?: number,
): Promise<Result<string[]>> {
  const { root, mode } = set;
  const objects = [...set.components.values()].flatMap((component) => objectPaths(component, mode));
  // Taken before ninja runs: a file that changes meanwhile makes the next state differ.
  const tree = treeState(root, 'kernel');
  if (!tree.ok) return err(fileFailed(tree));
  const compilerId = toolId('clang');
  // Which headers stand in the place of others changes with the tree only, and takes long to find out.
  const state = sha256(`${tree.value}\n${renderNinjaFile(set, compilerId)}`);
  const statePath = join(root, MODE_FOLDERS[mode], 'state');
  const last = readText(statePath);
  if (last.ok && last.value === state && objects.every((object) => isFile(join(root, object))))
    return ok(objects);

  for (const folder of [OBJECT_FOLDER, MODE_FOLDERS[mode]]) {
    const made = makeDirectory(join(root, folder));
    if (!made.ok) return err(fileFailed(made));
  }
  const ninjaFile = renderNinjaFile(set, compilerId, shadowingHeaders(root));
  const written = writeIfChanged(join(root, OBJECT_FOLDER, 'build.ninja'), ninjaFile);
  if (!written.ok) return err(fileFailed(written));
  onCompile?.();
  const ninja = ['ninja', '-f', `${OBJECT_FOLDER}/build.ninja`, '-k', String(FAILURES_SHOWN), mode];
  if (jobs !== undefined) ninja.push('-j', String(jobs));
  const outcome = await spawn('flock', ['--no-fork', `${OBJECT_FOLDER}/lock`, ...ninja], { cwd: root });
  if (outcome.kind !== 'exited') return err(toolFailed('ninja', outcome));
  if (outcome.code !== 0) {
    if (!outcome.stdout.includes('FAILED: ')) return err(toolFailed('ninja', outcome));
    return err(...compilerDiagnostics(outcome.stdout, root));
  }
  const stamped = writeWhole(statePath, state);
  return stamped.ok ? ok(objects) : err(fileFailed(stamped));
}
