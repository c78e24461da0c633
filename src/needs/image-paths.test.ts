// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { pathsInFile, pathsInText } from './image-paths.ts';
import { compile } from './testing/compile.ts';

const WATCHED = ['/dev', '/proc', '/tmp'];

describe('pathsInText', () => {
  it('finds paths and what is below them, wherever they stand', () => {
    assert.deepEqual(pathsInText('cat </dev/null >"/tmp"', WATCHED), ['/dev', '/tmp']);
  });
  it('does not take names for paths that only begin like them', () => {
    assert.deepEqual(pathsInText('/devel /process /tmp2 /proc-x', WATCHED), []);
    assert.deepEqual(pathsInText('/devel and /dev', WATCHED), ['/dev']);
  });
});

describe('pathsInFile', () => {
  it('looks at what of a program is loaded, and not at its debug information', async () => {
    const text = `const char *name(void) { return "/proc/cpuinfo"; } int main(void) { return name()[0]; }`;
    const flags = ['-g', '-O1', '-fdebug-prefix-map=.=/tmp/made-here', '-frecord-gcc-switches'];
    const bytes = await compile({ text }, { compiler: 'gcc', flags });
    assert.deepEqual(pathsInFile(bytes, WATCHED), ['/proc']);
  });
  it('looks at all of a file that is no program', () => {
    assert.deepEqual(pathsInFile(Buffer.from('#!/bin/sh\nls /dev/shm\n'), WATCHED), ['/dev']);
    assert.deepEqual(pathsInFile(Buffer.from('/dev'), WATCHED), ['/dev']);
  });
});
