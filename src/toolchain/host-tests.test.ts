// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { fileStatus, isFile, join } from '../util/index.ts';
import { declarationFiles, makeTree } from '../util/test-tree.ts';
import { runHostTests } from './host-tests.ts';

function makeTestTree(context: TestContext, files: Readonly<Record<string, string>>): string {
  return makeTree(context, {
    ...declarationFiles('kernel/mm/component', { summary: 'Memory', kind: 'core' }),
    'kernel/mm/include/mm/sum.h': 'int sum(const int *numbers, int count);\n',
    'kernel/mm/sum.c': `#include <mm/sum.h>
int sum(const int *numbers, int count)
{
    int total = 0;
    for (int i = 0; i < count; i++)
        total += numbers[i];
    return total;
}
`,
    ...files,
  });
}

const UNIT = (count: number, expected: number) => `// SPDX-License-Identifier: MIT
// sources: ../sum.c
#include <mm/sum.h>
#include <stdio.h>
int main(void)
{
    int numbers[] = {1, 2, 3};
    printf("summing\\n");
    return sum(numbers, ${count}) != ${expected};
}
`;

const FUZZ = `// sources: ../sum.c
#include <mm/sum.h>
#include <stddef.h>
#include <stdint.h>
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    int number = size == 3 && bytes[0] == 'b' ? bytes[1] : 0;
    return sum(&number, 1) == 'u' ? *(volatile int *)0 : 0;
}
`;

test('runHostTests passes what exits with 0 and fails what does not', async (context) => {
  const root = makeTestTree(context, {
    'kernel/mm/test/right.c': UNIT(3, 6),
    'kernel/mm/test/wrong.c': UNIT(3, 7),
    'kernel/mm/test/beyond.c': UNIT(4, 6),
  });
  const report = await runHostTests(root);
  assert.ok(report.ok, JSON.stringify(report));
  assert.deepEqual(
    report.value.results.map(({ name, passed }) => [name, passed]),
    [
      ['mm/beyond', false],
      ['mm/right', true],
      ['mm/wrong', false],
    ],
  );
  const [beyond, , wrong] = report.value.results;
  assert.match(beyond?.output ?? '', /stack-buffer-overflow[^]* in sum \S+\/kernel\/mm\/sum\.c:6/);
  assert.match(wrong?.output ?? '', /^summing\nexit code 1\n$/);
});

test('runHostTests runs only what the filter names, and compiles only what has changed', async (context) => {
  const root = makeTestTree(context, {
    'kernel/mm/test/one.c': UNIT(1, 1),
    'kernel/mm/test/two.c': UNIT(2, 3),
  });
  const seen: string[] = [];
  const filtered = await runHostTests(root, 'mm/two', ({ name }) => seen.push(name));
  assert.ok(filtered.ok);
  assert.deepEqual(seen, ['mm/two']);
  assert.ok(!isFile(join(root, 'build/host-test/mm/one/test')));
  const before = fileStatus(join(root, 'build/host-test/mm/two/test'));
  const all = await runHostTests(root);
  assert.ok(all.ok);
  assert.equal(all.value.results.filter(({ passed }) => passed).length, 2);
  assert.deepEqual(fileStatus(join(root, 'build/host-test/mm/two/test')), before);
});

test('runHostTests fuzzes, from the corpus if there is one', async (context) => {
  const root = makeTestTree(context, {
    'kernel/mm/test/fuzz_quiet.c': FUZZ.replace("'u'", '-1'),
    'kernel/mm/test/fuzz_sum.c': FUZZ,
    'kernel/mm/test/corpus/fuzz_sum/near': 'bug',
  });
  const report = await runHostTests(root);
  assert.ok(report.ok, JSON.stringify(report));
  const [quiet, sum] = report.value.results;
  assert.deepEqual([quiet?.kind, quiet?.passed], ['fuzz', true]);
  assert.equal(sum?.passed, false);
  assert.match(sum.output, /Test unit written to build\/host-test\/mm\/fuzz_sum\/found\/crash-/);
});

test('runHostTests says: this test does not say what it is compiled with', async (context) => {
  const root = makeTestTree(context, { 'kernel/mm/test/silent.c': 'int main(void) { return 0; }\n' });
  const report = await runHostTests(root);
  assert.ok(!report.ok);
  assert.equal(report.diagnostics[0].message, 'this test does not say what it is compiled with');
});

test('runHostTests says: this test lists kernel/mm/some.c, which does not exist', async (context) => {
  const root = makeTestTree(context, { 'kernel/mm/test/one.c': '// sources: ../some.c\n' });
  const report = await runHostTests(root);
  assert.ok(!report.ok);
  assert.equal(report.diagnostics[0].message, 'this test lists kernel/mm/some.c, which does not exist');
});

test('runHostTests says: this test takes the sources of a third party from "mm", which is no component that has any', async (context) => {
  const root = makeTestTree(context, {
    'kernel/mm/test/one.c': '// sources:\n// upstream: mm\nint main(void) { return 0; }\n',
  });
  const report = await runHostTests(root);
  assert.ok(!report.ok);
  assert.match(report.diagnostics[0].message, /from "mm", which is no component that has any$/);
});

test("runHostTests says where a test does not compile: unknown type name 'itn'", async (context) => {
  const root = makeTestTree(context, {
    'kernel/mm/test/one.c': '// sources:\nitn main(void) { return 0; }\n',
  });
  const report = await runHostTests(root);
  assert.ok(!report.ok);
  assert.match(report.diagnostics[0].message, /^unknown type name 'itn'/);
  assert.equal(report.diagnostics[0].place?.line, 2);
});
