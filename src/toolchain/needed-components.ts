// SPDX-License-Identifier: MIT
// Which components of a profile a kernel gets that is cut to an image: what registers itself stays in a kernel whether the program
// can reach it or not, so components say what of an image they are for (`neededBy`).
import type { Component } from '../component/index.ts';
import type { FactsByObject } from './object-facts.ts';

/** A symbolic link of an image, and the paths of `paths`'s kind that its target names. */
export interface PathLink {
  readonly at: string;
  readonly paths: readonly string[];
}

/** What is known of an image that a kernel is cut to. */
export interface ImageEvidence {
  /** Uses that the image makes of what is linked on demand (kernel/core/include/core/demand.h). */
  readonly uses: readonly string[];
  /** Beginnings of paths, of those that components name, that stand in its files, arguments or environment. */
  readonly paths: readonly string[];
  /** Symbolic links that lead to such paths: they count when somebody names the link. */
  readonly links: readonly PathLink[];
  /** Components that words in its files call for. */
  readonly called: readonly string[];
  /** Components that are taken whether anything calls for them or not. */
  readonly pinned: readonly string[];
  /** Components that are in for the sake of others only. */
  readonly required: readonly string[];
}

/** What the image, and of the kernel's libc what is linked for it, name and call. */
export interface NeededFor {
  readonly paths: ReadonlySet<string>;
  readonly systemCalls: ReadonlySet<string>;
}

/** Whether `path` is `prefix`, or below it. */
function isWithin(path: string, prefix: string): boolean {
  return path === prefix || path.startsWith(`${prefix}/`);
}

/** Adds what objects of the program's side name and call to what an image does. */
export function neededFor(
  evidence: ImageEvidence,
  systemCalls: readonly string[],
  facts: FactsByObject,
  objects: readonly string[],
): NeededFor {
  const paths = new Set(evidence.paths);
  const calls = new Set(systemCalls);
  for (const object of objects) {
    const own = facts.get(object)?.facts;
    for (const path of own?.paths ?? []) paths.add(path);
    for (const name of own?.undefined ?? [])
      if (name.startsWith('sys_')) calls.add(name.slice('sys_'.length));
  }
  for (const { at, paths: targets } of evidence.links)
    if ([...paths].some((path) => isWithin(path, at))) for (const path of targets) paths.add(path);
  return { paths, systemCalls: calls };
}

/** Whether anything calls for a component. */
export function isNeeded({ neededBy }: Component, { paths, systemCalls }: NeededFor): boolean {
  if (neededBy === undefined) return true;
  const { paths: prefixes = [], systemCalls: calls = [] } = neededBy;
  return (
    calls.some((name) => systemCalls.has(name)) ||
    prefixes.some((prefix) => [...paths].some((path) => isWithin(path, prefix)))
  );
}

/** Those of `selected` that are needed, with what they require, in their order. */
export function neededComponents(
  selected: readonly Component[],
  evidence: ImageEvidence,
  what: NeededFor,
): Component[] {
  const byName = new Map(selected.map((component) => [component.name, component]));
  const kept = new Set<string>();
  const keep = (name: string): void => {
    if (kept.has(name)) return;
    kept.add(name);
    const component = byName.get(name);
    for (const required of component?.requires ?? []) keep(required);
    for (const role of Object.keys(component?.requiresOne ?? {}))
      for (const other of selected) if (other.fills === role) keep(other.name);
  };
  for (const component of selected) {
    const { name } = component;
    const isPinned = evidence.pinned.includes(name);
    const isCalled = evidence.called.includes(name) || isNeeded(component, what);
    if (isPinned || (!evidence.required.includes(name) && isCalled)) keep(name);
  }
  return selected.filter(({ name }) => kept.has(name));
}
