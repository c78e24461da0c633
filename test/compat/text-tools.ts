// SPDX-License-Identifier: MIT
import type { CompatProgram } from '../../src/cli/compat.ts';
import { JSON_RECORDS, records, text, TEXT } from './support/fixtures.ts';

const FRUIT = 'apple 3 0.5\nbanana 12 0.25\ncherry 100 0.1\n';

export const programs: readonly CompatProgram[] = [
  {
    name: 'gawk',
    package: 'gawk',
    program: '/usr/bin/gawk',
    args: [
      '{ sum += $2 * $3; n[length($1)]++ } END { printf "%.2f\\n", sum; for (i = 5; i < 7; i++) print i, n[i] }',
    ],
    input: FRUIT,
    quick: true,
  },
  {
    name: 'gawk regular expressions',
    package: 'gawk',
    program: '/usr/bin/gawk',
    args: ['/^[0-9]+ (page|thread)/ { $1 = strtonum("0x" $1) % 97; print toupper($0) }', text],
    fixtures: [TEXT],
  },
  {
    name: 'mawk',
    package: 'mawk',
    program: '/usr/bin/mawk',
    args: ['BEGIN { for (i = 0; i < 5; i++) printf "%d %s\\n", 2 ^ i, substr("abcdefgh", i, 3) }'],
  },
  {
    name: 'grep',
    package: 'grep',
    program: '/usr/bin/grep',
    args: ['-n', '-E', '^(1[0-9]{3}|7) .*(symbol|page)', text],
    fixtures: [TEXT],
    quick: true,
  },
  {
    name: 'grep -P',
    package: 'grep',
    program: '/usr/bin/grep',
    args: ['-c', '-P', '(?<=line )\\d{3}(?!\\d)', text],
    fixtures: [TEXT],
  },
  {
    name: 'sed',
    package: 'sed',
    program: '/usr/bin/sed',
    args: ['-E', '-n', 's/^([0-9]+) (.*) line ([0-9]+)$/\\3:\\2:\\1/; /^7/p', text],
    fixtures: [TEXT],
    quick: true,
  },
  {
    name: 'find',
    package: 'findutils',
    program: '/usr/bin/find',
    args: ['/var/tmp/thimble-compat/text', '-type', 'f', '-size', '+1k', '-printf', '%p %s %y\\n'],
    fixtures: [TEXT],
  },
  {
    name: 'jq',
    package: 'jq',
    program: '/usr/bin/jq',
    args: [
      '-c',
      'group_by(.tags[1]) | map({tag: .[0].tags[1], sum: (map(.value) | add), last: .[-1].name})',
      records,
    ],
    fixtures: [JSON_RECORDS],
    quick: true,
  },
  {
    name: 'bc',
    package: 'bc',
    program: '/usr/bin/bc',
    args: ['-l'],
    shown: 'bc -l (200 digits of pi, 2^1000)',
    input: 'scale=200\n4*a(1)\n2^1000\ne(1)\n',
    quick: true,
  },
  {
    name: 'ripgrep',
    package: 'ripgrep',
    program: '/usr/bin/rg',
    args: ['--no-config', '--threads', '1', '-c', 'page line [0-9]{2}$', text],
    fixtures: [TEXT],
  },
  {
    name: 'bat',
    package: 'bat',
    program: '/usr/bin/batcat',
    args: ['--plain', '--color=never', '--paging=never', '--line-range', '1:20', text],
    fixtures: [TEXT],
  },
  {
    name: 'fd',
    package: 'fd-find',
    program: '/usr/bin/fdfind',
    args: ['--threads', '1', '-t', 'f', '^text$', '/var/tmp/thimble-compat'],
    fixtures: [TEXT],
  },
];
