// SPDX-License-Identifier: MIT
// scripts/ and the words of OSv, as somebody types them who comes from there.
import assert from 'node:assert/strict';
import {
  mkdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { after, test } from 'node:test';
import { readRofs } from '../../src/image/index.ts';
import { isFile, join, spawn } from '../../src/util/index.ts';
import { root } from '../house/tree.ts';
import { inTemporaryFolder, thimble, type CommandEnd, type ThimbleOptions } from './rig.ts';

const LAST = join(root, 'build/last');
const BUILT = /^thimble: (compil|link)ing the kernel\n|^thimble: compiling [\w-]+\n/gm;

async function script(
  name: string,
  words: readonly string[],
  options: ThimbleOptions = {},
): Promise<CommandEnd> {
  const outcome = await spawn(join(root, 'scripts', name), words, { ...options, timeoutMs: 300_000 });
  assert.ok(outcome.kind === 'exited', JSON.stringify(outcome));
  return { code: outcome.code, stdout: outcome.stdout, stderr: outcome.stderr.replace(BUILT, '') };
}

async function build(...words: string[]): Promise<CommandEnd> {
  const end = await thimble(['build', ...words]);
  assert.equal(end.code, 0, end.stderr);
  return { ...end, stderr: end.stderr.replace(BUILT, '') };
}

function last(name: string): string {
  return readFileSync(join(LAST, name), 'utf8');
}

function stripped(): number {
  return statSync(join(LAST, 'kernel-stripped.elf')).size;
}

after(() => rmSync(join(root, 'build/release.x64/append.manifest'), { force: true }));

test('scripts/build makes what the page says, wherever it is called from, in build/last', async () => {
  const words = ['fs=rofs', 'conf_hide_symbols=1', 'image=native-example', '-j2'];
  const { code, stdout, stderr } = await script('build', words, { cwd: '/' });
  assert.deepEqual([code, stderr], [0, '']);
  assert.match(stdout, /^\d+K +\/.*\/build\/release\.x64\/kernel-stripped\.elf\n\d+K +\/.*\/usr\.img\n$/);
  assert.equal(readlinkSync(LAST), 'release.x64');
  const image = readRofs(readFileSync(join(LAST, 'usr.img')), 'usr.img');
  assert.ok(image.ok && image.value.children.has('native-example'));
  assert.match(last('usr.manifest'), /^\[manifest\]\n\/native-example: \/.*\/native-example\n$/);
  const names = last('all.symbols').split('\n').slice(0, -1);
  assert.deepEqual(names, [...new Set(names)].sort());
  assert.match(last('version_script'), /^\{\n {2}global:\n[^]* {2}local:\n {4}\*;\n\};\n$/);
  const config = JSON.parse(last('drivers_config.json')) as {
    profile: string;
    drivers: Record<string, number>;
  };
  assert.deepEqual([config.profile, config.drivers['conf_drivers_pci']], ['all', 1]);
});

test('mode=debug gives a kernel for a debugger, in build/debug.x64', async () => {
  const words = ['image=native-example', 'drivers_profile=virtio-mmio'];
  await build(...words);
  const release = stripped();
  const { stdout, stderr } = await build(...words, 'mode=debug');
  assert.equal(stderr, '');
  assert.match(stdout, /\/build\/debug\.x64\/kernel-stripped\.elf$/m);
  assert.equal(readlinkSync(LAST), 'debug.x64');
  assert.ok(stripped() > release);
  await build(...words, 'mode=release');
  assert.deepEqual([readlinkSync(LAST), stripped()], ['release.x64', release]);
});

test('drivers_profile= and conf_drivers_<name>= choose drivers; the kernel is smaller for it', async () => {
  await build('image=native-example');
  const all = stripped();
  await build('image=native-example', 'drivers_profile=virtio-mmio');
  assert.ok(stripped() < all);
  const added = await build(
    'image=native-example',
    'drivers_profile=base',
    'conf_drivers_pvpanic=1',
    'conf_drivers_acpi=1',
  );
  const { drivers } = JSON.parse(last('drivers_config.json')) as { drivers: Record<string, number> };
  assert.deepEqual(
    ['acpi', 'pvpanic', 'mmio', 'pci'].map((name) => drivers[`conf_drivers_${name}`]),
    [1, 1, 0, 0],
  );
  assert.equal(added.stderr, '');
});

test('conf_drivers_<name>= refuses contradictions, unknown names and drivers of OSv that are not here', async () => {
  const refused = async (...words: string[]): Promise<string> => {
    const end = await thimble(['build', 'image=native-example', ...words]);
    assert.notEqual(end.code, 0);
    return end.stderr;
  };
  assert.match(
    await refused('drivers_profile=virtio-pci', 'conf_drivers_virtio=0'),
    /conf_drivers_virtio=0 switches "virtio" off, but it is required by virtio-/,
  );
  assert.match(
    await refused('drivers_profile=virtio-mmio', 'conf_drivers_mmio=0'),
    /with conf_drivers_mmio=0 no bus is left on which "virtio-blk"/,
  );
  assert.match(
    await refused('conf_drivers_virtoi_blk=1'),
    /conf_drivers_virtoi_blk[^]*did you mean "conf_drivers_virtio_blk"\?/,
  );
  assert.match(
    await refused('conf_drivers_xen=1'),
    /conf_drivers_xen=1: Thimble has no such driver[^]*Xen is not supported/,
  );
  assert.match(
    await refused('drivers_profile=virtio-mimo'),
    /there is no profile "virtio-mimo"[^]*did you mean "virtio-mmio"\?/,
  );
});

test('conf_hide_symbols=0 exports what is global in the kernel', async () => {
  const { stdout } = await build(
    'image=empty',
    'drivers_profile=virtio-mmio',
    'conf_hide_symbols=0',
    '--json',
  );
  const { kernel } = JSON.parse(stdout) as { readonly kernel: { readonly exports: readonly string[] } };
  assert.ok(kernel.exports.includes('boot_main') && kernel.exports.includes('sys_write'));
  assert.ok(last('version_script').includes('    boot_main;\n'));
});

test('conf_version_script= refuses a script that is not there, is malformed, or names what no list has', async () => {
  await inTemporaryFolder(async (folder) => {
    const refused = async (text: string): Promise<string> => {
      writeFileSync(join(folder, 'script'), text);
      const words = ['build', 'image=native-example', 'conf_version_script=script'];
      const end = await thimble(words, { cwd: folder });
      assert.equal(end.code, 1);
      return end.stderr;
    };
    assert.match(
      await refused('{ global: no_such_function; local: *; };'),
      /^script:1:11: error: .*"no_such_function", which no list/m,
    );
    assert.match(
      await refused('{ global: read; }'),
      /^script:1:17: error: found the end in the version script; expected ";"/m,
    );
    const missing = await thimble(['build', 'image=native-example', 'conf_version_script=absent'], {
      cwd: folder,
    });
    assert.match(missing.stderr, /there is no file "absent"; looked for/);
    // The program would find nothing of its libc.
    assert.match(await refused('{ local: *; };\n'), /needs \d+ symbols that nothing [^]*__libc_start_main/);
    const good = ['build', 'image=empty', 'conf_version_script=script'];
    assert.equal((await thimble(good, { cwd: folder })).code, 0);
    assert.equal(last('app_version_script'), '{ local: *; };\n');
  });
});

test('image= takes several apps; fs_size_mb= makes usr.img as big; export= gives the files', async () => {
  await inTemporaryFolder(async (folder) => {
    const folders = [join(folder, 'all'), join(folder, 'selected')] as const;
    const words = ['image=native-example,busybox', 'fs_size_mb=9', 'export=all', `export_dir=${folders[0]}`];
    const { stderr } = await build(...words);
    assert.match(stderr, /note: the image starts native-example; busybox is in it as well/);
    assert.equal(statSync(join(LAST, 'usr.img')).size, 9 * 2 ** 20);
    assert.ok(readRofs(readFileSync(join(LAST, 'usr.img')), 'usr.img').ok);
    assert.ok(isFile(join(folders[0], 'usr/bin/busybox')) && statSync(join(folders[0], 'dev')).isDirectory());
    await build('image=busybox', 'export=selected', `export_dir=${folders[1]}`);
    assert.equal(statSync(join(folders[1], 'usr/bin/busybox')).mode & 0o777, 0o755);
    const small = await thimble(['build', 'image=busybox', 'fs_size_mb=1']);
    assert.match(
      small.stderr,
      /fs_size_mb=1 is too small for an image of \d+ bytes[^]*fs_size_mb=2 is enough/,
    );
  });
});

test('--append-manifest adds the lines of append.manifest, which stays among the results', async () => {
  const lacking = await thimble(['build', 'image=native-example', '--append-manifest']);
  assert.match(lacking.stderr, /--append-manifest: there is no .*release\.x64\/append\.manifest/);
  await build('image=native-example');
  writeFileSync(join(LAST, 'append.manifest'), '/etc/appended: /etc/hostname\n');
  await build('image=native-example', '--append-manifest');
  assert.match(last('usr.manifest'), /^\/etc\/appended: \/etc\/hostname$/m);
  await build('image=native-example');
  assert.doesNotMatch(last('usr.manifest'), /appended/);
  assert.ok(isFile(join(LAST, 'append.manifest')));
});

test('two builds at once leave the results of one of them; a failed one leaves those before it', async () => {
  const ends = await Promise.all([
    thimble(['build', 'image=native-example', 'drivers_profile=virtio-mmio']),
    thimble(['build', 'image=busybox', 'drivers_profile=virtio-pci']),
  ]);
  assert.deepEqual(
    ends.map(({ code }) => code),
    [0, 0],
  );
  const { profile } = JSON.parse(last('drivers_config.json')) as { readonly profile: string };
  assert.equal(last('usr.manifest').includes('busybox'), profile === 'virtio-pci');
  const before = realpathSync(LAST);
  assert.notEqual((await thimble(['build', 'image=busybox', 'fs_size_mb=1'])).code, 0);
  assert.equal(realpathSync(LAST), before);
});

test('the same words give the same bytes, whatever locale, directory and time zone', async () => {
  const files = [
    'kernel.elf',
    'kernel-stripped.elf',
    'usr.img',
    'usr.manifest',
    'version_script',
    'app_version_script',
  ];
  const contents = async (options: ThimbleOptions): Promise<Buffer[]> => {
    rmSync(join(root, 'build/kernel/virtio-mmio'), { recursive: true, force: true });
    const end = await thimble(['build', 'image=native-example', 'drivers_profile=virtio-mmio'], options);
    assert.equal(end.code, 0, end.stderr);
    return files.map((name) => readFileSync(join(LAST, name)));
  };
  const one = await contents({ cwd: '/', env: { LC_ALL: 'C', TZ: 'UTC' } });
  const other = await contents({ cwd: root, env: { LC_ALL: 'de_DE.UTF-8', TZ: 'Asia/Tokyo' } });
  files.forEach((name, index) => assert.ok(one[index]?.equals(other[index] ?? Buffer.of()), name));
});

test('list_manifest_files prints the host files of the last build, of a file, and of standard input', async () => {
  await build('image=busybox');
  assert.deepEqual(await script('list_manifest_files', [], { cwd: '/' }), {
    code: 0,
    stdout: '/usr/bin/busybox\n',
    stderr: '',
  });
  await inTemporaryFolder(async (folder) => {
    mkdirSync(join(folder, 'data/deep'), { recursive: true });
    for (const name of ['a', 'data/b', 'data/deep/c']) writeFileSync(join(folder, name), '');
    const manifest = '[manifest]\n# files\n/z: %(dir)s/a\n/data/**: data/**\n/link: ->/z\n';
    writeFileSync(join(folder, 'usr.manifest'), manifest);
    const listed = ['data/b', 'data/deep/c', 'a'].map((name) => `${join(folder, name)}\n`).join('');
    const variable = ['-D', `dir=${folder}`];
    const ofFile = await script('list_manifest_files', [...variable, join(folder, 'usr.manifest')], {
      cwd: '/',
    });
    assert.deepEqual([ofFile.code, ofFile.stdout], [0, listed], ofFile.stderr);
    const ofOption = await script('list_manifest_files', [...variable, '-m', 'usr.manifest'], {
      cwd: folder,
    });
    assert.equal(ofOption.stdout, listed);
    const ofInput = await script('list_manifest_files', [...variable, '-'], { cwd: folder, input: manifest });
    assert.equal(ofInput.stdout, listed);
  });
});

test('list_manifest_files fails for a missing host file and for a malformed line, with their places', async () => {
  await inTemporaryFolder(async (folder) => {
    const { code, stdout, stderr } = await script('list_manifest_files', ['-'], {
      cwd: folder,
      input: '/a: /etc/hostname\n/b: absent\nnonsense\n',
    });
    assert.deepEqual([code, stdout], [1, '']);
    assert.match(stderr, /^standard input:2:5: error: .*absent/m);
    assert.match(stderr, /^standard input:3:1: error: /m);
  });
});

test('generate_app_version_script writes build/last/app_version_script, the same from a file and from standard input', async () => {
  await build('image=sqlite');
  const generated = await script('generate_app_version_script', [], {
    cwd: '/',
    env: { LC_ALL: 'de_DE.UTF-8' },
  });
  assert.deepEqual([generated.code, generated.stdout], [0, `${LAST}/app_version_script\n`]);
  assert.match(
    last('app_version_script'),
    /^\{\n {2}global:\n\/\*-+ \/.* \*\/\n[^]* {2}local:\n {4}\*;\n\};\n$/,
  );
  assert.match(last('app_version_script'), /\/usr\/bin\/sqlite3 \*\//);
  const manifest = last('usr.manifest');
  const printed = await script('generate_app_version_script', ['-o', '-', '-'], {
    cwd: '/',
    input: manifest,
  });
  assert.equal(printed.stdout, last('app_version_script'));
});

test('clean stands alone, and removes results', async () => {
  const both = await thimble(['build', 'clean', 'image=busybox']);
  assert.equal(both.code, 2);
  assert.match(both.stderr, /clean and image=busybox cannot be given together/);
  const other = await thimble(['build', 'image=busybox', '--profile', 'all']);
  assert.match(other.stderr, /OSv's words and --profile cannot be given together/);
  const mode = await thimble(['build', 'image=busybox', '--debug']);
  assert.match(mode.stderr, /OSv's words and --debug cannot be given together: mode=debug says the same/);
});
