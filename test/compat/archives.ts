// SPDX-License-Identifier: MIT
import { gzipSync } from 'node:zlib';
import { spawn } from '../../src/util/index.ts';
import type { CompatFixture, CompatProgram } from '../../src/cli/compat.ts';
import { fixturePath } from '../../src/cli/compat.ts';
import { layFixtures } from '../../src/cli/compat-fixtures.ts';
import { large, LARGE, RANDOM, random, text, TEXT } from './support/fixtures.ts';

/** What the host's program makes of LARGE: the same bytes that the guest has to make of it, in the row before. */
async function packed(program: string, args: readonly string[]): Promise<Uint8Array> {
  const laid = await layFixtures([LARGE]);
  if (!laid.ok) throw new Error(laid.diagnostics[0].message);
  const end = await spawn(program, [...args, large], { encoding: 'latin1' });
  if (end.kind !== 'exited' || end.code !== 0) throw new Error(`${program} on the host: ${end.kind}`);
  return Buffer.from(end.stdout, 'latin1');
}

const XZ = ['-0', '-T1', '-c'];
const XZ_PACKED: CompatFixture = { name: 'large.xz', make: () => packed('/usr/bin/xz', XZ) };

const ZSTD = ['-q', '-1', '--single-thread', '-c'];
const ZSTD_PACKED: CompatFixture = { name: 'large.zst', make: () => packed('/usr/bin/zstd', ZSTD) };

const GZIPPED: CompatFixture = {
  name: 'large.gz',
  make: async () => gzipSync(await LARGE.make(), { level: 6 }),
};

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
    quick: true,
  },
  {
    name: 'xz',
    package: 'xz-utils',
    program: '/usr/bin/xz',
    args: [...XZ, large],
    fixtures: [LARGE],
    seconds: 300,
    quick: true,
  },
  {
    name: 'xz -t',
    package: 'xz-utils',
    program: '/usr/bin/xz',
    args: ['-t', fixturePath(XZ_PACKED.name)],
    shown: 'xz -t large.xz (unpacks what xz has packed, and compares checksums)',
    fixtures: [XZ_PACKED],
    quick: true,
  },
  {
    name: 'zstd',
    package: 'zstd',
    program: '/usr/bin/zstd',
    args: [...ZSTD, large],
    fixtures: [LARGE],
    quick: true,
  },
  {
    name: 'zstd -t',
    package: 'zstd',
    program: '/usr/bin/zstd',
    args: ['-q', '-t', fixturePath(ZSTD_PACKED.name)],
    shown: 'zstd -t large.zst (unpacks what zstd has packed, and compares checksums)',
    fixtures: [ZSTD_PACKED],
    quick: true,
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
