// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it, type TestContext } from 'node:test';
import { computeDemand, conditionalName, type Demand } from './demand.ts';
import { linkFixture } from './testing/link-fixture.ts';

/** The header that the kernel has. */
const DEMAND_H = readFileSync(
  new URL('../../../../kernel/core/include/core/demand.h', import.meta.url),
  'utf8',
);

async function demandOf(
  context: TestContext,
  sources: Readonly<Record<string, string>>,
  uses: readonly string[] = [],
): Promise<Demand> {
  const withHeader = Object.entries(sources).map(([name, text]) => [name, `${DEMAND_H}\n${text}`]);
  const { live, inputs } = await linkFixture(context, {
    sources: Object.fromEntries(withHeader) as typeof sources,
  });
  return computeDemand(live.graph, inputs, uses);
}

const TABLE = {
  'ops.c': `
    static int pipe_poll(void) { return 7; }
    FOR_USE(poll, pipe_poll);
    struct ops { int (*poll)(void); };
    const struct ops pipe_ops = {FOR(poll, pipe_poll)};`,
};
const MAIN =
  'struct ops { int (*poll)(void); }; extern const struct ops pipe_ops; const struct ops *volatile p;';

describe('computeDemand', () => {
  it('has a function of a table that is only for a use which nobody makes be absent', async (context) => {
    const demand = await demandOf(context, {
      'a.c': `${MAIN} void _start(void) { p = &pipe_ops; }`,
      ...TABLE,
    });
    assert.deepEqual(demand, {
      uses: [],
      sets: [],
      absent: [{ symbol: '__for_poll__pipe_poll', use: 'poll', instead: 'null', object: 'ops.o' }],
    });
  });

  it('finds a use in code that is linked, and not in code that is not', async (context) => {
    const poll = 'int poll_it(const struct ops *o) { USES(poll); return o->poll(); }';
    const used = await demandOf(context, {
      'a.c': `${MAIN} ${poll} int _start(void) { return poll_it(&pipe_ops); }`,
      ...TABLE,
    });
    assert.deepEqual([used.uses, used.absent], [['poll'], []]);
    const unused = await demandOf(context, {
      'a.c': `${MAIN} ${poll} void _start(void) { p = &pipe_ops; }`,
      ...TABLE,
    });
    assert.deepEqual([unused.uses, unused.absent.length], [[], 1]);
  });

  it('takes uses that the image makes as they are given', async (context) => {
    const demand = await demandOf(
      context,
      { 'a.c': `${MAIN} void _start(void) { p = &pipe_ops; }`, ...TABLE },
      ['poll'],
    );
    assert.deepEqual([demand.uses, demand.absent], [['poll'], []]);
  });

  it('follows a use to what only the function that is for it uses', async (context) => {
    const demand = await demandOf(context, {
      'a.c': `
        extern int __do_first__one(void);
        int _start(void) { USES(first); return __do_first__one(); }`,
      'b.c': `
        extern int __do_second__two(void);
        static int one(void) { USES(second); return __do_second__two(); }
        DO_FOR_USE(first, one);`,
      'c.c': `static int two(void) { return 2; } DO_FOR_USE(second, two);
        static int three(void) { return 3; } DO_FOR_USE(third, three);`,
    });
    assert.deepEqual(demand.uses, ['first', 'second']);
    assert.deepEqual(demand.absent, [
      { symbol: '__do_third__three', use: 'third', instead: 'nothing', object: 'c.o' },
    ]);
  });

  it('takes a use that is named for a symbol as made where the symbol is linked', async (context) => {
    const moving = {
      'b.c': 'static int move(void) { return 2; } DO_FOR_USE(link_wait, move); int wait(void) { return 1; }',
    };
    const waits = { 'a.c': 'extern int wait(void); int _start(void) { return wait(); }' };
    assert.deepEqual((await demandOf(context, { ...waits, ...moving })).uses, ['link_wait']);
    assert.deepEqual(
      (await demandOf(context, { 'a.c': 'void _start(void) {}', ...moving })).absent.length,
      1,
    );
  });

  it('keeps the linker sets that linked code loops over, with what their items use', async (context) => {
    const item = (set: string, name: string) =>
      `int ${name}(void) { USES(of_${name}); return 1; } static int (*const entry_${name})(void)
       __attribute__((used, section(".set.${set}"))) = ${name};`;
    const demand = await demandOf(context, {
      'a.c': `
        extern char __set_live_start[], __set_dead_start[];
        char *dead(void) { return __set_dead_start; }
        char *_start(void) { return __set_live_start; }`,
      'b.c': `${item('live', 'x')} ${item('dead', 'y')}`,
    });
    assert.deepEqual([demand.sets, demand.uses], [['live'], ['of_x']]);
  });
});

describe('conditionalName', () => {
  it('tells use and stand-in by the name, and knows no others', () => {
    assert.deepEqual(conditionalName('__for_file_poll__console_poll'), {
      symbol: '__for_file_poll__console_poll',
      use: 'file_poll',
      instead: 'null',
    });
    assert.equal(conditionalName('__do_flock__forget')?.instead, 'nothing');
    assert.equal(conditionalName('__forget'), undefined);
  });
});
