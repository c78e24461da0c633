// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { after, beforeEach, describe, it } from 'node:test';
import type { Result } from '../diagnostic/index.ts';
import { buildElf, type ElfDescription } from '../elf/testing/build-elf.ts';
import {
  dirname,
  isFile,
  join,
  makeDirectory,
  makeTemporaryDirectory,
  realPath,
  removeTree,
  spawn,
  tmpdir,
  writeWhole,
} from '../util/index.ts';
import { collectDependencies, collectProgram, type GuestEntry } from './index.ts';

const interpreter = '/lib64/ld-linux-x86-64.so.2';

/** A tree of ELF files below a temporary directory that serves as the host's root. */
let sysroot = '';
const made: string[] = [];

beforeEach(() => {
  const folder = makeTemporaryDirectory(tmpdir(), 'thimble-needs-');
  assert.ok(folder.ok);
  sysroot = folder.value;
  made.push(sysroot);
  put(interpreter, { soname: 'ld-linux-x86-64.so.2' });
});
after(() => made.forEach((folder) => void removeTree(folder)));

function put(path: string, contents: ElfDescription | string): void {
  const data = typeof contents === 'string' ? contents : buildElf(contents);
  assert.ok(writeWhole(sysroot + path, data).ok);
}

async function link(path: string, target: string): Promise<void> {
  assert.ok(makeDirectory(dirname(sysroot + path)).ok);
  const linked = await spawn('ln', ['-s', target, sysroot + path]);
  assert.ok(linked.kind === 'exited' && linked.code === 0);
}

function must<T>(result: Result<T>): T {
  assert.ok(result.ok, result.ok ? '' : result.diagnostics[0].message);
  return result.value;
}

/** As `path` for files in place, `path=host` for others, `path->target` for links; hosts without the root. */
function show(entries: readonly GuestEntry[]): string[] {
  return entries.map((entry) => {
    if (entry.kind === 'link') return `${entry.guest}->${entry.linkTarget}`;
    const host = entry.host.startsWith(sysroot) ? entry.host.slice(sysroot.length) : entry.host;
    return host === entry.guest ? entry.guest : `${entry.guest}=${host}`;
  });
}

function collect(path: string, options: Parameters<typeof collectProgram>[1] = {}): string[] {
  return show(must(collectProgram(sysroot + path, { sysroot, ...options })).files).filter(
    (text) => text !== interpreter,
  );
}

function refuses(result: Result<unknown>, code: string, message: RegExp, help: RegExp): void {
  assert.ok(!result.ok, `expected ${code}`);
  const [first] = result.diagnostics;
  assert.equal(first.code, code);
  assert.match(first.message, message);
  assert.match(first.help ?? '', help);
}

describe('collectProgram finds', () => {
  it('a static program, which needs nothing else', () => {
    put('/app', { type: 2 });
    const found = must(collectProgram(`${sysroot}/app`, { sysroot }));
    assert.equal(found.kind, 'static');
    assert.deepEqual(show(found.files), ['/app']);
  });

  it('libraries of libraries, each once, and not the interpreter again', () => {
    put('/bin/app', { interpreter, needed: ['liba.so.1', 'libb.so'] });
    put('/lib/liba.so.1', { soname: 'liba.so.1', needed: ['libb.so', 'ld-linux-x86-64.so.2'] });
    put('/usr/lib/libb.so', { soname: 'libb.so', needed: ['liba.so.1'] });
    assert.deepEqual(collect('/bin/app'), ['/bin/app', '/lib/liba.so.1', '/usr/lib/libb.so']);
  });

  it('by DT_RUNPATH with $ORIGIN, which is where the program really is', async () => {
    put('/opt/app/bin/app', { interpreter, needed: ['liba.so'], runpath: '$ORIGIN/../lib' });
    put('/opt/app/lib/liba.so', {});
    await link('/bin/app', '../opt/app/bin/app');
    assert.deepEqual(collect('/bin/app'), [
      '/bin/app->../opt/app/bin/app',
      '/opt/app/bin/app',
      '/opt/app/lib/liba.so',
    ]);
  });

  it('DT_RUNPATH for the direct needs only, DT_RPATH for all', () => {
    put('/app', { interpreter, needed: ['liba.so'], rpath: '/deep' });
    put('/deep/liba.so', { needed: ['libb.so'] });
    put('/deep/libb.so', {});
    assert.deepEqual(collect('/app'), ['/app', '/deep/liba.so', '/deep/libb.so']);
    put('/app', { interpreter, needed: ['liba.so'], runpath: '/deep' });
    refuses(
      collectProgram(`${sysroot}/app`, { sysroot }),
      'needs/library-not-found',
      /\/deep\/liba.so needs libb.so/,
      /--file/,
    );
  });

  it('LD_LIBRARY_PATH after DT_RPATH and before DT_RUNPATH', () => {
    for (const folder of ['/one', '/two']) put(`${folder}/liba.so`, {});
    put('/app', { interpreter, needed: ['liba.so'], rpath: '/one' });
    assert.deepEqual(collect('/app', { libraryPath: ['/two'] }), ['/app', '/one/liba.so']);
    put('/app', { interpreter, needed: ['liba.so'], runpath: '/one' });
    assert.deepEqual(collect('/app', { libraryPath: ['/two'] }), ['/app', '/two/liba.so']);
  });

  it('$LIB and $PLATFORM', () => {
    put('/app', { interpreter, needed: ['liba.so'], runpath: '/opt/${LIB}/$PLATFORM' });
    put('/opt/lib64/x86_64/liba.so', {});
    assert.deepEqual(collect('/app'), ['/app', '/opt/lib64/x86_64/liba.so']);
  });

  it('by ld.so.conf, with a link to where ld.so looks without it', () => {
    put('/etc/ld.so.conf', '# comment\ninclude ld.so.conf.d/*.conf\n');
    put('/etc/ld.so.conf.d/a.conf', '/opt/lib/\n');
    put('/app', { interpreter, needed: ['liba.so'] });
    put('/opt/lib/liba.so', { needed: ['libb.so'], runpath: '$ORIGIN' });
    put('/opt/lib/libb.so', {});
    assert.deepEqual(collect('/app'), [
      '/app',
      '/lib64/liba.so->/opt/lib/liba.so',
      '/lib64/libb.so=/opt/lib/libb.so',
      '/opt/lib/liba.so',
    ]);
  });

  it('past files for another machine, as ld.so does', () => {
    put('/app', { interpreter, needed: ['liba.so'] });
    put('/lib64/liba.so', { machine: 183 });
    put('/usr/lib64/liba.so', { elfClass: 1 });
    put('/lib/liba.so', {});
    assert.deepEqual(collect('/app'), ['/app', '/lib/liba.so']);
  });

  it('the links on every path, so that each path of the host works in the guest', async () => {
    await removeAll('/lib64');
    put('/usr/lib/x/ld.so.real', {});
    await link('/lib64', 'usr/lib64');
    await link('/usr/lib64/ld-linux-x86-64.so.2', '/lib/x/ld.so.real');
    await link('/lib', 'usr/lib');
    put('/usr/lib/liba.so.1.2', {});
    await link('/usr/lib/liba.so.1', 'liba.so.1.2');
    put('/app', { interpreter, needed: ['liba.so.1'] });
    assert.deepEqual(collect('/app'), [
      '/app',
      '/lib->usr/lib',
      '/lib64->usr/lib64',
      '/usr/lib/liba.so.1->liba.so.1.2',
      '/usr/lib/liba.so.1.2',
      '/usr/lib/x/ld.so.real',
      '/usr/lib64/ld-linux-x86-64.so.2->/lib/x/ld.so.real',
    ]);
  });

  it('what the user puts into the image before what the host has', () => {
    put('/app', { interpreter, needed: ['liba.so'] });
    put('/lib/liba.so', {});
    put('/mine', { needed: ['libb.so'] });
    put('/lib/libb.so', {});
    const provided = new Map([['/lib64/liba.so', `${sysroot}/mine`]]);
    assert.deepEqual(collect('/app', { provided }), ['/app', '/lib/libb.so']);
  });

  it('libraries beside a program that is elsewhere in the guest', () => {
    put('/home/me/build/app', { interpreter, needed: ['liba.so'], runpath: '$ORIGIN/lib' });
    put('/home/me/build/lib/liba.so', {});
    assert.deepEqual(collect('/home/me/build/app', { guestPathOf: () => '/srv/app' }), [
      '/srv/app=/home/me/build/app',
      '/srv/lib/liba.so=/home/me/build/lib/liba.so',
    ]);
  });

  it('the path file of musl, and never its libc by name', () => {
    const musl = '/lib/ld-musl-x86_64.so.1';
    put(musl, { soname: 'libc.so' });
    put('/etc/ld-musl-x86_64.path', '/usr/lib/musl:/other\n');
    put('/usr/lib/musl/liba.so', { needed: ['libc.so', 'libm.so.6'] });
    put('/app', { interpreter: musl, needed: ['liba.so', 'libc.so'] });
    assert.deepEqual(collect('/app'), ['/app', '/etc/ld-musl-x86_64.path', musl, '/usr/lib/musl/liba.so']);
  });
});

async function removeAll(path: string): Promise<void> {
  assert.ok(removeTree(sysroot + path).ok);
  await Promise.resolve();
}

describe('collectProgram refuses', () => {
  const run = (path: string): Result<unknown> => collectProgram(sysroot + path, { sysroot });

  it('a program that is not there', () =>
    refuses(run('/none'), 'needs/cannot-open', /\/none, the program, does not exist/, /path/));
  it('a directory', () => refuses(run('/lib64'), 'needs/not-a-file', /is a directory/, /program file/));
  it('a script', () => {
    put('/app', '#!/bin/sh\n');
    refuses(run('/app'), 'elf/script', /script for \/bin\/sh/, /interpreter/);
  });
  it('an interpreter that is not there', () => {
    put('/app', { interpreter: '/lib/ld-none.so.1' });
    refuses(
      run('/app'),
      'needs/interpreter-not-found',
      /\/app starts through .* \/lib\/ld-none.so.1/,
      /--file/,
    );
  });
  it('a relative interpreter', () => {
    put('/app', { interpreter: 'ld.so' });
    refuses(run('/app'), 'needs/bad-interpreter', /"ld.so"; expected an absolute path/, /dynamic-linker/);
  });
  it('a library that is nowhere, naming who asked, where was searched, and what was passed over', () => {
    put('/app', { interpreter, needed: ['liba.so'] });
    put('/lib/liba.so', { needed: ['libnone.so.3'] });
    put('/lib/libnone.so.3', { elfClass: 1, machine: 3 });
    const message = /^\/lib\/liba.so needs libnone.so.3, .*\/lib64, .*\/usr\/lib; passed over: .*32-bit x86/;
    refuses(run('/app'), 'needs/library-not-found', message, /--file \/lib64\/libnone.so.3=/);
  });
  it('a broken library, as ld.so does instead of searching on', () => {
    put('/app', { interpreter, needed: ['liba.so'] });
    put('/lib64/liba.so', 'INPUT(libb.so)');
    put('/lib/liba.so', {});
    refuses(run('/app'), 'elf/not-elf', /lib64\/liba.so is not an ELF file/, /./);
  });
  it('a library named by a relative path', () => {
    put('/app', { interpreter, needed: ['sub/liba.so'] });
    refuses(run('/app'), 'needs/relative-library', /needs sub\/liba.so/, /soname/);
  });
});

describe('collectDependencies', () => {
  it('gives what extra ELF files need, and passes over what is none', () => {
    put('/lib/liba.so', {});
    put('/plugin.so', { needed: ['liba.so'] });
    put('/notes.txt', 'text');
    const extra = ['/plugin.so', '/notes.txt', '/absent'].map((path) => ({
      guest: path,
      host: sysroot + path,
    }));
    const found = must(collectDependencies(extra, { sysroot, interpreter }));
    assert.deepEqual(show(found.files), ['/lib/liba.so', interpreter]);
    assert.deepEqual(found.warnings, []);
  });

  it('warns of what a plugin lacks', () => {
    put('/plugin.so', { needed: ['libtk.so'] });
    const found = must(
      collectDependencies([{ guest: '/plugin.so', host: `${sysroot}/plugin.so` }], { sysroot }),
    );
    assert.deepEqual(
      found.warnings.map(({ severity, code }) => [severity, code]),
      [['warning', 'needs/library-not-found']],
    );
  });
});

const samples = [
  '/bin/ls',
  '/usr/bin/python3',
  '/usr/bin/sqlite3',
  '/usr/bin/lua5.4',
  '/usr/bin/perl',
  process.execPath,
];

describe('collectProgram agrees with the host', () => {
  for (const program of samples) {
    it(`ld.so on ${program}`, { skip: isFile(program) ? false : 'not installed' }, async () => {
      const traced = await spawn(program, [], { env: { LD_TRACE_LOADED_OBJECTS: '1' } });
      assert.ok(traced.kind === 'exited');
      const real = (path: string): string => {
        const found = realPath(path);
        return found.ok ? found.value : path;
      };
      const expected = [...traced.stdout.matchAll(/(?:=> )?(\/\S+) \(0x/g)].map((match) =>
        real(match[1] ?? ''),
      );
      const files = must(collectProgram(program)).files.flatMap((entry) =>
        entry.kind === 'file' ? [entry.host] : [],
      );
      assert.deepEqual(files.sort(), [...expected, real(program)].sort());
    });
  }

  it('compiler and linker on a library beside the program', async (test) => {
    const source = join(sysroot, 'a.c');
    put(
      '/a.c',
      'int answer(void) { return 42; }\n#ifndef LIBRARY\nint main(void) { return answer(); }\n#endif\n',
    );
    assert.ok(makeDirectory(join(sysroot, 'lib')).ok);
    const library = join(sysroot, 'lib', 'libanswer.so.1');
    const flags = ['-shared', '-fPIC', '-DLIBRARY', '-Wl,-soname,libanswer.so.1', '-o', library, source];
    const built = await spawn('gcc', flags);
    if (built.kind === 'not-found') return test.skip('gcc is not installed');
    const program = join(sysroot, 'app');
    const rpath = '-Wl,-rpath,$ORIGIN/lib';
    const linked = await spawn('gcc', [source, '-Wl,--no-as-needed', library, rpath, '-o', program]);
    assert.ok(linked.kind === 'exited' && linked.code === 0, linked.kind === 'exited' ? linked.stderr : '');
    const files = must(collectProgram(program)).files;
    assert.ok(
      files.some((entry) => entry.kind === 'file' && entry.guest === library && entry.host === library),
    );
  });
});
