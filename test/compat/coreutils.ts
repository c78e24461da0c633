// SPDX-License-Identifier: MIT
import type { CompatProgram } from '../../src/cli/compat.ts';
import { JSON_RECORDS, LARGE, random, RANDOM, records, text, TEXT } from './support/fixtures.ts';

function coreutil(name: string, args: readonly string[], rest: Partial<CompatProgram> = {}): CompatProgram {
  return { name, package: 'coreutils', program: `/usr/bin/${name}`, args, ...rest };
}

export const programs: readonly CompatProgram[] = [
  {
    name: 'ls',
    package: 'coreutils',
    program: '/bin/ls',
    args: ['-l', '-g', '-o', '--time-style=+', text, random, records],
    fixtures: [TEXT, RANDOM, JSON_RECORDS],
    quick: true,
  },
  coreutil('sort', ['-k2', '-k1n', text], { fixtures: [TEXT], quick: true }),
  coreutil('sha256sum', [text, random], { fixtures: [TEXT, RANDOM], quick: true }),
  coreutil('md5sum', ['/var/tmp/thimble-compat/large'], { fixtures: [LARGE] }),
  coreutil('wc', [text], { fixtures: [TEXT] }),
  coreutil('uniq', ['-c'], { input: 'a\na\nb\nc\nc\nc\n', quick: true }),
  coreutil('od', ['-A', 'x', '-t', 'x1z', '-N', '4096', random], { fixtures: [RANDOM] }),
  coreutil('base64', [random], { fixtures: [RANDOM] }),
  coreutil('factor', ['18446744073709551557', '340282366920938463463374607431768211455']),
  coreutil('seq', ['-f', '%.3f', '-s', ' ', '0', '0.125', '2'], { quick: true }),
  coreutil('printf', ['%d %5.2f %s %x %e\\n', '42', '3.14159', 'word', '255', '6.02e23'], { quick: true }),
  coreutil('date', ['-u', '-d', '@1700000000', '+%A %d %B %Y %T %j %V'], { quick: true }),
  coreutil('numfmt', ['--to=iec', '--padding=8', '1', '1024', '123456789']),
];
