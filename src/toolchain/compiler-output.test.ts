// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compilerDiagnostics } from './compiler-output.ts';

const OUTPUT = `[1/3] kernel/mm/area.c
FAILED: build/obj/mm/area.c.o
COMPILER=0 clang -c kernel/mm/area.c
In file included from kernel/mm/area.c:3:
kernel/mm/area.h:7:12: error: unknown type name 'itn'
static itn area_count;
       ^
kernel/mm/area.c:19:9: error: call to undeclared function 'f'
        f(1);
        ^
kernel/mm/area.h:9:1: note: expanded from macro 'X'
#define X f
        ^
2 errors generated.
[2/3] kernel/mm/heap.c
FAILED: build/obj/mm/heap.c.o
In file included from kernel/mm/heap.c:4:
kernel/mm/area.h:7:12: error: unknown type name 'itn'
static itn area_count;
       ^
1 error generated.
ninja: build stopped: subcommand failed.
`;

test('compilerDiagnostics gives each error once, at its line, notes behind theirs', () => {
  const found = compilerDiagnostics(OUTPUT, '/tree').map(
    ({ severity, message, place }) => `${severity} ${place?.file}:${place?.line}:${place?.column} ${message}`,
  );
  assert.deepEqual(found, [
    "error /tree/kernel/mm/area.h:7:12 unknown type name 'itn'\nstatic itn area_count;\n       ^",
    "error /tree/kernel/mm/area.c:19:9 call to undeclared function 'f'\n        f(1);\n        ^",
    "note /tree/kernel/mm/area.h:9:1 expanded from macro 'X'\n#define X f\n        ^",
  ]);
});

test('compilerDiagnostics keeps what it does not understand', () => {
  const [only, ...rest] = compilerDiagnostics(
    'FAILED: x.o\nclang: error: unable to execute command: Killed\n',
    '/tree',
  );
  assert.deepEqual(rest, []);
  assert.equal(only.severity, 'error');
  assert.equal(only.message, 'the compiler failed:\nclang: error: unable to execute command: Killed');
});
