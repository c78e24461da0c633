// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { UpstreamDeclaration } from '../../component/index.ts';
import {
  isFile,
  join,
  makeDirectory,
  readBytes,
  readText,
  sha256,
  spawn,
  writeWhole,
} from '../../util/index.ts';
import { makeTree } from '../../util/test-tree.ts';
import { matchPattern, selectSources } from './expand.ts';
import { archiveCache, fetchArchive } from './fetch.ts';
import { isUnpacked, unpackArchive } from './unpack.ts';

const FILES = {
  'lib-1.0/src/math/fabs.c': 'int fabs;\n',
  'lib-1.0/src/math/sqrt.c': 'int sqrt;\n',
  'lib-1.0/src/math/x86_64/sqrt.s': '\n',
  'lib-1.0/src/math/other/sqrt.s': '\n',
  'lib-1.0/src/thread/clone.c': 'int clone;\n',
  'lib-1.0/src/thread/x86_64/clone.s': '\n',
  'lib-1.0/src/thread/join.c': 'int join;\n',
  'lib-1.0/include/lib.in': 'VALUE\n',
};

/** An archive of FILES in a new folder, with a declaration that fits. */
async function makeUpstream(context: TestContext) {
  const root = makeTree(context, FILES);
  const archive = 'lib_1.0.orig.tar.gz';
  const made = await spawn('tar', ['-czf', archive, 'lib-1.0'], { cwd: root });
  assert.equal(made.kind, 'exited');
  const bytes = readBytes(join(root, archive));
  assert.ok(bytes.ok);
  const upstream: UpstreamDeclaration = {
    name: 'lib',
    version: '1.0',
    archive,
    sha256: sha256(bytes.value),
    debianSource: 'there-is-no-such-package',
    url: 'http://127.0.0.1:1/lib-1.0.tar.gz',
    sources: ['src/*/*.c', 'src/*/x86_64/*.s'],
    without: ['src/thread/join.c'],
    variant: 'x86_64',
    includes: ['include'],
    generated: [{ output: 'made/lib.h', command: ['sed', 's/VALUE/42/', 'include/lib.in'] }],
  };
  return { root, archive: join(root, archive), upstream, unpacked: join(root, 'lib-1.0') };
}

test('matchPattern names files by patterns, a star for part of one name', async (t) => {
  const { unpacked } = await makeUpstream(t);
  assert.deepEqual(matchPattern(unpacked, 'src/*/f*.c'), ['src/math/fabs.c']);
  assert.deepEqual(matchPattern(unpacked, 'include/lib.in'), ['include/lib.in']);
  assert.deepEqual(matchPattern(unpacked, 'src/*'), []);
});

test('selectSources prefers variants for the CPU, and sources of the component to both', async (t) => {
  const { unpacked, upstream } = await makeUpstream(t);
  const component = { folder: 'kernel/lib', sources: ['kernel/lib/src/thread/clone.S'] };
  assert.deepEqual(selectSources(component, upstream, unpacked), {
    sources: ['src/math/fabs.c', 'src/math/x86_64/sqrt.s'],
    unmatched: [],
  });
});

test('selectSources tells patterns that name nothing', async (t) => {
  const { unpacked, upstream } = await makeUpstream(t);
  const wrong = { ...upstream, sources: [...upstream.sources, 'src/none/*.c'], without: ['src/gone.c'] };
  const { unmatched } = selectSources({ folder: 'kernel/lib', sources: [] }, wrong, unpacked);
  assert.deepEqual(unmatched, ['src/none/*.c', 'src/gone.c']);
});

test('fetchArchive takes an archive from the cache when its checksum is right', async (t) => {
  const { root, archive, upstream } = await makeUpstream(t);
  assert.deepEqual(await fetchArchive(upstream, root), { ok: true, value: archive });
});

test('fetchArchive refuses what has another checksum, and says what it tried', async (t) => {
  const { root, archive, upstream } = await makeUpstream(t);
  const fetched = await fetchArchive({ ...upstream, sha256: '0'.repeat(64) }, root);
  assert.ok(!fetched.ok);
  const [problem] = fetched.diagnostics;
  assert.match(problem.message, /the source of lib 1\.0 could not be fetched/);
  assert.match(problem.message, /127\.0\.0\.1:1/);
  assert.ok(!isFile(archive), 'the wrong archive is gone');
});

test('archiveCache follows XDG_CACHE_HOME where that is absolute', () => {
  assert.equal(archiveCache({ XDG_CACHE_HOME: '/some/where' }), '/some/where/thimble/archives');
  assert.match(archiveCache({ XDG_CACHE_HOME: 'relative' }), /^\/.*\/\.cache\/thimble\/archives$/);
});

test('unpackArchive makes the generated files and marks the folder when all is there', async (t) => {
  const { root, archive, upstream } = await makeUpstream(t);
  const folder = join(root, 'to/lib-1.0');
  assert.equal(isUnpacked(upstream, folder), false);
  assert.deepEqual(await unpackArchive(upstream, archive, folder), { ok: true, value: undefined });
  assert.equal(isUnpacked(upstream, folder), true);
  assert.deepEqual(readText(join(folder, 'made/lib.h')), { ok: true, value: '42\n' });
  assert.equal(isUnpacked({ ...upstream, generated: [] }, folder), false);
});

test('unpackArchive leaves nothing behind of an archive that is cut off', async (t) => {
  const { root, archive, upstream } = await makeUpstream(t);
  const bytes = readBytes(archive);
  assert.ok(bytes.ok);
  makeDirectory(join(root, 'to'));
  const cut = join(root, 'to/cut.tar.gz');
  writeWhole(cut, bytes.value.subarray(0, bytes.value.length / 2));
  const folder = join(root, 'to/lib-1.0');
  assert.equal((await unpackArchive(upstream, cut, folder)).ok, false);
  assert.equal(isFile(join(folder, 'include/lib.in')), false);
});
