// SPDX-License-Identifier: MIT
// What a linker keeps although nothing refers to it.
import { SHF, SHN, SHT, type SymbolVisibility } from '../elf/index.ts';
import { hasFlag, type Definition, type LinkGraph, type LinkInputs, type SectionNode } from './link-graph.ts';

export type RootCause =
  | { readonly kind: 'entry'; readonly symbol: string }
  /** Programs or modules can bind to it. */
  | { readonly kind: 'export'; readonly symbol: string }
  /** Its entry in the system call table. */
  | { readonly kind: 'system-call'; readonly name: string; readonly number: number }
  /** KEEP in the linker script; `set` when that is a linker set. */
  | { readonly kind: 'kept'; readonly pattern: string; readonly set?: string }
  /** SHF_GNU_RETAIN. */
  | { readonly kind: 'retained' }
  /** Found by its kind alone: notes, constructors. */
  | { readonly kind: 'reserved' }
  /** `-u` on the command line of the linker. */
  | { readonly kind: 'requested'; readonly symbol: string }
  /** An expression of the linker script uses it. */
  | { readonly kind: 'script'; readonly symbol: string }
  /** Frame descriptions (.eh_frame). */
  | { readonly kind: 'frames' };

export interface Root {
  readonly node: SectionNode;
  readonly cause: RootCause;
}

const STRICTNESS: readonly SymbolVisibility[] = ['default', 'protected', 'hidden', 'internal'];

/** The strictest visibility that any object gives a name, which is the one that it has in the end. */
function visibilities(inputs: LinkInputs): Map<string, SymbolVisibility> {
  const strictest = new Map<string, SymbolVisibility>();
  for (const object of inputs.objects) {
    for (const { name, binding, visibility } of object.symbols) {
      if (binding === 'local') continue;
      const known = strictest.get(name) ?? 'default';
      if (STRICTNESS.indexOf(visibility) >= STRICTNESS.indexOf(known)) strictest.set(name, visibility);
    }
  }
  return strictest;
}

/** The names that the linked file exports. */
export function exportedSymbols(graph: LinkGraph, inputs: LinkInputs): Map<string, Definition> {
  const { flags, versions } = inputs;
  const exported = new Map<string, Definition>();
  if (!flags.exportDynamic && flags.exported.length === 0) return exported;
  const visible = visibilities(inputs);
  for (const [name, definition] of graph.definitions) {
    const visibility = visible.get(name) ?? 'default';
    if (visibility === 'hidden' || visibility === 'internal') continue;
    if (versions?.isGlobal(name) === false) continue;
    if (flags.exportDynamic || flags.exported.includes(name)) exported.set(name, definition);
  }
  return exported;
}

/** Section types and names that stand for themselves, as lld has them. */
function isReserved({ section, inGroup }: SectionNode): boolean {
  const { type, name } = section;
  if (type === SHT.INIT_ARRAY || type === SHT.FINI_ARRAY || type === SHT.PREINIT_ARRAY) return true;
  if (type === SHT.NOTE) return !inGroup;
  return /^\.(init|fini|jcr)$/.test(name) || /^\.(init_array|ctors|dtors)/.test(name);
}

/** Why a section is a root by itself, whoever refers to it; undefined when it is none. */
export function sectionRoot(node: SectionNode, inputs: LinkInputs): RootCause | undefined {
  const { name } = node.section;
  if (name === '.eh_frame') return { kind: 'frames' };
  if (hasFlag(node, SHF.GNU_RETAIN)) return { kind: 'retained' };
  if (hasFlag(node, SHF.LINK_ORDER)) return undefined;
  const pattern = inputs.script.kept.find((each) => each.matches(name))?.text;
  if (pattern !== undefined) {
    const set = /^\.set\.(\w+)/.exec(name)?.[1];
    return { kind: 'kept', pattern, ...(set === undefined ? {} : { set }) };
  }
  return isReserved(node) ? { kind: 'reserved' } : undefined;
}

/** All roots of a link, those that say most first. A section may have several. */
export function linkRoots(graph: LinkGraph, inputs: LinkInputs): Root[] {
  const roots: Root[] = [];
  const add = (name: string | undefined, cause: (symbol: string) => RootCause): void => {
    const definition = name === undefined ? undefined : graph.definitions.get(name);
    if (name !== undefined && definition?.node !== undefined && definition.symbol.section !== SHN.UNDEF)
      roots.push({ node: definition.node, cause: cause(name) });
  };
  add(inputs.flags.entry ?? inputs.script.entry, (symbol) => ({ kind: 'entry', symbol }));
  for (const name of exportedSymbols(graph, inputs).keys())
    add(name, (symbol) => ({ kind: 'export', symbol }));
  for (const node of graph.nodes) {
    if (node.replaced) continue;
    const cause = sectionRoot(node, inputs);
    if (cause !== undefined) roots.push({ node, cause });
  }
  // _init and _fini are what a linker calls start and end, unless it is told otherwise (-init, -fini).
  for (const name of ['_init', '_fini', ...inputs.flags.undefined])
    add(name, (symbol) => ({ kind: 'requested', symbol }));
  for (const name of inputs.script.referenced) add(name, (symbol) => ({ kind: 'script', symbol }));
  return roots;
}
