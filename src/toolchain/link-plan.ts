// SPDX-License-Identifier: MIT
import { readSymbolLists, type Component, type ComponentSet } from '../component/index.ts';
import { err, ok, type Diagnostic, type Result } from '../diagnostic/index.ts';
import { join, readText } from '../util/index.ts';
import { checkUses } from './check-uses.ts';
import { extractObjects } from './extract-objects.ts';
import { implementedSystemCalls, missingSystemCalls, renderGeneratedTables } from './generated-tables.ts';
import type { LinkPlan } from './link.ts';
import { renderLinkerScript } from './linker-script.ts';
import { fileFailed, noEntry, unplacedSection, versionUnknown } from './messages.ts';
import type { FactsByObject } from './object-facts.ts';
import { objectPaths, OBJECT_FOLDER } from './objects.ts';
import { planExports, type ExportRequest, type PlannedExport } from './plan-exports.ts';

/** Where loaders that read the ELF header enter; see kernel/arch/x86_64/start.S. */
const ENTRY = 'linux_entry_physical';

function readVersion(root: string): Result<string> {
  const path = join(root, 'package.json');
  const text = readText(path);
  if (!text.ok) return err(fileFailed(text));
  const version = /"version": *"([0-9A-Za-z.+-]+)"/.exec(text.value)?.[1];
  return version === undefined ? err(versionUnknown(path)) : ok(version);
}

/** Linker sets that objects add to or loop over. */
function setsOf(facts: FactsByObject): string[] {
  const sets = new Set<string>();
  for (const { facts: each } of facts.values()) {
    for (const name of each.sets) sets.add(name);
    for (const symbol of each.undefined) {
      const name = /^__set_(\w+)_(start|end)$/.exec(symbol)?.[1];
      if (name !== undefined) sets.add(name);
    }
  }
  return [...sets].sort();
}

function complaintsAbout(set: ComponentSet, all: FactsByObject, own: FactsByObject): Diagnostic[] {
  const complaints = checkUses(set, all);
  for (const [object, { facts }] of own) {
    complaints.push(...facts.unplaced.map((section) => unplacedSection(section, object)));
  }
  const entered = [...own.values()].some(({ facts }) => facts.defined.includes(ENTRY));
  return entered ? complaints : [...complaints, noEntry(ENTRY)];
}

/** What is reached by number: of the calls there are those that are wanted. */
function inTable(
  implemented: ReadonlyMap<number, string>,
  wanted: readonly string[] | undefined,
): ReadonlyMap<number, string> {
  if (wanted === undefined) return implemented;
  return new Map([...implemented].filter(([, name]) => wanted.includes(name)));
}

/** Exported variables, where there is a dynamic linker that loops over the set of them. */
function exportedVariables(
  exports: readonly PlannedExport[],
  own: FactsByObject,
  sets: readonly string[],
): string[] {
  if (!sets.includes('copyable')) return [];
  const data = new Set([...own.values()].flatMap(({ facts }) => facts.exportableData));
  return exports.map(({ name }) => name).filter((name) => data.has(name));
}

/**
 * Plans the link of a kernel from what its objects define, use and add to sets, and from the lists of what it exports.
 * `all` has every object there is.
 */
export function planLink(
  set: ComponentSet,
  selected: readonly Component[],
  all: FactsByObject,
  request?: ExportRequest,
  systemCalls?: readonly string[],
): Result<LinkPlan> {
  const programFolders = selected
    .filter(({ side }) => side === 'program')
    .map(({ name }) => `${OBJECT_FOLDER}/${name}`);
  const lists = readSymbolLists(set.root);
  if (!lists.ok) return lists;
  const exports = planExports(set, selected, all, lists.value, request);
  if (!exports.ok) return exports;
  const interposable = selected.flatMap((component) => component.interposable);
  const isFixed = (component: Component, object: string): boolean =>
    component.side === 'kernel' ||
    request?.kind === 'all-global' ||
    // What registers itself is needed by nobody's name.
    all.get(object)?.facts.sets.length !== 0;
  const pairs = selected.flatMap((component) =>
    objectPaths(component).map((object) => ({ object, fixed: isFixed(component, object) })),
  );
  const objects = extractObjects(all, {
    fixed: pairs.filter(({ fixed }) => fixed).map(({ object }) => object),
    available: pairs.filter(({ fixed }) => !fixed).map(({ object }) => object),
    wanted: exports.value.map(({ name }) => name),
    interposable,
  });
  const linked = new Set(objects);
  const own: FactsByObject = new Map([...all].filter(([object]) => linked.has(object)));
  const [first, ...rest] = complaintsAbout(set, all, own);
  if (first !== undefined) return err(first, ...rest);
  const calls = implementedSystemCalls(own);
  if (!calls.ok) return calls;
  const version = readVersion(set.root);
  if (!version.ok) return version;
  const sets = setsOf(own);
  const variables = exportedVariables(exports.value, own, sets);
  return ok({
    objects,
    interposable,
    exports: exports.value,
    visible: request?.kind === 'all-global',
    linkerScript: renderLinkerScript(ENTRY, sets, exports.value.length > 0, programFolders),
    generated: renderGeneratedTables({
      implemented: inTable(calls.value, systemCalls),
      missing: missingSystemCalls(own, calls.value),
      variables,
      version: version.value,
    }),
  });
}
