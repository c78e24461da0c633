// SPDX-License-Identifier: MIT
import type { Component } from '../component/index.ts';
import { err, ok, type Diagnostic, type Result } from '../diagnostic/index.ts';
import { join, readText } from '../util/index.ts';
import { implementedSystemCalls, renderGeneratedTables } from './generated-tables.ts';
import type { LinkPlan } from './link.ts';
import { renderLinkerScript } from './linker-script.ts';
import { fileFailed, noEntry, unplacedSection, versionUnknown } from './messages.ts';
import type { FactsByObject } from './object-facts.ts';
import { objectPaths } from './objects.ts';

/** Where loaders that read the ELF header enter; see kernel/arch/x86_64/start.S. */
const ENTRY = 'linux_entry_physical';

function readVersion(root: string): Result<string> {
  const path = join(root, 'package.json');
  const text = readText(path);
  if (!text.ok) return err(fileFailed(text));
  const version = /"version": *"([0-9A-Za-z.+-]+)"/.exec(text.value)?.[1];
  return version === undefined ? err(versionUnknown(path)) : ok(version);
}

/** Plans the link of a kernel from what its objects define, use and add to sets. `facts` are of all objects there are. */
export function planLink(
  root: string,
  selected: readonly Component[],
  facts: FactsByObject,
): Result<LinkPlan> {
  const objects = selected.flatMap(objectPaths);
  const own: FactsByObject = new Map([...facts].filter(([object]) => objects.includes(object)));
  const each = [...own.values()].map((entry) => entry.facts);
  const complaints: Diagnostic[] = [...own].flatMap(
    ([
      object,
      {
        facts: { unplaced },
      },
    ]) => unplaced.map((section) => unplacedSection(section, object)),
  );
  if (!each.some(({ defined }) => defined.includes(ENTRY))) complaints.push(noEntry(ENTRY));
  const [first, ...rest] = complaints;
  if (first !== undefined) return err(first, ...rest);
  const used = each
    .flatMap((facts) => facts.undefined)
    .map((name) => /^__set_(\w+)_(start|end)$/.exec(name)?.[1]);
  const sets = new Set([
    ...each.flatMap((facts) => facts.sets),
    ...used.filter((name) => name !== undefined),
  ]);
  const calls = implementedSystemCalls(own);
  if (!calls.ok) return calls;
  const version = readVersion(root);
  if (!version.ok) return version;
  return ok({
    objects,
    linkerScript: renderLinkerScript(ENTRY, [...sets].sort()),
    generated: renderGeneratedTables(calls.value, version.value),
  });
}
