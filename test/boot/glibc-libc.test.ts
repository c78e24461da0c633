// SPDX-License-Identifier: MIT
// Programs made for glibc, bound to the kernel's own C library, do what they do with glibc on the host.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { spawn } from '../../src/util/index.ts';
import type { CommandEnd } from '../cli/rig.ts';
import { assertHolds, type Checks } from './checks.ts';
import { runHost } from './compare.ts';
import { compileProgram, runGuest } from './rig.ts';

/** As distributions compile their packages (the sources ask for _FORTIFY_SOURCE), and with names for backtrace_symbols. */
const FLAGS = ['-O2', '-rdynamic'] as const;

const compileForGlibc = (name: string): Promise<string> => compileProgram(name, 'gcc', FLAGS);

/** backtrace loads libgcc_s, which no program names as a library that it needs. */
const UNWINDER = '/lib/x86_64-linux-gnu/libgcc_s.so.1';
const FILES = [UNWINDER, '/etc/passwd', '/etc/group'].flatMap((path) => ['--file', `${path}=${path}`]);

/** All checks hold on the host, so that they are right, and in one guest. */
function testGlibcChecks(program: string, checks: Checks): void {
  void describe(program, () => {
    let guest: CommandEnd | undefined;
    let host: CommandEnd | undefined;
    before(async () => {
      const path = await compileForGlibc(program);
      host = await runHost(path, Object.keys(checks));
      guest = await runGuest(['--libc=kernel', ...FILES], path, Object.keys(checks));
    });
    for (const [check, promise] of Object.entries(checks)) {
      void test(`${check}: ${promise}`, () => {
        for (const end of [host, guest]) assertHolds(check, end);
      });
    }
    void test('the program ends with 0, and with the same words on standard error', () => {
      assert.equal(guest?.code, 0);
      assert.equal(guest.stderr, host?.stderr);
    });
  });
}

testGlibcChecks('glibc-threads', {
  single: '__libc_single_threaded is true until the first thread is made',
  initializers: "glibc's static initializers give mutexes of the kind that they name",
  kinds: 'all four kinds of mutexes can be asked for',
  writers: 'a lock that prefers writers lets no reader in before a writer that waits',
  clocks: 'waits on a clock that the caller names end when that clock says so',
  cleanup: "handlers of glibc's pthread_cleanup_push run on cancellation and on pthread_exit",
  destructors: 'destructors of thread_local objects run after cleanup handlers and before those of keys',
  attributes: 'threads have stacks of 8 MiB, and the affinity and signal mask of their attributes',
  signals: 'signals with a value reach a thread',
});

testGlibcChecks('glibc-thread-calls', {
  robust: 'the lock of a thread that ended goes on with EOWNERDEAD, or is of no use any more',
  inheritance: 'a lock that hands on priorities knows its owner, and times out',
  atfork: 'handlers for fork are taken',
  names: 'threads have names of fifteen letters, which other threads see and change',
  affinity: 'a thread can be kept on one CPU, and not on none',
  clocks: 'the time that a thread has used is counted, and is part of the process',
  cancel: 'cancellation is deferred, at once or refused, as the thread has chosen, and runs its handlers',
  barriers: 'a barrier lets all go when the last one comes, and one of them knows',
  rwlocks: 'a lock has many readers or one writer, who is told when it waits for itself',
  specific: 'keys have a value for each thread, whose destructors run again while there are values',
  joins: 'a thread is waited for by one, never by itself, and not when it is detached',
});

testGlibcChecks('glibc-functions', {
  contexts: 'contexts take turns, with their arguments, signal masks and rounding',
  jumps: 'setjmp and sigsetjmp work with the names that glibc gives them',
  regex: "matches are in glibc's regmatch_t, and GNU's calls search in both directions",
  errors: "strerror_r is GNU's, and words are glibc's; error prints and counts",
  options: 'getopt moves operands behind options',
  vectors: 'obstacks, argz vectors and parse_printf_format work',
  numbers: "random gives glibc's numbers; floating point exceptions can be enabled",
  sort: 'qsort keeps equal elements in order',
  memory: "mallinfo2 counts libc's memory; backtrace finds main",
  streams: 'inline getc_unlocked and putc_unlocked work',
  zones: 'universal time is called GMT, and summer time without rules has those that glibc takes',
});

testGlibcChecks('glibc-files', {
  trees: "nftw, ftw and fts go through trees with glibc's numbers for types",
  files: 'statx, preadv2, renameat2, close_range and the names with 64 work',
  messages: 'a message can carry 250 descriptors',
  databases: 'users, groups, protocols and name servers are read with the forms with _r',
});

const PRINTED = {
  'glibc-locales': 'names of locales, and which characters they have',
  'glibc-iconv': 'conversions between sets of characters, with all suffixes and too little room',
};

void describe('what programs print', { concurrency: 2 }, () => {
  for (const [name, what] of Object.entries(PRINTED)) {
    void test(`${name}: ${what} are those of the host`, async () => {
      const program = await compileForGlibc(name);
      const guest = await runGuest(['--libc=kernel'], program, []);
      assert.deepEqual(guest, await runHost(program, []));
      assert.ok(guest.stdout.split('\n').length > 50);
    });
  }
});

/** Standard error of a program that ends by a check: the guest adds its report of the crash. */
function complaint(stderr: string): string | undefined {
  return /^\*\*\* .* \*\*\*.*$/m.exec(stderr)?.[0];
}

/** The names in glibc-fortify.c. */
const CHECKED = [
  ...[
    'memcpy',
    'memmove',
    'mempcpy',
    'memset',
    'explicit_bzero',
    'strcpy',
    'stpcpy',
    'strncpy',
    'stpncpy',
    'strcat',
  ],
  ...[
    'strncat',
    'sprintf',
    'snprintf',
    'read',
    'pread',
    'recv',
    'readlink',
    'getcwd',
    'fgets',
    'fread',
    'poll',
  ],
  ...['fd_set', 'realpath', 'wmemcpy', 'wcscpy', 'swprintf', 'mbstowcs', 'open', 'percent_n', 'longjmp'],
];
/** One of each kind of check is gone over, since each is a guest. */
const BOOTED = ['memcpy', 'strcat', 'sprintf', 'fread', 'fd_set', 'open', 'percent_n', 'longjmp'];

void describe('glibc-fortify', () => {
  void test('checked functions let pass what just fits', async () => {
    const program = await compileForGlibc('glibc-fortify');
    const guest = await runGuest(['--libc=kernel'], program, CHECKED);
    assert.deepEqual(guest, await runHost(program, CHECKED));
    assert.equal(guest.stdout.trim().split('\n').length, CHECKED.length);
  });
  for (const name of BOOTED) {
    void test(`${name}: one byte too much ends the program with glibc's words and SIGABRT`, async () => {
      const program = await compileForGlibc('glibc-fortify');
      const host = await spawn(program, [name, 'over'], {});
      const guest = await runGuest(['--libc=kernel'], program, [name, 'over']);
      assert.ok(host.kind === 'signalled' || host.kind === 'exited');
      assert.notEqual(complaint(host.stderr), undefined);
      assert.equal(complaint(guest.stderr), complaint(host.stderr));
      assert.equal(guest.code, 134);
    });
  }
});
