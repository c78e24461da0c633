// SPDX-License-Identifier: MIT
// Unmodified programs of Debian, and programs compiled here, on both machines.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { join, writeWhole } from '../../src/util/index.ts';
import { arbitraryBytes, MACHINES, makeTestFolder, sameAsOnHost, type Machine } from './compare.ts';
import { compileProgram, runGuest, type Compiler } from './rig.ts';

const BUSYBOX = '/usr/bin/busybox';
const SQLITE = '/usr/bin/sqlite3';

/** Debian keeps the modules of python3 here; what the compiled ones are linked with comes along by itself. */
const PYTHON = ['--memory', '128M', '--file', '/usr/lib/python3.11=/usr/lib/python3.11'];

const folder = makeTestFolder();
const data = join(folder.path, 'data');
const text = join(folder.path, 'text');

before(() => {
  assert.ok(writeWhole(data, arbitraryBytes(5 << 20)).ok);
  const lines = Array.from({ length: 20_000 }, (_, at) => `${(at * 7919) % 20_011} line ${at}\n`);
  assert.ok(writeWhole(text, lines.join('')).ok);
});
after(() => folder.remove());

/** A file of the host, in the image at the same path, so that a program prints the same on both sides. */
const asOnHost = (path: string) => ['--file', `${path}=${path}`];

function testBusybox(machine: Machine): void {
  const on = ['--machine', machine];
  test('busybox ls -l / lists the root directory', async () => {
    const end = await runGuest([...on, '--file', `/some/text=${text}`], BUSYBOX, ['ls', '-l', '/']);
    assert.equal(end.stderr, '');
    assert.equal(end.code, 0);
    for (const name of ['dev', 'proc', 'some', 'tmp', 'usr']) {
      assert.match(end.stdout, new RegExp(`^d[rwxt-]{9} .* ${name}$`, 'm'));
    }
  });

  test('busybox cat writes a file to standard output', () =>
    sameAsOnHost([...on, ...asOnHost(text)], BUSYBOX, ['cat', text]));

  test('busybox sh computes and sets the exit code', async () => {
    const end = await runGuest(on, BUSYBOX, ['sh', '-c', 'echo $((6*7)); exit 3']);
    assert.deepEqual(end, { code: 3, stdout: '42\n', stderr: '' });
  });

  test('busybox md5sum of 5 MiB is that of the host', () =>
    sameAsOnHost([...on, ...asOnHost(data)], BUSYBOX, ['md5sum', data]));

  test('busybox find / reaches every file of the image', async () => {
    const end = await runGuest([...on, '--file', `/a/b/c/text=${text}`], BUSYBOX, ['find', '/']);
    const paths = new Set(end.stdout.split('\n'));
    for (const path of ['/', '/a', '/a/b', '/a/b/c', '/a/b/c/text', '/dev/null', '/proc/self', '/tmp']) {
      assert.ok(paths.has(path), `${path} is not among\n${end.stdout}`);
    }
    assert.equal(end.stderr, '');
    assert.equal(end.code, 0);
  });

  test('busybox sort orders 20,000 lines', () =>
    sameAsOnHost([...on, ...asOnHost(text)], BUSYBOX, ['sort', '-n', text]));

  test("busybox awk 'BEGIN{...}' computes and formats", () =>
    sameAsOnHost(on, BUSYBOX, [
      'awk',
      'BEGIN { for (i = 1; i <= 100; i++) sum += i / 4; printf "%.2f %s %d\\n", sum, toupper("awk"), length("four") }',
    ]));

  test('busybox date is the date of the host', async () => {
    const end = await runGuest(on, BUSYBOX, ['date', '+%s']);
    assert.ok(Math.abs(Number(end.stdout) - Date.now() / 1000) < 60, end.stdout);
    assert.equal(end.code, 0);
  });
}

function testDynamic(machine: Machine): void {
  const on = ['--machine', machine];
  test('/bin/ls -la /etc lists files through glibc', async () => {
    const end = await runGuest([...on, '--file', `/etc/motd=${text}`], '/bin/ls', ['-la', '/etc']);
    assert.match(end.stdout, /^total \d+\ndrwxr-xr-x .* \.\ndrwxr-xr-x .* \.\.\n-rw-r--r-- .* motd\n$/);
    assert.deepEqual([end.code, end.stderr], [0, '']);
  });

  test('sqlite3 :memory: answers a query', () =>
    sameAsOnHost(on, SQLITE, [':memory:', "select 6*7, sqlite_version(), upper('thimble');"]));

  test('sqlite3 writes and reads a database file in /tmp', async () => {
    const sql =
      "create table t(a, b); insert into t values (1, 'x'), (2, 'y'); select sum(a), group_concat(b) from t;";
    const end = await runGuest(on, SQLITE, ['/tmp/test.db', `pragma journal_mode; ${sql}`]);
    assert.deepEqual(end, { code: 0, stdout: 'delete\n3|x,y\n', stderr: '' });
  });

  test('lua5.4 runs a script', () =>
    sameAsOnHost(on, '/usr/bin/lua5.4', [
      '-e',
      'for i = 1, 3 do io.write(i ^ 2, " ") end print(_VERSION, #arg)',
    ]));

  test('python3 imports json, hashlib and os, with what their compiled modules are linked with', () => {
    const script = [
      'import json, hashlib, os, sys',
      'print(json.dumps({"sha": hashlib.sha256(b"thimble").hexdigest(), "md5": hashlib.md5(b"").hexdigest()}))',
      'print(json.loads("[1, 2.5, null]"), os.uname().sysname, sys.version, sys.argv, os.environ["PATH"])',
    ];
    return sameAsOnHost([...on, ...PYTHON], '/usr/bin/python3', ['-c', script.join('\n'), 'an argument']);
  });

  test('perl -e runs a script', () =>
    sameAsOnHost(on, '/usr/bin/perl', [
      '-e',
      'print join(",", map { $_ * 2 } reverse 1 .. 5), "\\n"; exit 4',
    ]));
}

const FORMS: readonly (readonly [form: string, compiler: Compiler, flags: readonly string[]])[] = [
  ['static position independent', 'gcc', ['-static-pie']],
  ['static position dependent', 'gcc', ['-static', '-no-pie']],
  ['dynamic', 'gcc', []],
  ['static musl', 'musl-gcc', ['-static', '-no-pie']],
  ['static position independent musl', 'musl-gcc', ['-static-pie']],
];

for (const machine of MACHINES) {
  // Two at a time: while one guest runs, the tool prepares another one.
  void describe(machine, { concurrency: 2 }, () => {
    testBusybox(machine);
    testDynamic(machine);
    for (const [form, compiler, flags] of FORMS) {
      test(`a ${form} program computes with eight threads what it does on the host`, async () => {
        const program = await compileProgram('compute', compiler, flags);
        await sameAsOnHost(['--machine', machine], program, ['five!', 'on stderr']);
      });
    }
  });
}
