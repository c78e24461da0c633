// SPDX-License-Identifier: MIT
// `run` from outside: real guests, of which only what the command adds is looked at here.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { isFile, join, listDirectory, spawn } from '../../src/util/index.ts';
import { root } from '../house/tree.ts';
import { GUEST_LIMIT_S, compileProgram, inTemporaryFolder, thimble, thimbleUntil } from './rig.ts';

const BUSYBOX = '/usr/bin/busybox';

interface EndReport {
  readonly exitCode: number;
  readonly outcome: string;
  readonly signal: number | null;
  readonly seconds: { readonly boot: number | null; readonly total: number };
}

function readReport(path: string): EndReport {
  return JSON.parse(readFileSync(path, 'utf8')) as EndReport;
}

test("run prints what the program prints and nothing else, and ends with the program's code", async () => {
  const end = await thimble(['run', BUSYBOX, 'sh', '-c', 'echo out; echo err >&2; exit 3']);
  assert.deepEqual(end, { code: 3, stdout: 'out\n', stderr: 'err\n' });
});

test('run works on every machine', async () => {
  for (const machine of ['microvm', 'q35']) {
    const end = await thimble(['run', '--machine', machine, BUSYBOX, 'echo', machine]);
    assert.deepEqual(end, { code: 0, stdout: `${machine}\n`, stderr: '' });
  }
});

test('run passes standard input on to its end, byte by byte', async () => {
  const input = String.fromCharCode(...Array.from({ length: 128 }, (_, code) => code)).repeat(100);
  const { stdout } = await thimble(['run', BUSYBOX, 'cat'], { input });
  assert.equal(stdout, input);
});

test('run gives the program environment, working directory and files', async () => {
  await inTemporaryFolder(async (folder) => {
    writeFileSync(join(folder, 'note'), 'from the host\n');
    const options = ['--env', 'NAME=a b=c', '--cwd', '/data', '--file', '/data=.', BUSYBOX];
    const shell = await thimble(['run', ...options, 'sh', '-c', 'pwd; echo $NAME'], { cwd: folder });
    assert.equal(shell.stdout, '/data\na b=c\n');
    const cat = await thimble(['run', ...options, 'cat', 'note'], { cwd: folder });
    assert.equal(cat.stdout, 'from the host\n');
  });
});

test('run --cmdline replaces the line of program and arguments', async () => {
  const { stdout } = await thimble(['run', '--cmdline', `${BUSYBOX} echo "a  b" c\\ d`, BUSYBOX]);
  assert.equal(stdout, 'a  b c d\n');
});

test('run --verbose prints the messages of the kernel on stderr', async () => {
  const { stdout, stderr } = await thimble(['run', '--verbose', BUSYBOX, 'echo', 'x']);
  assert.equal(stdout, 'x\n');
  assert.match(stderr, /^thimble: info: [^]*^thimble: exited 0$/m);
});

test('run tells a crash from an exit: code, call chain with names, registers', async () => {
  await inTemporaryFolder(async (folder) => {
    const source =
      '#include <stdio.h>\n' +
      '__attribute__((noinline)) int broken(volatile int *p) { return *p + 1; }\n' +
      'int main(int c, char **v) { puts("before"); fflush(stdout); return broken((int *)(long)(c + 15)) + 1; }\n';
    const program = await compileProgram(folder, source);
    const { code, stdout, stderr } = await thimble(['run', '--json', 'end.json', program], { cwd: folder });
    assert.deepEqual([code, stdout], [139, 'before\n']);
    assert.match(stderr, /the program was killed by SIGSEGV/);
    assert.match(stderr, /access to 0x10, where nothing is mapped/);
    assert.match(stderr, /#0 +0x[0-9a-f]{16} broken\+0x0 [^]*main[^]*rip +0x/);
    const { exitCode, outcome, signal } = readReport(join(folder, 'end.json'));
    assert.deepEqual({ exitCode, outcome, signal }, { exitCode: 139, outcome: 'signalled', signal: 11 });
  });
});

test('run --timeout ends the guest with a code and an outcome of its own', async () => {
  await inTemporaryFolder(async (folder) => {
    const words = ['run', '--timeout', '2s', '--json', 'end.json', BUSYBOX, 'sleep', '1000'];
    const { code, stderr } = await thimble(words, { cwd: folder });
    assert.equal(code, 124);
    assert.match(stderr, /ran longer than the 2 s of --timeout/);
    assert.equal(readReport(join(folder, 'end.json')).outcome, 'timed-out');
  });
});

test('run --json tells how it ended and how long it took', async () => {
  await inTemporaryFolder(async (folder) => {
    await thimble(['run', '--json', 'end.json', BUSYBOX, 'sh', '-c', 'echo; exit 7'], { cwd: folder });
    const { seconds, ...end } = readReport(join(folder, 'end.json'));
    assert.deepEqual(end, { exitCode: 7, outcome: 'exited', signal: null, libc: 'none', leftOut: null });
    assert.ok(seconds.boot !== null && seconds.boot > 0 && seconds.boot <= seconds.total);
  });
});

test('a kernel that cannot start the program is told from a program that fails', async () => {
  await inTemporaryFolder(async (folder) => {
    const words = ['run', '--json', 'end.json', '--cmdline', '/absent', BUSYBOX];
    const { code, stderr } = await thimble(words, { cwd: folder });
    assert.equal(code, 120);
    assert.match(stderr, /could not start the program: \/absent: there is no such program in the image/);
    assert.equal(readReport(join(folder, 'end.json')).outcome, 'panicked');
  });
});

test('a VMM that fails is told with what it said', async () => {
  const { code, stderr } = await thimble(['run', '--memory', '900G', BUSYBOX, 'true']);
  assert.equal(code, 121);
  assert.match(stderr, /qemu-system-x86_64 failed with status 1\. It said:/);
});

test('run refuses what cannot be booted before it starts a machine', async () => {
  const cases: readonly (readonly [words: readonly string[], code: number, message: RegExp])[] = [
    [['./absent'], 125, /neither a file nor an app "\.\/absent"/],
    [['readelf'], 125, /the command of that name is \/\S+\/readelf: give this path/],
    [['nativ-example'], 125, /did you mean "native-example"/],
    [['/etc'], 125, /"\/etc" is a directory, not a file/],
    [['/etc/passwd'], 125, /is not an ELF file/],
    [['--memory', '1M', BUSYBOX], 125, /with 1024K of memory cannot hold the kernel/],
    [['--memory', 'much', BUSYBOX], 2, /--memory is "much"; expected a size/],
    [['--machine', 'q53', BUSYBOX], 2, /expected microvm or q35[^]*did you mean "q35"/],
    [['--file', 'data=x', BUSYBOX], 2, /--file is "data=x"; expected GUEST=HOST/],
    [['--file', '/data=./absent', BUSYBOX], 125, /absent/],
    [['--profile', 'microvn', BUSYBOX], 125, /did you mean "microvm"/],
    [[], 2, /neither a PROGRAM nor a --manifest/],
  ];
  for (const [words, code, message] of cases) {
    const end = await thimble(['run', ...words], { cwd: '/' });
    assert.equal(end.code, code, `${words.join(' ')}: ${end.stderr}`);
    assert.match(end.stderr, message);
    assert.equal(end.stdout, '');
  }
});

test('a signal ends the guest, leaves nothing behind, and gives its code', async () => {
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    await inTemporaryFolder(async (folder) => {
      const program = ['run', BUSYBOX, 'sh', '-c', 'echo ready; read line'];
      const end = await thimbleUntil(program, 'ready\n', signal, { TMPDIR: folder });
      assert.equal(end.code, code);
      assert.deepEqual(listDirectory(folder), { ok: true, value: [] });
      const left = await spawn('pgrep', ['-P', String(end.pid)]);
      assert.ok(left.kind === 'exited' && left.stdout === '', JSON.stringify(left));
    });
  }
});

test('a program that handles the signal ends itself, with its own code', async () => {
  for (const [signal, name] of [
    ['SIGINT', 'INT'],
    ['SIGTERM', 'TERM'],
  ] as const) {
    const script = `trap 'echo caught ${name}; exit 7' ${name}; echo ready; while read line; do :; done`;
    const end = await thimbleUntil(['run', BUSYBOX, 'sh', '-c', script], 'ready\n', signal, {});
    assert.deepEqual([end.code, end.stdout], [7, `ready\ncaught ${name}\n`]);
  }
});

test('a second signal ends a guest whose program ignores the first', async () => {
  const script = `trap '' TERM; trap 'echo caught' HUP; echo ready; while :; do read line; done`;
  const end = await thimbleUntil(['run', BUSYBOX, 'sh', '-c', script], 'ready\n', 'SIGTERM', {}, 2);
  assert.equal(end.code, 143);
});

test('run --keep leaves what repeats the run', async () => {
  await inTemporaryFolder(async (folder) => {
    const kept = join(folder, 'kept');
    await thimble(['run', '--keep', kept, BUSYBOX, 'echo', 'again']);
    for (const name of ['kernel.elf', 'rootfs.img', 'command-line.txt', 'log.txt'])
      assert.ok(isFile(join(kept, name)), name);
    // QEMU opens /dev/stderr by its name, which the sockets that node makes for a child do not allow.
    const repeated = await spawn('sh', ['-c', './run.sh 2>messages'], {
      cwd: kept,
      timeoutMs: GUEST_LIMIT_S * 1000,
    });
    assert.ok(repeated.kind === 'exited' && repeated.stdout === 'again\n', JSON.stringify(repeated));
  });
});

test('run takes an app by its name, with the arguments that it declares', async () => {
  const { code, stdout } = await thimble(['run', 'native-example']);
  assert.equal(code, 0);
  assert.match(stdout, /^Hello from Thimble!\n/);
});

test('demo builds, boots and tells what it did', async () => {
  const { code, stdout } = await thimble(['demo'], { cwd: root });
  assert.equal(code, 0);
  assert.match(
    stdout,
    /kernel +build\/kernel\/microvm-libc-cut-\w+\/kernel-stripped\.elf: \d+ KiB, \d+ components/,
  );
  assert.match(stdout, /^Hello from Thimble!$[^]*exit code 0/m);
  const steps = [...stdout.matchAll(/^(everything exported|symbols hidden|cut to).* {2}([\d,]+) /gm)];
  const sizes = steps.map((match) => Number(match[2]?.replaceAll(',', '')));
  assert.equal(sizes.length, 4, stdout);
  sizes.reduce((before, bytes) => (assert.ok(bytes < before, sizes.join()), bytes));
  assert.match(stdout, /3,443,256/);
});
