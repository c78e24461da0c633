// SPDX-License-Identifier: MIT
import { fixturePath, type CompatFixture, type CompatProgram } from '../../src/cli/compat.ts';
import { random, RANDOM, text, TEXT } from './support/fixtures.ts';

const PUBLIC_KEY: CompatFixture = {
  name: 'key.pub',
  make: () => 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f thimble\n',
};

/** A database of 100,000 rows: made, filled, joined and dumped. */
const SQL = `
create table part(id integer primary key, name text, weight real);
create table stock(part integer references part, place text, count integer);
with recursive n(i) as (select 1 union all select i + 1 from n where i < 100000)
  insert into part select i, 'part ' || i, (i * 7919 % 1000) / 8.0 from n;
insert into stock select id, 'place ' || (id % 17), id % 5 from part;
create index stock_place on stock(place);
select place, count(*), sum(count), round(avg(weight), 3) from part join stock on part = id group by place order by place;
.once /tmp/dump.sql
.dump
select length(readfile('/tmp/dump.sql')), hex(sha3(readfile('/tmp/dump.sql'), 256));
select strftime('%Y-%m-%d', 86400, 'unixepoch'), printf('%.6f', sqrt(2)), json_extract('{"a":[1,2]}', '$.a[1]');
`;

export const programs: readonly CompatProgram[] = [
  {
    name: 'sqlite3',
    package: 'sqlite3',
    program: '/usr/bin/sqlite3',
    args: ['/tmp/thimble-compat.db'],
    shown: 'sqlite3 (100,000 rows: insert, index, join, dump)',
    input: `drop table if exists part; drop table if exists stock;${SQL}`,
    memory: '128M',
    seconds: 300,
    quick: true,
  },
  {
    name: 'sqlite3 in memory',
    package: 'sqlite3',
    program: '/usr/bin/sqlite3',
    args: [':memory:', "select 6 * 7, upper('thimble'), hex('x'), json_array(1, 2.5, null);"],
    quick: true,
  },
  {
    name: 'openssl speed',
    package: 'openssl',
    program: '/usr/bin/openssl',
    args: ['speed', '-seconds', '1', 'sha256'],
    // Times, and the features of a CPU that is another one in the guest.
    quick: true,
    varying: /OPENSSL_ia32cap=\S+| *[\d.]+k?/g,
  },
  {
    name: 'openssl dgst',
    package: 'openssl',
    program: '/usr/bin/openssl',
    args: ['dgst', '-sha3-256', text, random],
    fixtures: [TEXT, RANDOM],
  },
  {
    name: 'openssl enc',
    package: 'openssl',
    program: '/usr/bin/openssl',
    args: ['enc', '-aes-256-cbc', '-a', '-K', '00'.repeat(32), '-iv', '01'.repeat(16), '-in', text],
    shown: 'openssl enc -aes-256-cbc -a',
    fixtures: [TEXT],
  },
  {
    name: 'git',
    package: 'git',
    program: '/usr/bin/git',
    args: ['hash-object', text, random],
    fixtures: [TEXT, RANDOM],
  },
  {
    name: 'curl',
    package: 'curl',
    program: '/usr/bin/curl',
    args: ['-s', '-S', '-r', '0-4095', `file://${text}`],
    fixtures: [TEXT],
  },
  {
    name: 'ssh-keygen',
    package: 'openssh-client',
    program: '/usr/bin/ssh-keygen',
    args: ['-l', '-f', fixturePath(PUBLIC_KEY.name)],
    fixtures: [PUBLIC_KEY],
    // It asks for the name of its user.
    files: ['/etc/passwd'],
  },
  {
    name: 'vim',
    package: 'vim-tiny',
    program: '/usr/bin/vim.tiny',
    args: ['-u', 'NONE', '-es', '-c', '%s/page/PAGE/g', '-c', '%p', '-c', 'q!', text],
    fixtures: [TEXT],
  },
  {
    name: 'ffmpeg',
    package: 'ffmpeg',
    program: '/usr/bin/ffmpeg',
    args: [
      ...['-v', 'error', '-threads', '1', '-f', 'lavfi', '-i', 'sine=frequency=440:duration=2'],
      ...['-c:a', 'flac', '-f', 'md5', '-'],
    ],
    memory: '512M',
    seconds: 300,
  },
  {
    name: 'prolog',
    exitCode: 8,
    package: 'swi-prolog-core',
    program: '/usr/bin/swipl',
    args: [
      '-f',
      'none',
      '-g',
      'findall(X, (between(1, 20, X), X mod 3 =:= 0), L), X2 is 2 ** 200, print(L-X2), nl',
      '-t',
      'halt(8)',
    ],
    files: ['/usr/lib/swi-prolog', '/usr/bin/swipl'],
    memory: '256M',
  },
  {
    name: 'C++',
    package: '-',
    program: 'cpp-example',
    args: [],
    quick: true,
  },
];
