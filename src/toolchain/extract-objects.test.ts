// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { extractObjects, type Extraction } from './extract-objects.ts';
import type { FactsByObject } from './object-facts.ts';

/** Objects by what they define and need: `name: 'defines | needs'`. */
function facts(objects: Readonly<Record<string, string>>): FactsByObject {
  const words = (text = '') => text.split(' ').filter((word) => word !== '');
  return new Map(
    Object.entries(objects).map(([object, text]) => {
      const [defined, needed] = text.split('|');
      const rest = {
        exportable: [],
        exportableData: [],
        dataAliases: [],
        sets: [],
        paths: [],
        unplaced: [],
      };
      return [
        object,
        { identity: '', facts: { ...rest, defined: words(defined), undefined: words(needed) } },
      ];
    }),
  );
}

const LIBC = facts({
  'kernel.o': 'sys_close |',
  'close.o': 'close aio_close | sys_close',
  'aio.o': 'aio_close aio_read | pthread_create',
  'thread.o': 'pthread_create | malloc',
  'malloc.o': 'malloc |',
  'wrap.o': '__wrap_malloc | __real_malloc',
});

function extract(changes: Partial<Extraction>): string[] {
  const available = [...LIBC.keys()].filter((object) => object !== 'kernel.o');
  return extractObjects(LIBC, { fixed: ['kernel.o'], available, wanted: [], interposable: [], ...changes });
}

test('extractObjects takes what is wanted, and what that needs', () => {
  assert.deepEqual(extract({}), ['kernel.o']);
  assert.deepEqual(extract({ wanted: ['pthread_create'] }), ['kernel.o', 'thread.o', 'malloc.o']);
});

test('extractObjects lets a stand-in be where nobody needs the real thing, which comes first', () => {
  assert.deepEqual(extract({ wanted: ['close'] }), ['kernel.o', 'close.o']);
  assert.deepEqual(extract({ wanted: ['close', 'aio_read'] }), [
    'kernel.o',
    'close.o',
    'aio.o',
    'thread.o',
    'malloc.o',
  ]);
});

test('extractObjects follows references to wrapped functions to the wrapper and on to the real one', () => {
  const interposable = ['malloc'];
  assert.deepEqual(extract({ wanted: ['pthread_create'], interposable }), [
    'kernel.o',
    'thread.o',
    'malloc.o',
    'wrap.o',
  ]);
  assert.deepEqual(extract({ wanted: ['malloc'], interposable }), ['kernel.o', 'malloc.o']);
});

test('extractObjects leaves alone what nobody defines, which the linker then says', () => {
  assert.deepEqual(extract({ wanted: ['no_such_function'] }), ['kernel.o']);
});
