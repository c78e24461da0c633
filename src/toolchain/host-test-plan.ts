// SPDX-License-Identifier: MIT
// Tests of kernel code that run on the host: which there are, and how they are compiled.
import type { Component, ComponentSet } from '../component/index.ts';
import { all, err, ok, type Result } from '../diagnostic/index.ts';
import { isDirectory, isFile, join, listDirectory, normalize, readText } from '../util/index.ts';
import {
  fileFailed,
  hostTestSourceMissing,
  hostTestUpstreamUnknown,
  hostTestWithoutSources,
} from './messages.ts';
import { ninjaEscape } from './ninja-file.ts';
import { includeFolders, upstreamIncludes } from './objects.ts';

export const HOST_TEST_FOLDER = 'build/host-test';

export interface HostTest {
  /** For example `mm/area-tree`: the component and the name of the file. */
  readonly name: string;
  /** A `fuzz_*.c` defines LLVMFuzzerTestOneInput, any other file main. */
  readonly kind: 'unit' | 'fuzz';
  readonly component: Component;
  /** Relative to the root: the test's own file and those that it lists. */
  readonly sources: readonly string[];
  /** The component whose third party's sources are compiled into it as well. */
  readonly upstream?: string;
  /** The program, relative to the root. */
  readonly program: string;
  /** Folder of example inputs for the fuzzer, relative to the root. */
  readonly corpus?: string;
}

/**
 * What a comment line `// KEY: WORD WORD` at the beginning of a test lists; undefined without such a line. `// sources: ../a.c ../b.c` is
 * what the test is compiled with, `// upstream: NAME` the component whose third party's sources go with it.
 */
function listed(text: string, key: 'sources' | 'upstream'): string[] | undefined {
  for (const line of text.split('\n')) {
    if (line.startsWith(`// ${key}:`)) return line.slice(`// ${key}:`.length).split(/\s+/).filter(Boolean);
    // Only the comments at the beginning of the file count.
    if (line.trim() !== '' && !/^(\/\/|\/\*| \*)/.test(line)) return undefined;
  }
  return undefined;
}

function readTest(set: ComponentSet, component: Component, fileName: string): Result<HostTest | string> {
  const { root } = set;
  const folder = `${component.folder}/test`;
  const file = `${folder}/${fileName}`;
  const text = readText(join(root, file));
  if (!text.ok) return err(fileFailed(text));
  const files = listed(text.value, 'sources');
  if (files === undefined) return ok(file);
  const [upstream] = listed(text.value, 'upstream') ?? [];
  if (upstream !== undefined && set.components.get(upstream)?.upstream === undefined)
    return err(hostTestUpstreamUnknown(upstream, join(root, file)));
  const sources = files.map((source) => normalize(`${folder}/${source}`));
  const missing = sources.find((source) => !isFile(join(root, source)));
  if (missing !== undefined) return err(hostTestSourceMissing(missing, join(root, file)));
  const stem = fileName.slice(0, -'.c'.length);
  const name = `${component.name}/${stem}`;
  const corpus = `${folder}/corpus/${stem}`;
  return ok({
    name,
    kind: stem.startsWith('fuzz_') ? 'fuzz' : 'unit',
    component,
    sources: [file, ...sources],
    ...(upstream === undefined ? {} : { upstream }),
    program: `${HOST_TEST_FOLDER}/${name}/test`,
    ...(isDirectory(join(root, corpus)) ? { corpus } : {}),
  });
}

/**
 * All tests: the `*.c` of the components' `test/` folders, by name. A file there without a line of sources has to be
 * a source of another test; otherwise somebody forgot the line, and the test would never run.
 */
export function findHostTests(set: ComponentSet): Result<HostTest[]> {
  const results: Result<HostTest | string>[] = [];
  for (const component of set.components.values()) {
    const names = listDirectory(join(set.root, component.folder, 'test'));
    if (!names.ok) continue;
    for (const name of names.value.filter((each) => each.endsWith('.c'))) {
      results.push(readTest(set, component, name));
    }
  }
  const read = all(results);
  if (!read.ok) return read;
  const tests = read.value.filter((each) => typeof each !== 'string');
  const used = new Set(tests.flatMap(({ sources }) => sources));
  const [first, ...rest] = read.value
    .filter((each) => typeof each === 'string')
    .filter((file) => !used.has(file))
    .map((file) => hostTestWithoutSources(join(set.root, file)));
  return first === undefined ? ok(tests) : err(first, ...rest);
}

const FLAGS: readonly string[] = [
  '-std=gnu17',
  '-g',
  '-O1',
  '-fno-omit-frame-pointer',
  // A wrong address or an undefined operation ends the test instead of going on with a wrong result.
  '-fno-sanitize-recover=all',
  '-fno-strict-aliasing',
  '-Wall',
  '-Wextra',
  '-Werror',
];

const SANITIZERS = { unit: 'address,undefined', fuzz: 'fuzzer,address,undefined' } as const;

/** The ninja file that builds the programs of `tests`; to be run in the root. See renderNinjaFile for `compilerId`. */
export function renderHostTestNinjaFile(
  set: ComponentSet,
  tests: readonly HostTest[],
  compilerId: string,
): string {
  const lines = [
    '# Generated. Compiles tests of kernel code that run on the host.',
    'ninja_required_version = 1.8',
    `builddir = ${HOST_TEST_FOLDER}`,
    `flags = ${FLAGS.join(' ')}`,
    'rule c',
    `  command = COMPILER=${compilerId} clang $flags -fsanitize=$sanitizers $includes -MMD -MF $out.d -c $in -o $out`,
    '  depfile = $out.d',
    '  deps = gcc',
    'rule link',
    '  command = clang $flags -fsanitize=$sanitizers $wraps $in -o $out',
  ];
  for (const test of tests) {
    const folders = [...includeFolders(set, test.component), `${test.component.folder}/test`];
    const own = folders.map((folder) => `-I${ninjaEscape(folder)}`);
    const upstream = test.upstream === undefined ? undefined : set.components.get(test.upstream);
    // Only where asked for: a C library's headers are not for the host's.
    const headers = upstream === undefined ? [] : upstreamIncludes(set, upstream);
    const foreign = headers.map((folder) => `-isystem ${ninjaEscape(folder)}`);
    // Freestanding, they define the types of POSIX by themselves, or do without.
    if (upstream !== undefined) foreign.push('-include sys/types.h');
    const objects: string[] = [];
    const compile = (source: string, flags: readonly string[]): void => {
      const object = `${HOST_TEST_FOLDER}/${test.name}/${source}.o`;
      lines.push(`build ${ninjaEscape(object)}: c ${ninjaEscape(source)}`);
      lines.push(`  includes = ${flags.join(' ')}`, `  sanitizers = ${SANITIZERS[test.kind]}`);
      objects.push(ninjaEscape(object));
    };
    for (const source of test.sources) compile(source, [...own, ...foreign]);
    // Whose style is not ours to complain of.
    for (const source of upstream?.upstreamSources ?? []) compile(source, [...own, ...foreign, '-w']);
    lines.push(`build ${ninjaEscape(test.program)}: link ${objects.join(' ')}`);
    lines.push(`  sanitizers = ${SANITIZERS[test.kind]}`);
    // As in the kernel; the sources that are listed have the wrappers.
    const wraps = upstream?.interposable.map((name) => `-Wl,--wrap=${name}`) ?? [];
    if (wraps.length !== 0) lines.push(`  wraps = ${wraps.join(' ')}`);
  }
  return `${lines.join('\n')}\n`;
}
