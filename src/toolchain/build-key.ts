// SPDX-License-Identifier: MIT
// Finding out in a few milliseconds that a kernel is up to date. Without it each build reads what is known of a thousand
// objects and plans a link, to see that it would be the same.
import { dirname, fileURLToPath, join, readText, sha256, type FsOutcome } from '../util/index.ts';
import { SYMBOL_LIST_FOLDER, type ComponentSet, type Component } from '../component/index.ts';
import type { LinkWish } from './link-plan.ts';
import { kernelToolIds } from './tool-id.ts';
import { treeState } from './tree-state.ts';

/** Our own code, which writes the ninja file, the linker script and the tables: `build/js/src` where it is compiled. */
const OWN_CODE = dirname(dirname(fileURLToPath(import.meta.url)));

const OWN_FOLDERS = ['component', 'elf', 'liveness', 'toolchain'];

/**
 * A word that changes whenever something does that a kernel is made from: sources and declarations, lists of exports,
 * what is selected and wanted, the version, the tools, and we ourselves. (The other way round, a new word need not
 * mean another kernel.) Sources of third parties are pinned by the declarations.
 */
export function buildKey(
  set: ComponentSet,
  selected: readonly Component[],
  { exports: request, systemCalls, demanded, records, image }: LinkWish,
): FsOutcome<string> {
  const kernel = treeState(set.root, 'kernel');
  if (!kernel.ok) return kernel;
  const states = [
    treeState(set.root, SYMBOL_LIST_FOLDER),
    readText(join(set.root, 'package.json')),
    ...OWN_FOLDERS.map((folder) => treeState(OWN_CODE, folder)),
  ];
  const words = {
    kernel: kernel.value,
    others: states.map((state) => (state.ok ? state.value : '')),
    mode: set.mode,
    tools: kernelToolIds(),
    selected: selected.map(({ name }) => name),
    request,
    systemCalls,
    demanded,
    records,
    image,
  };
  return { ok: true, value: sha256(JSON.stringify(words)) };
}
