// SPDX-License-Identifier: MIT
// What a linked kernel really exports, against what the lists say.
import { definedSymbols, type ElfFile } from '../elf/index.ts';
import { err, ok, type Diagnostic, type Result } from '../diagnostic/index.ts';
import { exportedButUnlisted, listedButNotExported, moreDifferences } from './export-messages.ts';
import type { FactsByObject } from './object-facts.ts';
import type { PlannedExport } from './plan-exports.ts';

/** More than anybody reads; the rest is counted. */
const MOST_TOLD = 20;

/** The names in the dynamic symbol table of a linked file, sorted. */
export function exportsOf(file: ElfFile): Result<string[]> {
  const symbols = definedSymbols(file);
  return symbols.ok ? ok([...new Set(symbols.value.map(({ name }) => name))].sort()) : symbols;
}

function definingObject(facts: FactsByObject, objects: readonly string[], name: string): string | undefined {
  return objects.find((object) => facts.get(object)?.facts.defined.includes(name) === true);
}

/** Complains of every difference between what a kernel exports (`names`) and what it should. */
export function checkExports(
  names: readonly string[],
  planned: readonly PlannedExport[],
  facts: FactsByObject,
  objects: readonly string[],
): Result<void> {
  const exported = new Set(names);
  const expected = new Set(planned.map(({ name }) => name));
  const differences: Diagnostic[] = [
    ...planned
      .filter(({ name }) => !exported.has(name))
      .map(({ name, place, component }) => listedButNotExported(name, component.name, place)),
    ...names
      .filter((name) => !expected.has(name))
      .map((name) => exportedButUnlisted(name, definingObject(facts, objects, name))),
  ];
  const told = differences.slice(0, MOST_TOLD);
  if (differences.length > told.length) told.push(moreDifferences(differences.length - told.length));
  const [first, ...rest] = told;
  return first === undefined ? ok(undefined) : err(first, ...rest);
}
