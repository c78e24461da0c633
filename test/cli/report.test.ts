// SPDX-License-Identifier: MIT
// The page of `report`, in a browser.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { GuestRunJson } from '../../src/report/guest-run.ts';
import {
  fileStatus,
  join,
  makeTemporaryDirectory,
  readText,
  removeTree,
  spawn,
  tmpdir,
  writeWhole,
} from '../../src/util/index.ts';
import { thimble } from './rig.ts';

const NEEDS = {
  format: 'thimble-needs',
  version: 3,
  libc: 'image',
  files: [
    {
      path: '/bin/<program>',
      sha256: '0'.repeat(64),
      size: 100,
      codeSize: 10,
      kind: 'dynamic',
      imports: [
        { name: 'puts', library: 'libc.so.6', provider: '/lib/libc.so.6' },
        { name: 'bsearch', library: 'libc.so.6', provider: 'kernel', unreached: true },
      ],
      runtime: [
        { call: 'syscall', number: 1, name: 'write', class: 'resolved', sites: 1, evidence: [] },
        { call: 'dlsym', name: 'qsort_r', class: 'guessed', sites: 1, evidence: [], provider: 'kernel' },
        { call: 'dlsym', name: 'no_such_function', class: 'resolved', sites: 1, evidence: [] },
      ],
      unresolved: [{ call: 'dlsym', address: '0x1234', function: 'find+0x4', reason: 'it is <computed>' }],
      openWorld: [],
    },
  ],
  replaced: [],
  skipped: [],
  added: [{ call: 'syscall', number: 8, class: 'recorded', evidence: '/bin/<recorded> one' }],
};

/** As `run --json` writes it. */
const RUN = {
  leftOut: {
    systemCalls: ['getcpu'],
    symbols: ['qsort_r'],
    fileSystems: [{ path: '/proc', component: 'procfs' }],
    requests: 41,
  },
} satisfies Pick<GuestRunJson, 'leftOut'>;

let folder = '';
let html = '';
/** Of a dynamic program, so of a kernel with a libc. */
let dynamic = '';

async function report(...words: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await thimble(['report', ...words, '-o', 'page.html'], { cwd: folder });
  assert.deepEqual([code, stdout, stderr], [0, `${join(folder, 'page.html')}\n`, '']);
  const text = readText(join(folder, 'page.html'));
  assert.ok(text.ok);
  return text.value;
}

before(async () => {
  const made = makeTemporaryDirectory(tmpdir(), 'thimble-test-');
  assert.ok(made.ok);
  folder = made.value;
  const built = await thimble(['build', '-o', join(folder, 'image'), '/usr/bin/busybox']);
  assert.equal(built.code, 0, built.stderr);
  writeWhole(join(folder, 'needs.json'), JSON.stringify(NEEDS));
  writeWhole(join(folder, 'run.json'), JSON.stringify(RUN));
  const withNeeds = ['--needs', 'needs.json', '--run', 'run.json'];
  html = await report('--image', 'image', ...withNeeds, '--ladder', 'before=image');
  const other = await thimble(['build', '-o', join(folder, 'dynamic'), '/usr/bin/true']);
  assert.equal(other.code, 0, other.stderr);
  dynamic = await report('--image', 'dynamic', ...withNeeds);
});

after(() => removeTree(folder));

test('report writes a page that asks for nothing over the network', () => {
  assert.doesNotMatch(html, /https?:\/\//);
  assert.doesNotMatch(html, /<(link|img|iframe|script src)/);
  assert.match(html, /default-src 'none'/);
  assert.ok(html.length < 1_500_000, `${html.length} characters`);
});

/** The cells of the row that begins with a name, of a table with this id. */
function rowOf(page: string, table: string, name: string): string[] {
  const [, text = ''] = new RegExp(`<table id="${table}".*?</thead>(.*?)</table>`, 's').exec(page) ?? [];
  const row = text.split('<tr').find((each) => each.includes(`<code>${name}</code>`)) ?? '';
  return [...row.matchAll(/<td[^>]*>(.*?)<\/td>/gs)].map(([, cell = '']) =>
    cell.replaceAll('<br>', '; ').replace(/<[^>]*>/g, ''),
  );
}

test('report escapes what comes from files, and shows who uses a system call', () => {
  assert.doesNotMatch(html, /<(program|recorded|computed)>/);
  assert.deepEqual(rowOf(html, 'calls', 'write'), [
    '1',
    'write',
    'kernel/vfs/rw.c',
    '/bin/&lt;program&gt; resolved',
  ]);
  assert.equal(rowOf(html, 'calls', 'lseek')[3], '/bin/&lt;recorded&gt; one recorded');
});

test('report tells what was left out, why, and the words that add it', () => {
  const [name, component, reason, add] = rowOf(html, 'left-out-calls', 'getcpu');
  assert.equal(name, 'getcpu asked for in the run');
  assert.deepEqual([component, reason], ['syscall', 'nobody was found to ask for it']);
  assert.equal(add, '--add-syscall getcpu');
  assert.deepEqual(rowOf(html, 'left-out-calls', 'write'), []);
  const pci = rowOf(html, 'left-out-components', 'pci');
  assert.deepEqual(pci.slice(2), ['the profile does not have it', '--component pci=on']);
  assert.match(html, /The kernel has no libc/);
  const ramfs = rowOf(dynamic, 'left-out-components', 'ramfs');
  assert.match(ramfs[2] ?? '', /^nothing in the image calls for it, as a path in \/tmp.* would$/);
});

test('report tells of symbols who asks for them, and how sure that is', () => {
  assert.deepEqual(rowOf(dynamic, 'left-out-symbols', 'qsort_r'), [
    'qsort_r asked for in the run',
    'libc.so.6',
    'guesses are not taken with --needs strict; /bin/&lt;program&gt; guessed',
    '--add-symbol qsort_r',
  ]);
  assert.equal(
    rowOf(dynamic, 'left-out-symbols', 'bsearch')[2],
    'only code that nothing reaches uses it; /bin/&lt;program&gt; unreached',
  );
  assert.match(dynamic, /<li title="libc\.so\.6; to add it: --add-symbol qsort"><code>qsort<\/code><\/li>/);
  assert.doesNotMatch(dynamic, /<li [^>]*><code>qsort_r</);
  assert.deepEqual(rowOf(dynamic, 'left-out-nowhere', 'no_such_function').slice(0, 2), [
    'dlsym',
    'no_such_function',
  ]);
  assert.deepEqual(rowOf(dynamic, 'left-out-open', '/bin/&lt;program&gt;').slice(1), [
    'dlsym',
    'find+0x4',
    'it is &lt;computed&gt;',
  ]);
  assert.match(rowOf(dynamic, 'calls', 'exit_group')[3] ?? '', /^the kernel's libc$/);
});

test('report counts what a run asked for in vain', () => {
  assert.match(html, /run\.json<\/code> the program asked for what was left out<\/strong>: 41 requests/);
  assert.match(html, /<strong>41<\/strong> requests for what was left out/);
  assert.deepEqual(rowOf(html, 'left-out-run', '/proc')[2], '--component procfs=on');
});

test('report takes the needs that build put beside the kernel', async () => {
  const page = await report('--image', 'dynamic');
  assert.equal(rowOf(page, 'exports', '__libc_start_main')[2], '/usr/bin/true proved');
});

test('report shows the way from the universal kernel', async () => {
  const { code, stderr } = await thimble(
    ['report', '--image', 'dynamic', '--from-universal', '-o', 'way.html'],
    { cwd: folder },
  );
  assert.equal(code, 0, stderr);
  const page = readText(join(folder, 'way.html'));
  assert.ok(page.ok);
  const labels = [
    'everything exported, all drivers',
    'symbols hidden, all drivers',
    'symbols hidden, microvm',
  ];
  const bytes = [...labels, 'this kernel'].map((label) => {
    const [, number = ''] =
      new RegExp(`<td>${label}</td><td class="number">([\\d,]+)`).exec(page.value) ?? [];
    return Number(number.replaceAll(',', ''));
  });
  assert.deepEqual(
    bytes,
    [...bytes].sort((a, b) => b - a),
  );
  assert.ok(bytes.every((each) => each > 0));
});

test('report says what is wrong with the file of a run', async () => {
  const words = ['report', '--image', 'image', '-o', 'other.html', '--run'];
  for (const [file, text] of [
    ['needs.json', /needs\.json: error: this is no report of a run/],
    ['absent.json', /absent\.json: error: the report of a run cannot be read \(ENOENT\)/],
  ] as const) {
    const { code, stderr } = await thimble([...words, file], { cwd: folder });
    assert.equal(code, 1);
    assert.match(stderr, text);
  }
});

test('report says what is wrong with a needs file', async () => {
  writeWhole(join(folder, 'other.json'), '{"format": "thimble-needs", "version": 1}');
  const words = ['report', '--image', 'image', '--needs', 'other.json', '-o', 'other.html'];
  const { code, stderr } = await thimble(words, { cwd: folder });
  assert.equal(code, 1);
  assert.match(stderr, /other\.json: error: .* has version 1 of the format; this Thimble reads version 3/);
});

/** What a visitor does, and what he sees; runs in the page after its own script. */
const VISIT = `{
const seen = { errors: [] };
addEventListener('error', (event) => seen.errors.push(event.message));
const map = document.getElementById('map');
const boxes = () => [...map.children];
const bytes = () => boxes().map((box) => Number(box.dataset.bytes));
const shares = () => boxes().map((box) => {
  const { width, height } = box.getBoundingClientRect();
  return (width * height) / (map.clientWidth * map.clientHeight);
});
const named = (name) => boxes().find((box) => box.dataset.name === name);
const key = (target, name) => target.dispatchEvent(new KeyboardEvent('keydown', { key: name, bubbles: true }));
const chain = () => [...document.querySelectorAll('#why .chain li code')].map((each) => each.textContent);
seen.top = { bytes: bytes(), shares: shares() };
named('mm').click();
seen.component = { bytes: bytes(), focus: document.activeElement.dataset.name, text: document.getElementById('why').textContent };
named('kernel/mm/brk.c').click();
seen.file = { names: boxes().map((box) => box.dataset.name), bytes: bytes() };
named('sys_brk').click();
seen.call = { chain: chain(), root: document.querySelector('#why .root').textContent };
key(document.activeElement, 'ArrowRight');
seen.moved = document.activeElement.className;
key(document.activeElement, 'Escape');
seen.back = document.activeElement.dataset.name;
const find = document.getElementById('find');
find.value = 'page_init';
find.dispatchEvent(new Event('input'));
document.querySelector('#hits button').click();
seen.found = { chain: chain(), root: document.querySelector('#why .root').textContent };
const filter = document.querySelector('[data-filters=calls]');
filter.value = 'getdents64';
filter.dispatchEvent(new Event('input'));
const listed = document.querySelector('[data-filters=left-out-calls]');
listed.value = 'getcpu';
listed.dispatchEvent(new Event('input'));
seen.leftOut = document.querySelector('[data-counts=left-out-calls]').textContent;
seen.stops = boxes().filter((box) => box.tabIndex === 0).length;
document.querySelector('#why .chain button').click();
seen.followed = document.activeElement.dataset.name;
seen.filtered = [...document.querySelectorAll('#calls tbody tr:not([hidden])')].length;
seen.wide = document.documentElement.scrollWidth <= document.documentElement.clientWidth;
const result = document.createElement('pre');
result.id = 'result';
result.textContent = JSON.stringify(seen);
document.body.append(result);
}`;

interface Seen {
  readonly errors: readonly string[];
  readonly top: { readonly bytes: readonly number[]; readonly shares: readonly number[] };
  readonly component: { readonly bytes: readonly number[]; readonly focus: string; readonly text: string };
  readonly file: { readonly names: readonly string[]; readonly bytes: readonly number[] };
  readonly call: { readonly chain: readonly string[]; readonly root: string };
  readonly moved: string;
  readonly back: string;
  readonly found: { readonly chain: readonly string[]; readonly root: string };
  readonly filtered: number;
  readonly leftOut: string;
  readonly stops: number;
  readonly followed: string;
  readonly wide: boolean;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

async function visit(width: number, flags: readonly string[] = []): Promise<Seen> {
  const path = join(folder, `visit-${width}.html`);
  writeWhole(
    path,
    html.replace('</body>', () => `<script>${VISIT}</script></body>`),
  );
  const words = [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    `--user-data-dir=${join(folder, 'profile')}`,
    `--window-size=${width},1200`,
    '--enable-logging=stderr',
    ...flags,
    '--dump-dom',
    `file://${path}`,
  ];
  const outcome = await spawn('chromium', words, { timeoutMs: 120_000 });
  assert.ok(outcome.kind === 'exited' && outcome.code === 0, JSON.stringify(outcome).slice(0, 2000));
  const said = outcome.stderr.split('\n').filter((line) => line.includes(':CONSOLE:'));
  assert.deepEqual(said, []);
  const result = /<pre id="result">([^<]*)<\/pre>/.exec(outcome.stdout)?.[1];
  assert.ok(result !== undefined, 'the visit did not come to its end');
  return JSON.parse(result.replaceAll('&gt;', '>').replaceAll('&lt;', '<').replaceAll('&amp;', '&')) as Seen;
}

test('report draws a map whose areas add up, and shows why on a click', async () => {
  const seen = await visit(1280);
  assert.deepEqual(seen.errors, []);
  const size = fileStatus(join(folder, 'image/kernel-stripped.elf'));
  assert.ok(size.ok);
  const whole = size.value.size;
  assert.equal(sum(seen.top.bytes), whole);
  assert.ok(Math.abs(sum(seen.top.shares) - 1) < 0.01, String(sum(seen.top.shares)));
  for (const [index, share] of seen.top.shares.entries())
    assert.ok(Math.abs(share - (seen.top.bytes[index] ?? 0) / whole) < 0.005, `box ${index}`);
  assert.match(seen.component.text, /^mm[\d,]+ bytes in the filemm is core\.$/);
  assert.ok(sum(seen.component.bytes) > 8000 && seen.component.focus.startsWith('kernel/mm/'));
  assert.ok(seen.file.names.includes('sys_brk'));
  assert.deepEqual(seen.call.chain, ['sys_brk']);
  assert.match(seen.call.root, /^system call brk \(number 12\); component mm is core$/);
  assert.deepEqual([seen.moved, seen.back], ['box', 'kernel/mm/brk.c']);
  assert.deepEqual([seen.found.chain[0], seen.found.chain.at(-1)], ['linux_entry_physical', 'page_init']);
  assert.match(seen.found.root, /^the kernel is entered at linux_entry_physical/);
  assert.match(seen.leftOut, /^1 of \d+$/);
  assert.deepEqual([seen.stops, seen.followed], [1, 'linux_entry']);
  assert.ok(seen.filtered >= 1 && seen.filtered <= 3);
});

test('report fits a narrow screen, and dark mode', async () => {
  const seen = await visit(500, ['--force-dark-mode', '--blink-settings=preferredColorScheme=0']);
  assert.deepEqual(seen.errors, []);
  assert.ok(seen.wide, 'the page is wider than the screen');
  assert.ok(Math.abs(sum(seen.top.shares) - 1) < 0.02);
});
