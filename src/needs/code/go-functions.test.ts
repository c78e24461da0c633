// SPDX-License-Identifier: MIT
// What Go's own compiler makes of system calls.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compiled } from '../../util/test-compile.ts';
import { analyzed, wanted } from '../testing/compile.ts';

const PROGRAM = `
package main

import "syscall"

//go:noinline
func call(number uintptr) uintptr {
	result, _, _ := syscall.RawSyscall(number, 0, 0, 0)
	return result
}

func main() {
	println(call(309))
	syscall.Syscall6(324, 0, 0, 0, 0, 0, 0)
	syscall.Unshare(0)
}
`;

function build(flags: readonly string[]): Promise<Uint8Array> {
  const env = { CGO_ENABLED: '0', GOFLAGS: '', GO111MODULE: 'off' };
  return compiled('/usr/bin/go', ['build', ...flags], 'main.go', PROGRAM, env);
}

describe('goFunctions', () => {
  for (const flags of [[], ['-ldflags=-s -w'], ['-buildmode=pie']]) {
    it(`lets system calls be followed through the wrappers of Go: go build ${flags.join(' ')}`, async () => {
      const needs = analyzed(await build(flags));
      const numbers = wanted(needs, 'syscall');
      // The program's own; then write, mmap, clone, futex, exit_group of the runtime.
      for (const number of ['309', '324', '272', '1', '9', '56', '202', '231'])
        assert.ok(numbers.includes(number), number);
      assert.ok(needs.runtime.every((need) => need.class === 'proved'));
      // Calls in all threads get their number in memory.
      assert.deepEqual(
        needs.unresolved.map(({ function: name }) => name?.replace(/\+.*/, '')),
        ['runtime.runPerThreadSyscall'],
      );
      const own = needs.runtime.find(({ name }) => name === '309')?.evidence[0];
      assert.match(`${own?.function} ${own?.callee}`, /^main\.main\S* main\.call$/);
    });
  }
});
