// SPDX-License-Identifier: MIT
// From ELF files to all that ld.so loads with them.
import { err, ok, type Diagnostic, type Result } from '../diagnostic/index.ts';
import type { ElfFacts } from './elf-facts.ts';
import type { GuestTree } from './guest-tree.ts';
import {
  directoryOf,
  findLibrary,
  type LoadedObject,
  type Location,
  type SearchContext,
} from './library-search.ts';
import { cannotOpen } from './messages.ts';

/** An ELF file of the image, with what its DT_NEEDED names led to. */
export interface LoadedFile {
  /** The path by which it is found. */
  readonly guest: string;
  readonly host: string;
  /** Whether it starts as a program, through an ELF interpreter. */
  readonly isProgram: boolean;
  /** In the order of the names; without what the kernel stands for. */
  readonly needs: readonly LoadedFile[];
  /** Names that led to nothing. */
  readonly missing: readonly string[];
}

interface Node extends LoadedFile {
  readonly needs: Node[];
  readonly missing: string[];
}

/** A file that loads nothing, as far as is known yet. */
export function nodeOf({ at, facts }: LoadedObject): Node {
  const isProgram = facts.interpreter !== undefined;
  return { guest: at.guest, host: at.host, isProgram, needs: [], missing: [] };
}

/** Adds a file to the tree of the guest. */
export function addFile(tree: GuestTree, at: Location, reason: string): Result<undefined> {
  const added = tree.addFile(at.guest, at.host, reason);
  return added.ok ? ok(undefined) : err(cannotOpen(at.host, added.code, reason));
}

/**
 * Loads what `roots` need and what that needs, breadth first as ld.so does, once per name. Gives the roots with their needs;
 * what cannot be found is added to `problems`.
 *
 * @param linker The ELF interpreter; undefined when the kernel is it.
 */
export function loadNeeds(
  tree: GuestTree,
  roots: readonly LoadedObject[],
  linker: LoadedObject | undefined,
  context: SearchContext,
  problems: Diagnostic[],
): LoadedFile[] {
  const loaded = new Map<string, Node | undefined>();
  const remember = (name: string | undefined, facts: ElfFacts, node: Node): void => {
    for (const known of [name, facts.soname, node.guest]) if (known !== undefined) loaded.set(known, node);
  };
  const linkerNode = linker === undefined ? undefined : nodeOf(linker);
  if (linker !== undefined && linkerNode !== undefined) remember(undefined, linker.facts, linkerNode);
  const queue = roots.map((object) => ({ object, node: nodeOf(object) }));
  const rootNodes = queue.map(({ node }) => node);
  for (const { object, node } of queue) {
    for (const name of object.facts.needed) {
      const known = context.system.isLinkerItself(name) ? linkerNode : loaded.get(name);
      if (known !== undefined) node.needs.push(known);
      else if (loaded.has(name)) node.missing.push(name);
      if (loaded.has(name) || context.system.isLinkerItself(name)) continue;
      const found = findLibrary(name, object, context);
      if (!found.ok) {
        problems.push(...found.diagnostics);
        // One complaint per library is enough, whoever else needs it.
        loaded.set(name, undefined);
        node.missing.push(name);
        continue;
      }
      const { at, facts } = found.value;
      const reason = `${name}, needed by ${object.at.guest}`;
      if (!found.value.provided) {
        const added = addFile(tree, at, reason);
        if (!added.ok) problems.push(...added.diagnostics);
      }
      const seen = found.value.byConfiguration ? linkBuiltIn(tree, at, name, context, reason) : at;
      const child = { at: seen, origin: directoryOf(seen), facts, loader: object };
      const childNode = nodeOf(child);
      node.needs.push(childNode);
      remember(name, facts, childNode);
      loaded.set(at.guest, childNode);
      queue.push({ object: child, node: childNode });
    }
  }
  return rootNodes;
}

/**
 * A library that only ld.so.conf leads to gets a link in a directory that ld.so searches in any case: the guest has
 * no ld.so.cache, since the host's lists thousands of files that the guest does not have.
 */
function linkBuiltIn(
  tree: GuestTree,
  at: Location,
  name: string,
  context: SearchContext,
  reason: string,
): Location {
  const guest = `${context.system.builtIn[0] ?? '/lib'}/${name}`;
  tree.addLink(guest, at.guest, reason);
  return { guest, host: at.host };
}
