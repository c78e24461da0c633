// SPDX-License-Identifier: MIT
// For tests only: compiles small objects, links them, and gives what the linker and what we say of their sections.
import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { join, readBytes, readText, spawn } from '../../util/index.ts';
import { makeTree } from '../../util/test-tree.ts';
import {
  computeLiveness,
  readLinkFlags,
  readLinkScript,
  readObjectGraph,
  readVersionScript,
  type LinkInputs,
  type Liveness,
} from '../index.ts';

export interface LinkFixture {
  /** Sources by file name, `.c` or `.s`, in link order. */
  readonly sources: Readonly<Record<string, string>>;
  readonly flags?: readonly string[];
  readonly script?: string;
  readonly versionScript?: string;
}

export interface LinkedFixture {
  readonly live: Liveness;
  readonly inputs: LinkInputs;
  /** `object:(section)` of what the linker removed, sorted. */
  readonly removed: readonly string[];
  /** The same by our own account. */
  readonly computed: readonly string[];
}

const COMPILE = ['--target=x86_64-unknown-none-elf', '-O1', '-ffreestanding', '-ffunction-sections'];

async function run(command: string, words: readonly string[], cwd: string): Promise<string> {
  const outcome = await spawn(command, words, { cwd });
  assert.ok(outcome.kind === 'exited' && outcome.code === 0, JSON.stringify(outcome));
  return outcome.stdout;
}

/** `object:(section)` of each section that would be removed, sorted. */
export function removedSections(live: Liveness): string[] {
  return live.graph.nodes
    .filter((node) => !node.replaced && !live.isLive(node))
    .map(({ object, section }) => `${object.name}:(${section.name})`)
    .sort();
}

/** What lld says with `--print-gc-sections`, sorted. */
export function parseRemoved(output: string): string[] {
  return [...output.matchAll(/^removing unused section (.*)$/gm)].map((match) => match[1] ?? '').sort();
}

export async function linkFixture(context: TestContext, fixture: LinkFixture): Promise<LinkedFixture> {
  const { sources, script, versionScript } = fixture;
  const folder = makeTree(context, {
    ...sources,
    ...(script === undefined ? {} : { 'link.ld': script }),
    ...(versionScript === undefined ? {} : { 'link.versions': versionScript }),
  });
  const names: string[] = [];
  for (const source of Object.keys(sources)) {
    const name = source.replace(/\.\w+$/, '.o');
    await run('clang', [...COMPILE, '-fdata-sections', '-c', source, '-o', name], folder);
    names.push(name);
  }
  const flags = [
    ...(fixture.flags ?? []),
    ...(versionScript === undefined ? [] : ['--version-script=link.versions']),
  ];
  const words = ['--gc-sections', '--print-gc-sections', '-O2', '--unresolved-symbols=ignore-all', ...flags];
  const output = await run(
    'ld.lld',
    [...words, ...(script === undefined ? [] : ['-T', 'link.ld']), '-o', 'linked', ...names],
    folder,
  );
  const objects = names.map((name) => {
    const bytes = readBytes(join(folder, name));
    assert.ok(bytes.ok);
    const graph = readObjectGraph(bytes.value, name);
    assert.ok(graph.ok);
    return graph.value;
  });
  const text = script === undefined ? undefined : readText(join(folder, 'link.ld'));
  const inputs: LinkInputs = {
    objects,
    script: readLinkScript(text?.ok === true ? text.value : ''),
    flags: { entry: '_start', ...readLinkFlags(flags) },
    ...(versionScript === undefined ? {} : { versions: readVersionScript(versionScript) }),
  };
  const live = computeLiveness(inputs);
  return { live, inputs, removed: parseRemoved(output), computed: removedSections(live) };
}
