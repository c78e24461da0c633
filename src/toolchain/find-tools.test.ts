// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { compareVersions, findByPattern, findCommand, findTools } from './find-tools.ts';
import { SYSTEM_TOOLS, toolsFor, type SystemTool } from './system-packages.ts';

async function inFolder(action: (folder: string) => void | Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'find-tools-'));
  try {
    await action(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function writeTool(folder: string, version: string, mtime: number): void {
  // Each start leaves a line, so that the test sees whether the tool was asked.
  writeFileSync(
    join(folder, 'cc'),
    `#!/bin/sh\necho asked >>${folder}/log\necho "cc version ${version} (x 9.9)"\n`,
  );
  chmodSync(join(folder, 'cc'), 0o755);
  utimesSync(join(folder, 'cc'), mtime, mtime);
}

const cc: SystemTool = {
  name: 'cc',
  debianPackage: 'cc',
  purpose: 'build',
  use: 'compiles',
  probe: { kind: 'command', command: 'cc' },
  minimum: '14',
};

test('compareVersions compares numbers, not text', () => {
  assert.ok(compareVersions('9.10', '14') < 0);
  assert.ok(compareVersions('14.0.6', '14') > 0);
  assert.equal(compareVersions('7.2', '7.2.0'), 0);
});

test('findCommand finds executable files only, the first in the path', async () => {
  await inFolder((folder) => {
    for (const name of ['a', 'b', 'c']) mkdirSync(join(folder, name));
    writeFileSync(join(folder, 'a/tool'), '', { mode: 0o644 });
    writeFileSync(join(folder, 'b/tool'), '', { mode: 0o755 });
    mkdirSync(join(folder, 'c/tool'));
    assert.equal(findCommand('tool', `relative:${folder}/c:${folder}/a:${folder}/b`), `${folder}/b/tool`);
    assert.equal(findCommand(`${folder}/b/tool`, ''), `${folder}/b/tool`);
    assert.equal(findCommand('tool', `${folder}/a`), undefined);
  });
});

test('findByPattern takes * for one component or a part of it', async () => {
  await inFolder((folder) => {
    mkdirSync(join(folder, 'llvm-14/lib/clang/14.0.6'), { recursive: true });
    writeFileSync(join(folder, 'llvm-14/lib/clang/14.0.6/rt.a'), '');
    assert.equal(
      findByPattern(`${folder}/llvm-*/lib/clang/*/rt.a`),
      `${folder}/llvm-14/lib/clang/14.0.6/rt.a`,
    );
    assert.equal(findByPattern(`${folder}/gcc-*/rt.a`), undefined);
    assert.equal(findByPattern(`${folder}/absent`), undefined);
  });
});

test('findTools asks a tool for its version once, and again when its file changes', async () => {
  await inFolder(async (folder) => {
    const cache = join(folder, 'cache.json');
    const look = async () => (await findTools([cc], folder, cache))[0];
    writeTool(folder, '14.0.6', 1_000_000);
    const found = { kind: 'found', tool: cc, path: join(folder, 'cc'), version: '14.0.6' };
    assert.deepEqual(await look(), found);
    assert.deepEqual(await look(), found);
    assert.equal(readFileSync(join(folder, 'log'), 'utf8'), 'asked\n');
    writeTool(folder, '13.9', 2_000_000);
    assert.deepEqual(await look(), { kind: 'too-old', tool: cc, path: join(folder, 'cc'), version: '13.9' });
  });
});

test('findTools survives a damaged cache and tells what is missing', async () => {
  await inFolder(async (folder) => {
    const cache = join(folder, 'cache.json');
    writeFileSync(cache, '{"half');
    assert.deepEqual(await findTools([cc], folder, cache), [{ kind: 'missing', tool: cc }]);
  });
});

test('toolsFor lets run include build, and test include all', () => {
  assert.ok(toolsFor('build').every((tool) => tool.purpose === 'build'));
  assert.deepEqual(toolsFor('test'), [...SYSTEM_TOOLS]);
  assert.ok(toolsFor('run').length < toolsFor('test').length);
});
