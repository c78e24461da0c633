// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  makeDirectory,
  makeTemporaryDirectory,
  removeTree,
  spawn,
  tmpdir,
  writeWhole,
} from '../util/index.ts';
import type { GuestEntry } from './guest-tree.ts';
import { readLdSoConf } from './ld-so-conf.ts';
import { resolveGuestPath } from './resolve-guest-path.ts';
import { resolveInRoot } from './resolve-in-root.ts';

let root = '';
before(() => {
  const made = makeTemporaryDirectory(tmpdir(), 'thimble-paths-');
  assert.ok(made.ok);
  root = made.value;
});
after(() => void removeTree(root));

async function link(path: string, target: string): Promise<void> {
  const linked = await spawn('ln', ['-s', target, root + path]);
  assert.ok(linked.kind === 'exited' && linked.code === 0);
}

describe('resolveInRoot', () => {
  it('keeps absolute links and .. inside of the root, and tells every link', async () => {
    assert.ok(makeDirectory(`${root}/usr/lib`).ok);
    assert.ok(writeWhole(`${root}/usr/lib/a.1`, '').ok);
    await link('/lib', '/usr/lib');
    await link('/usr/lib/a', '../../../../lib/a.1');
    const found = resolveInRoot(root, '/lib/./a');
    assert.ok(found.ok);
    assert.equal(found.value.path, '/usr/lib/a.1');
    assert.equal(found.value.kind, 'file');
    assert.deepEqual(
      found.value.links.map(({ path, target }) => `${path}->${target}`),
      ['/lib->/usr/lib', '/usr/lib/a->../../../../lib/a.1', '/lib->/usr/lib'],
    );
  });

  it('answers ELOOP for links in circles and ENOTDIR below a file', async () => {
    await link('/x', 'y');
    await link('/y', 'x');
    const loop = resolveInRoot(root, '/x/z');
    assert.ok(!loop.ok);
    assert.equal(loop.code, 'ELOOP');
    const below = resolveInRoot(root, '/usr/lib/a.1/b');
    assert.ok(!below.ok);
    assert.equal(below.code, 'ENOTDIR');
  });
});

describe('readLdSoConf', () => {
  it('follows includes with patterns, in order, each file and directory once', () => {
    const put = (path: string, text: string): void => void writeWhole(`${root}/etc/${path}`, text);
    put(
      'ld.so.conf',
      'include ld.so.conf.d/*.conf /etc/none.conf\n/last # comment\n\thwcap 1 nosegneg\nrelative\n',
    );
    put('ld.so.conf.d/b.conf', '/b1/ /b2,/b3:/old=libc5\n');
    put('ld.so.conf.d/a.conf', '/a\n/b1\ninclude /etc/ld.so.conf\ninclude a.conf\n');
    put('ld.so.conf.d/.hidden.conf', '/hidden\n');
    put('ld.so.conf.d/c.conf.off', '/off\n');
    assert.deepEqual(readLdSoConf(root), ['/a', '/b1', '/b2', '/b3', '/old', '/last']);
  });

  it('gives nothing without the file', () => assert.deepEqual(readLdSoConf(`${root}/none`), []));
});

describe('resolveGuestPath', () => {
  const entries: readonly GuestEntry[] = [
    { kind: 'link', guest: '/lib', linkTarget: 'usr/lib', reason: '' },
    { kind: 'link', guest: '/usr/lib/a.so', linkTarget: '/lib/a.so.1', reason: '' },
    { kind: 'file', guest: '/usr/lib/a.so.1', host: '/host/a', reason: '' },
    { kind: 'link', guest: '/loop', linkTarget: '/loop', reason: '' },
  ];
  it('follows links of the image', () => {
    assert.equal(resolveGuestPath(entries, '/lib/a.so'), '/host/a');
    assert.equal(resolveGuestPath(entries, '/usr/bin/../lib/a.so.1'), '/host/a');
  });
  it('gives nothing for what is not there', () => {
    assert.equal(resolveGuestPath(entries, '/lib/b.so'), undefined);
    assert.equal(resolveGuestPath(entries, '/loop'), undefined);
    assert.equal(resolveGuestPath(entries, '/lib'), undefined);
  });
});
