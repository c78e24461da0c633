// SPDX-License-Identifier: MIT
// What the ELF files of an image need of the kernel's exports, as the version script that exports just that.
import { readSymbolLists } from '../../component/index.ts';
import { all, ok, type Result } from '../../diagnostic/index.ts';
import { importedNames } from '../../needs/index.ts';
import { renderAppVersionScript, type ScriptPart } from '../../toolchain/version-script.ts';

/** Every name that the lists in exported-symbols/ have, sorted by bytes. */
export function listedNames(root: string): Result<string[]> {
  const lists = readSymbolLists(root);
  return lists.ok ? ok([...new Set(lists.value.flatMap(({ names }) => names))].sort()) : lists;
}

/** `askedBy` is where the paths are from, for messages. Files that are no ELF files are passed over. */
export function appVersionScript(
  root: string,
  hostFiles: readonly string[],
  askedBy: string,
): Result<string> {
  const listed = listedNames(root);
  if (!listed.ok) return listed;
  const exported = new Set(listed.value);
  const parts = all(
    hostFiles.map((path): Result<ScriptPart | undefined> => {
      const names = importedNames(path, askedBy);
      if (!names.ok) return names;
      if (names.value === undefined) return ok(undefined);
      return ok({ from: path, names: names.value.filter((name) => exported.has(name)) });
    }),
  );
  return parts.ok ? ok(renderAppVersionScript(parts.value.filter((part) => part !== undefined))) : parts;
}
