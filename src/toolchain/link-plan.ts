// SPDX-License-Identifier: MIT
import {
  readSymbolLists,
  type BuildMode,
  type Component,
  type ComponentSet,
  type SymbolList,
} from '../component/index.ts';
import { err, ok, type Diagnostic, type Result } from '../diagnostic/index.ts';
import { join, readText } from '../util/index.ts';
import { checkUses } from './check-uses.ts';
import { extractObjects } from './extract-objects.ts';
import {
  implementedSystemCalls,
  missingSystemCalls,
  RECORDERS,
  renderGeneratedTables,
} from './generated-tables.ts';
import type { LinkPlan } from './link.ts';
import { neededComponents, neededFor, type ImageEvidence } from './needed-components.ts';
import { renderLinkerScript } from './linker-script.ts';
import { demandedCallAbsent, fileFailed, noEntry, unplacedSection, versionUnknown } from './messages.ts';
import type { FactsByObject } from './object-facts.ts';
import { objectFolder, objectPaths } from './objects.ts';
import { planDemand } from './plan-demand.ts';
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

/** Demanded calls that nothing in the kernel implements. */
function complaintsAboutCalls(
  set: ComponentSet,
  all: FactsByObject,
  implemented: ReadonlyMap<number, string>,
  demanded: readonly string[],
): Diagnostic[] {
  const there = new Set(implemented.values());
  return demanded
    .filter((name) => !there.has(name))
    .map((name) => {
      const component = [...set.components.values()].find((each) =>
        objectPaths(each, set.mode).some(
          (object) => all.get(object)?.facts.defined.includes(`sys_${name}`) === true,
        ),
      );
      return demandedCallAbsent(name, component?.name);
    });
}

/**
 * Exported variables with all their names, where there is a dynamic linker that loops over the set of them. The library knows a variable
 * by another name than the program (`__environ`, `environ`), and each name has a slot of its own.
 */
function exportedVariables(
  exports: readonly PlannedExport[],
  own: FactsByObject,
  sets: readonly string[],
): string[] {
  if (!sets.includes('copyable')) return [];
  const facts = [...own.values()].map((each) => each.facts);
  const data = new Set(facts.flatMap(({ exportableData }) => exportableData));
  const aliases = new Map(
    facts.flatMap(({ dataAliases }) => dataAliases.flatMap((names) => names.map((name) => [name, names]))),
  );
  const exported = exports.map(({ name }) => name).filter((name) => data.has(name));
  return [...new Set(exported.flatMap((name) => aliases.get(name) ?? [name]))].sort();
}

/** What kernels can export and this one does not, where somebody has chosen what it does. */
function leftOutNames(
  request: ExportRequest | undefined,
  lists: readonly SymbolList[],
  exported: readonly string[],
): string[] {
  if (request?.kind !== 'only') return [];
  const there = new Set(exported);
  return [...new Set(lists.flatMap(({ names }) => names))].filter((name) => !there.has(name)).sort();
}

/** What of a kernel is not all that its components can give. */
export interface LinkWish {
  readonly exports?: ExportRequest;
  /** Names of system calls that programs can make by number; all that there are unless given. */
  readonly systemCalls?: readonly string[];
  /** Those of them that somebody has named: one that is not there is an error. */
  readonly demanded?: readonly string[];
  /** Have the kernel tell what programs ask for by number or by name. */
  readonly records?: boolean;
  /** What is known of the image that a kernel is cut to; without it, everything is linked that is linked on demand. */
  readonly image?: ImageEvidence;
}

/** What the library calls for memory of its own (kernel/libc/musl/include/libc/allocator.h). */
const PRIVATE_NAME = '__libc_';

/** Names that are linked with --wrap. */
function interposableFor(selected: readonly Component[], image: ImageEvidence | undefined): string[] {
  const namesOf = (side: Component['side']): string[] =>
    selected.filter((component) => component.side === side).flatMap(({ interposable }) => interposable);
  const [inKernel, ofPrograms] = [namesOf('kernel'), namesOf('program')];
  // Where no program brings functions in their place, calls of them go where they say; where every one does, there are no others.
  if (image?.uses.includes('image_allocator') === false) return inKernel;
  const isOwn = image?.uses.includes('own_allocator') !== false;
  return [...inKernel, ...ofPrograms, ...(isOwn ? [] : ofPrograms.map((name) => `${PRIVATE_NAME}${name}`))];
}

/** The objects of a kernel in link order, and of its components those that it needs. */
function selectObjects(
  selected: readonly Component[],
  all: FactsByObject,
  wish: {
    readonly mode: BuildMode;
    readonly request: ExportRequest | undefined;
    readonly systemCalls: readonly string[] | undefined;
    readonly image: ImageEvidence | undefined;
    readonly wanted: readonly string[];
    readonly interposable: readonly string[];
  },
): { readonly objects: readonly string[]; readonly components: readonly Component[] } {
  const { mode, request, systemCalls = [], image, wanted, interposable } = wish;
  const isFixed = (component: Component, object: string): boolean =>
    component.side === 'kernel' ||
    request?.kind === 'all-global' ||
    // What registers itself is needed by nobody's name.
    all.get(object)?.facts.sets.length !== 0;
  const pairs = selected.flatMap((component) =>
    objectPaths(component, mode).map((object) => ({ component, object, fixed: isFixed(component, object) })),
  );
  const objects = extractObjects(all, {
    fixed: pairs.filter(({ fixed }) => fixed).map(({ object }) => object),
    available: pairs.filter(({ fixed }) => !fixed).map(({ object }) => object),
    wanted,
    interposable,
  });
  if (image === undefined) return { objects, components: selected };
  const owners = new Map(pairs.map(({ component, object }) => [object, component]));
  const ofPrograms = objects.filter((object) => owners.get(object)?.side === 'program');
  const what = neededFor(image, systemCalls, all, ofPrograms);
  const components = neededComponents(selected, image, what);
  const left = new Set(components.flatMap((component) => objectPaths(component, mode)));
  return { objects: objects.filter((object) => left.has(object)), components };
}

/**
 * Plans the link of a kernel from what its objects define, use and add to sets, and from the lists of what it exports.
 * `all` has every object there is.
 */
export function planLink(
  set: ComponentSet,
  selected: readonly Component[],
  all: FactsByObject,
  { exports: request, systemCalls, demanded = [], records = false, image }: LinkWish = {},
): Result<LinkPlan & { readonly components: readonly Component[] }> {
  const programFolders = selected
    .filter(({ side }) => side === 'program')
    .map((component) => objectFolder(component, set.mode));
  const lists = readSymbolLists(set.root);
  if (!lists.ok) return lists;
  const exports = planExports(set, selected, all, lists.value, request);
  if (!exports.ok) return exports;
  const interposable = interposableFor(selected, image);
  const exported = exports.value.map(({ name }) => name);
  const wanted = [...exported, ...(records ? RECORDERS : [])];
  const choice = { mode: set.mode, request, systemCalls, image, wanted, interposable };
  const { objects, components } = selectObjects(selected, all, choice);
  const ofPrograms = new Set(
    components
      .filter(({ side }) => side === 'program')
      .flatMap((component) => objectPaths(component, set.mode)),
  );
  const sideOf = (object: string): Component['side'] => (ofPrograms.has(object) ? 'program' : 'kernel');
  const linked = new Set(objects);
  const own: FactsByObject = new Map([...all].filter(([object]) => linked.has(object)));
  const [first, ...rest] = complaintsAbout(set, all, own);
  if (first !== undefined) return err(first, ...rest);
  const [calls, allCalls] = [implementedSystemCalls(own), implementedSystemCalls(all)];
  if (!calls.ok) return calls;
  if (!allCalls.ok) return allCalls;
  const [absentCall, ...more] = complaintsAboutCalls(set, all, calls.value, demanded);
  if (absentCall !== undefined) return err(absentCall, ...more);
  const version = readVersion(set.root);
  if (!version.ok) return version;
  const sets = setsOf(own);
  const variables = exportedVariables(exports.value, own, sets);
  const implemented = inTable(calls.value, systemCalls);
  const missing = missingSystemCalls(own, calls.value);
  const exporting = exports.value.length > 0;
  const script = (kept?: readonly string[]): string =>
    renderLinkerScript(ENTRY, sets, exporting, programFolders, kept);
  const called = [...implemented.values()].map((name) => `sys_${name}`);
  const roots = [...wanted, ...called, 'syscall_missing'];
  // What is called by number may be called in any way, and a call that is missing is told by its name.
  const byNumber = [...implemented.values()].map((name) => `call_${name}`);
  if (byNumber.length > 0) byNumber.push('call_names');
  const demand =
    image === undefined || request?.kind === 'all-global'
      ? ok(undefined)
      : planDemand(set, {
          objects,
          linkerScript: script([]),
          interposable,
          roots,
          uses: [...image.uses, ...byNumber],
        });
  if (!demand.ok) return demand;
  return ok({
    components,
    objects,
    interposable,
    exports: exports.value,
    visible: request?.kind === 'all-global',
    linkerScript: script(demand.value?.sets),
    generated: renderGeneratedTables({
      implemented,
      missing,
      leftOutCalls: [...allCalls.value.keys()]
        .filter((number) => !implemented.has(number))
        .sort((a, b) => a - b),
      leftOutNames: leftOutNames(request, lists.value, exported),
      records,
      variables,
      version: version.value,
      absent: (demand.value?.absent ?? []).map((each) => ({ ...each, side: sideOf(each.object) })),
    }),
  });
}
