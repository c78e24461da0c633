// SPDX-License-Identifier: MIT
// Larger pieces of work by Debian's programs: threads, event loops, joins, regular expressions, time zones.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { join, writeWhole } from '../../src/util/index.ts';
import { makeTestFolder, sameAsOnHost } from './compare.ts';
import { runGuest } from './rig.ts';

const BUSYBOX = '/usr/bin/busybox';
const PYTHON = ['--memory', '128M', '--file', '/usr/lib/python3.11=/usr/lib/python3.11'];

const folder = makeTestFolder();
const text = join(folder.path, 'text');

before(() => {
  const lines = Array.from(
    { length: 120_000 },
    (_, at) => `${(at * 7919) % 120_011} of the lines, number ${at}\n`,
  );
  assert.ok(writeWhole(text, lines.join('')).ok);
});
after(() => folder.remove());

const python = (...lines: string[]) => sameAsOnHost(PYTHON, '/usr/bin/python3', ['-c', lines.join('\n')]);

// Two at a time: while one guest runs, the tool prepares another one.
void describe('python3', { concurrency: 2 }, () => {
  test('threads share a lock, a queue and a pool', () =>
    python(
      'import threading, queue, concurrent.futures as futures',
      'lock, box, count = threading.Lock(), queue.Queue(3), 0',
      'def add():',
      '    global count',
      '    for i in range(5000):',
      '        with lock: count += 1',
      '    box.put(threading.current_thread().name)',
      'threads = [threading.Thread(target=add, name=f"t{i}") for i in range(4)]',
      'for thread in threads: thread.start()',
      'names = sorted(box.get(timeout=30) for _ in threads)',
      'for thread in threads: thread.join()',
      'with futures.ThreadPoolExecutor(3) as pool: squares = list(pool.map(lambda n: n * n, range(10)))',
      'print(count, names, squares)',
    ));

  test('select and poll wait for pipes and time out', () =>
    python(
      'import os, select, threading, time',
      'reader, writer = os.pipe()',
      'poll = select.poll()',
      'poll.register(reader, select.POLLIN)',
      'print(poll.poll(20), select.select([reader], [], [], 0.02), select.select([], [writer], [])[1] == [writer])',
      'threading.Timer(0.1, os.write, (writer, b"late")).start()',
      'print(poll.poll(30000) == [(reader, 1)], os.read(reader, 9))',
      'os.close(writer)',
      'print(poll.poll(0) == [(reader, select.POLLHUP)], os.read(reader, 9))',
      'epoll = select.epoll()',
      'epoll.register(reader, select.EPOLLIN | select.EPOLLET)',
      'print(len(epoll.poll(1)), len(epoll.poll(0)))',
    ));

  test('time zones are those of the zoneinfo that is in the image', async () => {
    const zones = '/usr/share/zoneinfo';
    const options = [...PYTHON, '--file', `${zones}/Europe=${zones}/Europe`, '--env', 'TZ=Europe/Berlin'];
    const script =
      'import time; print([time.strftime("%F %T %Z", time.localtime(n)) for n in (0, 1719835200)])';
    const end = await runGuest(options, '/usr/bin/python3', ['-c', script]);
    const stdout = "['1970-01-01 01:00:00 CET', '2024-07-01 14:00:00 CEST']\n";
    assert.deepEqual(end, { code: 0, stdout, stderr: '' });
  });

  test('files, archives and temporary folders work in /tmp', () =>
    python(
      'import tempfile, pathlib, zipfile, shutil, os',
      'with tempfile.TemporaryDirectory() as name:',
      '    folder = pathlib.Path(name)',
      '    for i in range(20): (folder / f"{i}.txt").write_text("x" * i * 1000)',
      '    with zipfile.ZipFile(folder / "all.zip", "w", zipfile.ZIP_DEFLATED) as archive:',
      '        for file in sorted(folder.glob("*.txt")): archive.write(file, file.name)',
      '    os.rename(folder / "all.zip", folder / "renamed.zip")',
      '    with zipfile.ZipFile(folder / "renamed.zip") as archive:',
      '        print(archive.testzip(), sum(each.file_size for each in archive.infolist()))',
      '    shutil.copytree(folder, folder / "copy", ignore=shutil.ignore_patterns("copy"))',
      '    print(len(list(folder.rglob("*"))), os.stat(folder / "7.txt").st_size)',
      'print(os.path.exists(name))',
    ));

  test('an exception gives a traceback and exit code 1', () => python('def f(): return 1 // 0', 'f()'));

  test('a child process cannot be made, which is an error that can be handled', async () => {
    const lines = [
      'import subprocess',
      'try: subprocess.run(["/bin/true"])',
      'except OSError as e: print(e.errno)',
    ];
    const end = await runGuest(PYTHON, '/usr/bin/python3', ['-c', lines.join('\n')]);
    assert.deepEqual([end.code, end.stdout], [0, '38\n']);
  });
});

test('a shell that cannot make a process says so, and the kernel names the call that is missing', async () => {
  const end = await runGuest([], BUSYBOX, ['sh', '-c', 'ls /; echo "not reached"']);
  assert.equal(
    end.stderr,
    "sh: can't fork: Function not implemented\nthimble: warning: system call fork is not implemented\n",
  );
  assert.deepEqual([end.code, end.stdout], [2, '']);
});

void describe('sqlite3, perl, lua and sort', { concurrency: 2 }, () => {
  test('sqlite3 inserts and joins 50,000 rows', () =>
    sameAsOnHost([], '/usr/bin/sqlite3', [
      ':memory:',
      [
        'create table a(id integer primary key, x); create table b(id, y);',
        'with recursive n(i) as (select 1 union all select i + 1 from n where i < 50000)',
        'insert into a select i, i * 7 % 1000 from n;',
        'insert into b select id, x * 2 from a; create index b_id on b(id);',
        'select count(*), sum(a.x + b.y) from a join b using (id);',
        'select x, count(*) from a group by x order by x desc limit 3;',
      ].join(' '),
    ]));

  test('sqlite3 keeps a database with a write-ahead log in /tmp', async () => {
    const sql = [
      'pragma journal_mode=wal; create table t(a); begin;',
      'with recursive n(i) as (select 1 union all select i + 1 from n where i < 2000) insert into t select hex(i) from n;',
      'commit; pragma wal_checkpoint(truncate); vacuum; select count(*), max(a) from t; pragma integrity_check;',
    ];
    const end = await runGuest([], '/usr/bin/sqlite3', ['/tmp/wal.db', sql.join(' ')]);
    assert.deepEqual(end, { code: 0, stdout: 'wal\n0|0|0\n2000|393939\nok\n', stderr: '' });
  });

  test('perl matches, formats and sorts', () =>
    sameAsOnHost([], '/usr/bin/perl', [
      '-e',
      [
        'my %h; $h{$_ % 97} .= chr(65 + $_ % 26) for 1 .. 5000;',
        'print join(",", map { sprintf "%s=%d", $_, length $h{$_} } (sort { $a <=> $b } keys %h)[0 .. 5]), "\\n";',
        '(my $t = "the quick brown fox") =~ s/(\\w+)/\\u$1/g; print "$t\\n";',
        'printf "%08.3f|%-6s|%x|%e\\n", 3.14159, "ab", 255, 1 / 3;',
        'print "$1-$2\\n" while "k1=v1;k2=v2" =~ /(\\w+)=(\\w+)/g;',
        'print scalar reverse("sort"), " ", join(" ", sort { $b cmp $a } qw(pear fig apple)), "\\n";',
      ].join(' '),
    ]));

  test('lua5.4 takes strings apart, packs and sorts them', () =>
    sameAsOnHost([], '/usr/bin/lua5.4', [
      '-e',
      [
        'local words = {} for word in ("the quick brown fox jumps"):gmatch("%a+") do words[#words + 1] = word:upper():reverse() end',
        'table.sort(words) print(table.concat(words, ","))',
        'print(("%5.2f|%q|%g"):format(3.14159, "a\\nb", 1e100), string.pack("<i4", 7):byte(1, -1))',
        'local co = coroutine.wrap(function() for i = 1, 3 do coroutine.yield(i * i) end end) print(co(), co(), co())',
        'print((pcall(error, { code = 2 })), select("#", table.unpack({}, 1, 200)))',
        'local f = assert(io.open("/tmp/lua-test", "w")) f:write(("x"):rep(100000)) f:close()',
        'f = io.open("/tmp/lua-test") print(#f:read("a"), f:seek("set", 10), f:read(3)) f:close() os.remove("/tmp/lua-test")',
      ].join(' '),
    ]));

  test('sort orders 4 MB with as many threads as there are CPUs', () =>
    sameAsOnHost(['--file', `${text}=${text}`, '--memory', '96M'], '/usr/bin/sort', [
      '-o',
      '/dev/null',
      '-n',
      text,
    ]));

  test('busybox dd copies blocks of devices and files', async () => {
    const end = await runGuest([], BUSYBOX, ['dd', 'if=/dev/zero', 'of=/tmp/zeros', 'bs=64k', 'count=160']);
    assert.deepEqual([end.code, end.stdout], [0, '']);
    assert.match(end.stderr, /^160\+0 records in\n160\+0 records out\n/);
  });

  test('busybox dd tells that /dev/full is full', async () => {
    const end = await runGuest([], BUSYBOX, ['dd', 'if=/dev/zero', 'of=/dev/full', 'count=1']);
    assert.equal(end.code, 1);
    assert.match(end.stderr, /No space left on device/);
  });
});
