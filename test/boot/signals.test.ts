// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testChecks } from './checks.ts';
import { compileStatic, runGuest } from './rig.ts';

testChecks('signals', {
  handler: 'a handler runs before kill and raise return, and learns who sent the signal',
  mask: 'a blocked signal stays pending once until it is unblocked or ignored',
  queue: 'real-time signals arrive each, in their order, with their values',
  nested: 'a handler is interrupted by other signals, not by its own',
  reset: 'SA_RESETHAND calls a handler once',
  altstack: 'SA_ONSTACK runs the handler on the alternate stack, which cannot be changed meanwhile',
  fault: 'faults tell their address and cause, and a handler may jump out',
  overflow: 'a stack overflow is handled on the alternate stack',
  context: 'what a handler changes in the saved registers is there when it returns',
  restart: 'SA_RESTART goes on with an interrupted read, without it there is EINTR',
  suspend: 'sigsuspend and pause wait for a handler, and the mask comes back',
  wait: 'sigtimedwait takes a blocked signal, or times out',
  vectors: 'vector registers and rounding mode survive a handler that changes them',
});

/** It is asked for: where the program was when it came says nothing. */
const SIGTERM = 15;

const ENDINGS: Readonly<Record<string, readonly [signal: number, promise: string]>> = {
  abort: [6, 'abort ends the program as killed by SIGABRT, with a crash report'],
  term: [SIGTERM, 'an unhandled SIGTERM ends the program, without a crash report'],
  'blocked-fault': [11, 'a fault ends the program even if its signal is blocked'],
  'bad-stack': [11, 'a handler whose stack cannot be written ends the program with SIGSEGV'],
};

for (const [how, [signal, promise]] of Object.entries(ENDINGS)) {
  void test(`signals ${how}: ${promise}`, async () => {
    const end = await runGuest([], await compileStatic('signals'), [how]);
    assert.equal(end.code, 128 + signal, end.stderr);
    assert.equal(/^Registers:$/m.test(end.stderr), signal !== SIGTERM, end.stderr);
  });
}
