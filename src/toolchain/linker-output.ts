// SPDX-License-Identifier: MIT
// What lld prints, as diagnostics in terms of components.
import type { Component, ComponentSet } from '../component/index.ts';
import type { Diagnostic, Place } from '../diagnostic/index.ts';
import { nearestName, resolve } from '../util/index.ts';
import { duplicateSymbol, linkFailed, undefinedSymbol } from './messages.ts';
import type { FactsByObject } from './object-facts.ts';
import { objectPaths } from './objects.ts';

export interface LinkContext {
  readonly set: ComponentSet;
  /** Of all objects there are, not only of those that were linked. */
  readonly facts: FactsByObject;
}

function ownersOf(set: ComponentSet): Map<string, Component> {
  const owners = new Map<string, Component>();
  for (const component of set.components.values()) {
    for (const object of objectPaths(component, set.mode)) owners.set(object, component);
  }
  return owners;
}

function helpForUndefined(symbol: string, context: LinkContext): string {
  const owners = ownersOf(context.set);
  const names: string[] = [];
  for (const [object, { facts }] of context.facts) {
    const owner = owners.get(object);
    if (facts.defined.includes(symbol) && owner !== undefined) {
      return `component "${owner.name}" defines it, but is not in this kernel`;
    }
    names.push(...facts.defined);
  }
  const near = nearestName(symbol, names);
  return near === undefined ? 'no component there is defines it' : `did you mean "${near}"?`;
}

/** One error of lld: its first line, and the `>>>` lines below it. */
function* errorsIn(
  output: string,
): Generator<{ readonly text: string; readonly details: readonly string[] }> {
  let text: string | undefined;
  let details: string[] = [];
  for (const line of output.split('\n')) {
    const error = /^(?:\S*ld\.lld|lld): error: (.*)$/.exec(line)?.[1];
    if (error !== undefined) {
      if (text !== undefined) yield { text, details };
      [text, details] = [error, []];
    } else if (line.startsWith('>>>')) details.push(line);
  }
  if (text !== undefined) yield { text, details };
}

function objectsIn(details: readonly string[]): string[] {
  const objects = details.map((line) => /(\S+\.o):\(/.exec(line)?.[1]);
  return [...new Set(objects.filter((object) => object !== undefined))];
}

/** The first line of source that lld names: `referenced by area.c:12 (kernel/mm/area.c:12)`. */
function placeIn(details: readonly string[], root: string): Place | undefined {
  for (const line of details) {
    const [, file, number] = /^>>> referenced by .* \((\S+):(\d+)\)$/.exec(line) ?? [];
    if (file !== undefined) return { file: resolve(root, file), line: Number(number) };
  }
  return undefined;
}

/** Reads what a failed lld wrote to its standard error; at least one diagnostic. */
export function linkerDiagnostics(output: string, context: LinkContext): [Diagnostic, ...Diagnostic[]] {
  const owners = ownersOf(context.set);
  const diagnostics: Diagnostic[] = [];
  for (const { text, details } of errorsIn(output)) {
    const objects = objectsIn(details);
    const [, missing] = /^undefined (?:hidden |protected |internal )?symbol: (\S+)/.exec(text) ?? [];
    const [, twice] = /^duplicate symbol: (\S+)/.exec(text) ?? [];
    if (missing !== undefined) {
      const users = objects.map((object) => owners.get(object)).filter((owner) => owner !== undefined);
      const names = [...new Set(users.map(({ name }) => `component "${name}"`))];
      diagnostics.push(
        undefinedSymbol(
          missing,
          names,
          helpForUndefined(missing, context),
          placeIn(details, context.set.root),
        ),
      );
    } else if (twice !== undefined) diagnostics.push(duplicateSymbol(twice, objects));
    else diagnostics.push(linkFailed([text, ...details].join('\n')));
  }
  const [first, ...rest] = diagnostics;
  return first === undefined ? [linkFailed(output.trim())] : [first, ...rest];
}
