// SPDX-License-Identifier: MIT
// `thimble symbols --update`: exported-symbols/ written anew from what the components define and the host's glibc does.
import {
  ADVERTISED_LIBRARIES,
  loadComponents,
  readSymbolLists,
  renderSymbolList,
  symbolListPath,
} from '../component/index.ts';
import { err, ok, type Result } from '../diagnostic/index.ts';
import type { ListChange } from '../report/symbols.ts';
import { deriveLists, glibcVersion, readHostLibraries } from '../toolchain/derive-lists.ts';
import { exportableNames } from '../toolchain/exportable-names.ts';
import { LISTED_GLIBC } from '../toolchain/glibc-names.ts';
import { removeTree, writeIfChanged } from '../util/index.ts';
import type { CommandContext } from './command.ts';
import { ensurePackages } from './ensure-packages.ts';
import { cannotWriteList, otherGlibc } from './messages.ts';
import { describeStep } from './prepare-kernel.ts';

/**
 * What the lists should be and how they differ from what they are, for each library that has or should have one. Compiles
 * what has changed. Warns when the host's glibc is not the one that the lists are made from.
 */
async function plannedListChanges(
  context: CommandContext,
): Promise<Result<(ListChange & { readonly wanted: readonly string[] })[]>> {
  const ensured = await ensurePackages(context, 'build');
  if (!ensured.ok) return ensured;
  const set = await loadComponents(context.root);
  if (!set.ok) return set;
  // Lists that cannot be read are replaced: this is how to repair them.
  const lists = readSymbolLists(context.root);
  const exportable = await exportableNames(set.value, (step) =>
    context.stderr.write(`thimble: ${describeStep(step)}\n`),
  );
  if (!exportable.ok) return exportable;
  const host = readHostLibraries();
  if (!host.ok) return host;
  const version = glibcVersion(host.value.get('libc.so.6') ?? new Map());
  if (version !== LISTED_GLIBC) context.tell([otherGlibc(version, LISTED_GLIBC)]);
  const derived = deriveLists(host.value, exportable.value);
  const changes = ADVERTISED_LIBRARIES.map((library) => {
    const wanted = derived.get(library) ?? [];
    const list = lists.ok ? lists.value.find((each) => each.library === library) : undefined;
    const [before, after] = [new Set(list?.names), new Set(wanted)];
    const added = wanted.filter((name) => !before.has(name));
    const removed = [...before].filter((name) => !after.has(name));
    return { library, added, removed, names: wanted.length, wanted };
  });
  return ok(changes.filter(({ names, removed }) => names > 0 || removed.length > 0));
}

/**
 * Writes the lists that differ. A list without a name is removed.
 *
 * @param onlyCheck Writes nothing.
 */
export async function updateSymbolLists(
  context: CommandContext,
  onlyCheck: boolean,
): Promise<Result<ListChange[]>> {
  const changes = await plannedListChanges(context);
  if (!changes.ok) return changes;
  for (const { library, wanted } of onlyCheck ? [] : changes.value) {
    const path = symbolListPath(context.root, library);
    const written = wanted.length === 0 ? removeTree(path) : writeIfChanged(path, renderSymbolList(wanted));
    if (!written.ok) return err(cannotWriteList(written.path, written.code));
  }
  return ok(changes.value.map(({ library, added, removed, names }) => ({ library, added, removed, names })));
}
