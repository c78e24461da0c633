// SPDX-License-Identifier: MIT
// The apps of apps/, by name.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { appNames, loadApp } from '../../src/component/index.ts';
import { spawn } from '../../src/util/index.ts';
import { thimble } from '../cli/rig.ts';
import { root } from '../house/tree.ts';

interface AppRun {
  readonly args: readonly string[];
  readonly input?: string;
  readonly output: RegExp;
}

const RUNS: Readonly<Record<string, AppRun>> = {
  busybox: { args: ['sh', '-c', 'echo $((6*7))'], output: /^42\n$/ },
  'cpp-example': {
    args: ['C++17'],
    output:
      /^Hello from C\+\+17!\none 1\nthree 3\ntwo 2\ncaught "from the depth", unwound cba\n4 threads counted to 10000, 4 tallies ended\nfrom 2025-12-24 to 2026-1-6\n$/,
  },
  'golang-pie-example': {
    args: ['Thimble'],
    output:
      /^Hello from Thimble on linux\/amd64!\n8 goroutines: \[500500 .*\]\nwords: .*\nrecovered: on purpose\n.* 4096\n$/,
  },
  lua: { args: ['-e', 'print(_VERSION, 6*7)'], output: /^Lua 5\.4\t42\n$/ },
  'native-example': { args: [], output: /^Hello from Thimble!\n/ },
  python: { args: ['-c', 'import json; print(json.dumps({"a": [6*7]}))'], output: /^\{"a": \[42\]\}\n$/ },
  sqlite: { args: [], input: 'select 6*7;\n', output: /^42\n$/ },
};

/** C++ with exceptions, threads and regular expressions (whose character classes libstdc++ looks up in libc's locales), and languages. */
const WITH_KERNEL_LIBC = ['cpp-example', 'lua', 'native-example', 'python', 'sqlite'];

/** Apps that wait for clients: servers.test.ts and http-servers.test.ts have those. */
const SERVERS = [
  'golang-httpserver',
  'haproxy',
  'lighttpd',
  'memcached',
  'nginx',
  'python-httpserver',
  'redis',
];

test('every app is tested here or as a server, and can be loaded', async () => {
  const names = appNames(root);
  assert.deepEqual(names, [...Object.keys(RUNS), ...SERVERS].sort());
  for (const name of names) assert.ok((await loadApp(root, name)).ok, name);
});

for (const [name, { args, input, output }] of Object.entries(RUNS)) {
  for (const libc of WITH_KERNEL_LIBC.includes(name) ? ['image', 'kernel'] : ['image']) {
    test(`run ${name} boots the app, with the libc of the ${libc}`, async () => {
      const how = input === undefined ? {} : { input };
      const end = await thimble(['run', '--libc', libc, '--timeout', '60', name, ...args], how);
      assert.match(end.stdout, output);
      assert.equal(end.code, 0, end.stderr);
    });
  }
}

test('a compiled app has the same bytes wherever its source is', async () => {
  const built = await thimble(['build', 'cpp-example']);
  assert.equal(built.code, 0, built.stderr);
  const found = await spawn('grep', ['-c', '-a', root, `${root}/build/apps/cpp-example/cpp-example`]);
  assert.ok(found.kind === 'exited' && found.stdout === '0\n', JSON.stringify(found));
});
