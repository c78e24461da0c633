// SPDX-License-Identifier: MIT
// The page of `report`, in a browser.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
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
  version: 2,
  libc: 'image',
  files: [
    {
      path: '/bin/<program>',
      sha256: '0'.repeat(64),
      size: 100,
      codeSize: 10,
      kind: 'dynamic',
      imports: [{ name: 'puts', library: 'libc.so.6', provider: '/lib/libc.so.6' }],
      runtime: [{ call: 'syscall', number: 1, name: 'write', class: 'resolved', sites: 1, evidence: [] }],
      unresolved: [],
      openWorld: [],
    },
  ],
  replaced: [],
  skipped: [],
  added: [{ call: 'syscall', number: 8, class: 'recorded', evidence: '/bin/<recorded> one' }],
};

let folder = '';
let html = '';

before(async () => {
  const made = makeTemporaryDirectory(tmpdir(), 'thimble-test-');
  assert.ok(made.ok);
  folder = made.value;
  const built = await thimble(['build', '-o', join(folder, 'image'), '/usr/bin/busybox']);
  assert.equal(built.code, 0, built.stderr);
  writeWhole(join(folder, 'needs.json'), JSON.stringify(NEEDS));
  const words = ['--image', 'image', '--needs', 'needs.json', '--ladder', 'before=image', '-o', 'page.html'];
  const { code, stdout, stderr } = await thimble(['report', ...words], { cwd: folder });
  assert.deepEqual([code, stdout, stderr], [0, `${join(folder, 'page.html')}\n`, '']);
  const text = readText(join(folder, 'page.html'));
  assert.ok(text.ok);
  html = text.value;
});

after(() => removeTree(folder));

test('report writes a page that asks for nothing over the network', () => {
  assert.doesNotMatch(html, /https?:\/\//);
  assert.doesNotMatch(html, /<(link|img|iframe|script src)/);
  assert.match(html, /default-src 'none'/);
  assert.ok(html.length < 1_500_000, `${html.length} characters`);
});

test('report escapes what comes from files, and shows who uses a system call', () => {
  assert.doesNotMatch(html, /<program>/);
  assert.match(html, /<code>write<\/code><\/td><td>kernel\/vfs\/rw\.c<\/td><td>\/bin\/&lt;program&gt;<\/td>/);
  assert.match(html, /<code>lseek<\/code><\/td><td>[\w/.-]+<\/td><td>\/bin\/&lt;recorded&gt; one<\/td>/);
});

test('report says what is wrong with a needs file', async () => {
  writeWhole(join(folder, 'other.json'), '{"format": "thimble-needs", "version": 1}');
  const words = ['report', '--image', 'image', '--needs', 'other.json', '-o', 'other.html'];
  const { code, stderr } = await thimble(words, { cwd: folder });
  assert.equal(code, 1);
  assert.match(stderr, /other\.json: error: .* has version 1 of the format; this Thimble reads version 2/);
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
  assert.ok(seen.filtered >= 1 && seen.filtered <= 3);
});

test('report fits a narrow screen, and dark mode', async () => {
  const seen = await visit(500, ['--force-dark-mode', '--blink-settings=preferredColorScheme=0']);
  assert.deepEqual(seen.errors, []);
  assert.ok(seen.wide, 'the page is wider than the screen');
  assert.ok(Math.abs(sum(seen.top.shares) - 1) < 0.02);
});
