// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { R_X86_64 } from '../elf/index.ts';
import { join, readBytes, spawn, writeWhole } from '../util/index.ts';
import { makeTree } from '../util/test-tree.ts';
import { checkWorld, type World, type WorldFault } from './closed-world.ts';
import type { LoadedFile } from './load-needs.ts';
import { worldDiagnostics, type WorldContext } from './world-diagnostics.ts';

interface Source {
  readonly c: string;
  readonly flags?: readonly string[];
  /** Names of files of the same fixture that it loads. */
  readonly needs?: readonly string[];
  /** Names of libraries that are not there. */
  readonly missing?: readonly string[];
  readonly isProgram?: boolean;
}

/** Links shared objects of these sources, in order, each against those that it needs. */
async function link(
  context: TestContext,
  sources: Readonly<Record<string, Source>>,
): Promise<Record<string, LoadedFile>> {
  const folder = makeTree(context, {});
  const loaded: Record<string, LoadedFile> = {};
  for (const [name, source] of Object.entries(sources)) {
    const host = join(folder, name);
    const needs = (source.needs ?? []).map((each) => loaded[each]).filter((each) => each !== undefined);
    const flags = ['-shared', '-nostdlib', '-fuse-ld=lld', '-fPIC', `-Wl,-soname,${name}`, '-w'];
    const inputs = needs.map((each) => each.host);
    const own = (source.flags ?? []).map((flag) => flag.replace('FOLDER', folder));
    const end = await spawn(
      'clang',
      [...flags, ...own, '-x', 'c', '-', '-x', 'none', ...inputs, '-o', host],
      {
        input: source.c,
        cwd: folder,
      },
    );
    assert.ok(end.kind === 'exited' && end.code === 0, JSON.stringify(end));
    const isProgram = source.isProgram ?? false;
    loaded[name] = { guest: `/lib/${name}`, host, isProgram, needs, missing: source.missing ?? [] };
  }
  return loaded;
}

function faultsOf(world: World): WorldFault[] {
  const faults = checkWorld(world);
  assert.ok(faults.ok, faults.ok ? '' : faults.diagnostics[0].message);
  return faults.value;
}

function told(faults: readonly WorldFault[]): string[] {
  return faults.map((fault) => {
    const what =
      fault.kind === 'symbol'
        ? `${fault.symbol.isWeak ? 'weak ' : ''}${fault.symbol.name}${fault.symbol.version === undefined ? '' : `@${fault.symbol.version}`}`
        : `type ${fault.type}`;
    return `${fault.file} ${what}${fault.isNeeded ? '' : ' (plugin)'}`;
  });
}

const CONTEXT: WorldContext = {
  hostLibraryOf: (name) => (name === 'obscure' ? 'libc.so.6' : undefined),
  exported: new Set(['printf', 'memcpy']),
  allowMissing: false,
};

const PROGRAM =
  'int printf(); int helper(); int gone(); int obscure(); __attribute__((weak)) int may();' +
  'int main() { return printf() + helper() + gone() + obscure() + (may ? may() : 0); }';

test('checkWorld finds what neither the image nor the kernel defines, weak names too', async (context) => {
  const files = await link(context, {
    'libhelp.so': { c: 'int helper() { return 1; }' },
    program: { c: PROGRAM, needs: ['libhelp.so'], isProgram: true },
  });
  const world: World = {
    program: files['program'],
    extras: [],
    kernelExports: new Set(['printf', 'memcpy']),
  };
  const faults = faultsOf(world);
  assert.deepEqual(told(faults).sort(), [
    '/lib/program gone',
    '/lib/program obscure',
    '/lib/program weak may',
  ]);
  const { errors, warnings, notes } = worldDiagnostics(faults, CONTEXT);
  assert.deepEqual(
    errors.map(({ message, help }) => [message, help]),
    [
      [
        '/lib/program needs a symbol that nothing in the image nor the kernel defines: gone',
        'add the library that defines it with --file, or use --allow-missing',
      ],
      [
        '/lib/program needs a symbol that nothing in the image nor the kernel defines: obscure',
        "the host's libc.so.6 has it: use --libc=image",
      ],
    ],
  );
  assert.deepEqual(warnings, []);
  assert.deepEqual(
    notes.map(({ message }) => message),
    ['/lib/program does without may'],
  );
  const allowed = worldDiagnostics(faults, { ...CONTEXT, allowMissing: true });
  assert.deepEqual([allowed.errors.length, allowed.warnings.length], [0, 2]);
  // Without the kernel's libc the image has to have printf itself.
  assert.ok(told(faultsOf({ ...world, kernelExports: undefined })).includes('/lib/program printf'));
});

test('checkWorld suggests the nearest name that the kernel exports', async (context) => {
  const files = await link(context, {
    program: { c: 'int mempcy(); int main() { return mempcy(); }', isProgram: true },
  });
  const faults = faultsOf({ program: files['program'], extras: [], kernelExports: CONTEXT.exported });
  const [error] = worldDiagnostics(faults, CONTEXT).errors;
  assert.match(error?.help ?? '', /^the nearest name that the kernel exports is "memcpy"; add the library/);
});

test('checkWorld respects the versions of libraries of the image', async (context) => {
  const folder = makeTree(context, {
    'old.map': 'OLD_1 { global: work; local: *; };',
    'both.map': 'OLD_1 { }; NEW_2 { global: work; local: *; } OLD_1;',
  });
  const both =
    '__asm__(".symver work_old,work@OLD_1"); __asm__(".symver work_new,work@@NEW_2");' +
    'int work_old() { return 1; } int work_new() { return 2; }';
  const user = { c: 'int work(); int use() { return work(); }', needs: ['libwork.so'], isProgram: true };
  const versioned = await link(context, {
    'libwork.so': { c: both, flags: [`-Wl,--version-script=${folder}/both.map`] },
    program: user,
  });
  const program = versioned['program'];
  assert.deepEqual(faultsOf({ program, extras: [], kernelExports: undefined }), []);

  const older = await link(context, {
    'libwork.so': { c: 'int work() { return 1; }', flags: [`-Wl,--version-script=${folder}/old.map`] },
  });
  assert.ok(program !== undefined && older['libwork.so'] !== undefined);
  const mixed = { ...program, needs: [older['libwork.so']] };
  const faults = faultsOf({ program: mixed, extras: [], kernelExports: undefined });
  assert.deepEqual(told(faults), ['/lib/program work@NEW_2']);
  const [error] = worldDiagnostics(faults, CONTEXT).errors;
  assert.match(error?.message ?? '', /defines: work \(NEW_2 of libwork\.so\)$/);
  assert.equal(
    error?.help,
    '/lib/libwork.so has it as OLD_1 only: put the library into the image that /lib/program was linked with',
  );
  // A library without versions serves whatever version is asked for, and so does the kernel.
  const plain = await link(context, { 'libwork.so': { c: 'int work() { return 1; }' } });
  assert.ok(plain['libwork.so'] !== undefined);
  const unversioned = { ...program, needs: [plain['libwork.so']] };
  assert.deepEqual(faultsOf({ program: unversioned, extras: [], kernelExports: undefined }), []);
  const byKernel = { ...program, needs: [] };
  assert.deepEqual(faultsOf({ program: byKernel, extras: [], kernelExports: new Set(['work']) }), []);
});

test('checkWorld lets a plugin use what the program and its own libraries define, and only warns', async (context) => {
  const files = await link(context, {
    program: { c: 'int host_api() { return 1; } int main() { return 0; }', isProgram: true },
    'libown.so': { c: 'int own() { return 2; }' },
    'libother.so': { c: 'int other() { return 3; }' },
    'plugin.so': {
      c: 'int host_api(); int own(); int other(); int plug() { return host_api() + own() + other(); }',
      needs: ['libown.so'],
    },
  });
  const { program, 'plugin.so': plugin, 'libother.so': other } = files;
  assert.ok(plugin !== undefined && other !== undefined);
  const faults = faultsOf({ program, extras: [plugin, other], kernelExports: new Set() });
  assert.deepEqual(told(faults), ['/lib/plugin.so other (plugin)']);
  const { errors, warnings } = worldDiagnostics(faults, { ...CONTEXT, exported: new Set() });
  assert.deepEqual(errors, []);
  assert.equal(
    warnings[0]?.help,
    '/lib/libother.so defines it, but /lib/plugin.so does not load that library: link it with it',
  );
});

test('checkWorld takes another program of the image for a program', async (context) => {
  const files = await link(context, {
    first: { c: 'int shared() { return 1; } int main() { return 0; }', isProgram: true },
    second: { c: 'int shared(); int main() { return shared(); }', isProgram: true },
  });
  const second = files['second'];
  assert.ok(second !== undefined);
  const faults = faultsOf({ program: files['first'], extras: [second], kernelExports: new Set() });
  assert.deepEqual(told(faults), ['/lib/second shared']);
});

test('checkWorld says nothing of symbols while a library is missing', async (context) => {
  const files = await link(context, {
    plugin: { c: 'int gone(); int f() { return gone(); }', missing: ['libgone.so'] },
  });
  const plugin = files['plugin'];
  assert.ok(plugin !== undefined);
  assert.deepEqual(faultsOf({ program: undefined, extras: [plugin], kernelExports: new Set() }), []);
});

test('checkWorld does not take a function for a thread-local variable', async (context) => {
  const files = await link(context, {
    program: { c: 'extern __thread int level; int main() { return level; }', isProgram: true },
  });
  const faults = faultsOf({
    program: files['program'],
    extras: [],
    kernelExports: new Set(['level', '__tls_get_addr']),
  });
  assert.deepEqual(told(faults), ['/lib/program level']);
  const [error] = worldDiagnostics(faults, CONTEXT).errors;
  assert.match(error?.message ?? '', /: level \(thread-local\)$/);
});

test("checkWorld says: a relocation of type 99, which the kernel's linker does not know", async (context) => {
  const files = await link(context, {
    program: { c: 'extern int data; int *main() { return &data; }', isProgram: true },
  });
  const { program } = files;
  assert.ok(program !== undefined);
  const bytes = readBytes(program.host);
  assert.ok(bytes.ok);
  // The one relocation is for `data`: type GLOB_DAT in the low half of r_info, the symbol in the high one.
  const info = Buffer.from([R_X86_64.GLOB_DAT, 0, 0, 0, 1, 0, 0, 0]);
  const at = Buffer.from(bytes.value).indexOf(info);
  assert.ok(at > 0);
  const broken = Uint8Array.from(bytes.value);
  broken[at] = 99;
  assert.ok(writeWhole(program.host, broken).ok);
  const faults = faultsOf({ program, extras: [], kernelExports: new Set(['data']) });
  assert.deepEqual(told(faults), ['/lib/program type 99']);
  const [error] = worldDiagnostics(faults, CONTEXT).errors;
  assert.match(error?.message ?? '', /a relocation of type 99 \(at address 0x[0-9a-f]+\)/);
  assert.deepEqual(
    faultsOf({ program, extras: [], kernelExports: undefined }).map(({ kind }) => kind),
    ['symbol'],
  );
});

test('checkWorld passes over plugins that it cannot read, and says why a program cannot be read', (context) => {
  const root = makeTree(context, { broken: '\x7fELF\x02\x01\x01 and nothing more' });
  const broken = { guest: '/broken', host: join(root, 'broken'), isProgram: false, needs: [], missing: [] };
  assert.deepEqual(faultsOf({ program: undefined, extras: [broken], kernelExports: undefined }), []);
  const program = checkWorld({ program: broken, extras: [], kernelExports: undefined });
  assert.ok(!program.ok);
  assert.match(program.diagnostics[0].code, /^elf\//);
});
