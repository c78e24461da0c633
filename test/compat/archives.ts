// SPDX-License-Identifier: MIT
import { gzipSync } from 'node:zlib';
import type { CompatFixture, CompatProgram } from '../../src/cli/compat.ts';
import { fixturePath } from '../../src/cli/compat.ts';
import { large, LARGE, RANDOM, random, text, TEXT } from './support/fixtures.ts';

const GZIPPED: CompatFixture = { name: 'large.gz', make: () => gzipSync(LARGE.make(), { level: 6 }) };

export const programs: readonly CompatProgram[] = [
  {
    name: 'gzip',
    package: 'gzip',
    program: '/usr/bin/gzip',
    args: ['-n', '-c', text],
    fixtures: [TEXT],
    quick: true,
  },
  {
    name: 'gzip -t',
    package: 'gzip',
    program: '/usr/bin/gzip',
    args: ['-t', '-v', fixturePath(GZIPPED.name)],
    fixtures: [GZIPPED],
  },
  {
    name: 'xz',
    package: 'xz-utils',
    program: '/usr/bin/xz',
    args: ['-1', '-T1', '-c', large],
    fixtures: [LARGE],
    seconds: 300,
  },
  {
    name: 'zstd',
    package: 'zstd',
    program: '/usr/bin/zstd',
    args: ['-q', '-3', '--single-thread', '-c', large],
    fixtures: [LARGE],
  },
  {
    name: 'zstd -b',
    package: 'zstd',
    program: '/usr/bin/zstd',
    args: ['-q', '-b1', '-i0', random],
    shown: 'zstd -b1 (compresses, decompresses and compares)',
    fixtures: [RANDOM],
    varying: / *[\d.]+ MB\/s/g,
  },
  {
    name: 'bzip2',
    package: 'bzip2',
    program: '/usr/bin/bzip2',
    args: ['-c', text],
    fixtures: [TEXT],
  },
  {
    name: 'tar',
    package: 'tar',
    program: '/usr/bin/tar',
    args: [
      ...['--create', '--file=-', '--mtime=@0', '--owner=0', '--group=0', '--numeric-owner', '--mode=644'],
      ...['--directory=/var/tmp/thimble-compat', 'text', 'random'],
    ],
    shown: 'tar --create --file=- text random',
    fixtures: [TEXT, RANDOM],
  },
];
