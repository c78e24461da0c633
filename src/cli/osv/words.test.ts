// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { areOsvWords, readOsvWords, type OsvBuild } from './words.ts';

const DRIVERS = ['acpi', 'pci', 'virtio_blk'];

function build(...words: string[]): OsvBuild {
  const read = readOsvWords(words, DRIVERS);
  assert.ok(read.ok && read.value.kind === 'build', JSON.stringify(read));
  return read.value;
}

function complaints(...words: string[]): string[] {
  const read = readOsvWords(words, DRIVERS);
  assert.ok(!read.ok, words.join(' '));
  return read.diagnostics.map(({ message, help }) => `${message}${help === undefined ? '' : ` | ${help}`}`);
}

test('areOsvWords tells words of OSv from a PROGRAM', () => {
  for (const words of [['image=a'], ['clean'], ['x', 'fs=rofs'], ['check']]) assert.ok(areOsvWords(words));
  for (const words of [[], ['./a=b'], ['native-example'], ['/bin/check']]) assert.ok(!areOsvWords(words));
});

test('readOsvWords reads every command of the page', () => {
  assert.deepEqual(build('image=native-example', 'fs=rofs', 'conf_hide_symbols=1'), {
    kind: 'build',
    image: ['native-example'],
    mode: 'release',
    drivers: [],
    hideSymbols: true,
    export: 'none',
  });
  const base = build(
    ...['fs=rofs', 'conf_hide_symbols=1', 'image=native-example', 'drivers_profile=base'],
    ...['conf_drivers_acpi=1', 'conf_drivers_virtio_fs=0'],
  );
  assert.equal(base.profile, 'base');
  assert.deepEqual(base.drivers, [
    { name: 'acpi', on: true, word: 'conf_drivers_acpi=1' },
    { name: 'virtio_fs', on: false, word: 'conf_drivers_virtio_fs=0' },
  ]);
  const script = build('image=golang-pie-example', 'conf_version_script=build/last/app_version_script');
  assert.equal(script.versionScript, 'build/last/app_version_script');
});

test('readOsvWords reads sizes, modes, exports, several apps and none', () => {
  const all = build('modules=a,b', 'mode=debug', 'fs_size_mb=2', 'export=all', 'export_dir=/x', 'arch=x64');
  assert.deepEqual([all.image, all.mode, all.export, all.exportFolder], [['a', 'b'], 'debug', 'all', '/x']);
  assert.deepEqual(all.fsSize, { bytes: 2 ** 21, word: 'fs_size_mb=2' });
  assert.deepEqual(build('image=empty', 'conf_hide_symbols=0').image, []);
  assert.deepEqual(readOsvWords(['clean'], []), { ok: true, value: { kind: 'clean' } });
  assert.deepEqual(readOsvWords(['check'], []), { ok: true, value: { kind: 'check' } });
});

test('readOsvWords knows no word that it ignores: unknown, misspelled and foreign ones are told, all at once', () => {
  assert.deepEqual(
    complaints('image=a', 'conf_hide_symbol=1', 'conf_tracing=1', 'chekc', 'fs=zfs', 'fs=rofs'),
    [
      '"conf_hide_symbol=1": there is no word "conf_hide_symbol" | did you mean "conf_hide_symbols"? docs/coming-from-osv.md lists the words',
      '"conf_tracing=1" is OSv\'s, and Thimble has no such thing | use thimble run --kernel-args --bootchart, or --gdb',
      '"chekc" stands among words of OSv and is none | did you mean "check"? a program is named by image=, for example image=native-example',
      '"fs=zfs" and "fs=rofs" are both given | leave one of them out',
      '"fs=zfs" is OSv\'s, and Thimble has no such thing | use fs=rofs; what a program writes goes to /tmp, in memory',
    ],
  );
});

test('readOsvWords says which values a word may have', () => {
  for (const [word, complaint] of [
    ['conf_hide_symbols=yes', 'conf_hide_symbols=yes; expected 0 or 1'],
    ['mode=relaese', 'mode=relaese; expected release or debug | did you mean "release"?'],
    ['fs=rosf', 'fs=rosf; expected rofs | did you mean "rofs"?'],
    ['arch=aarch64', '"arch=aarch64" is OSv\'s, and Thimble has no such thing | use arch=x64'],
    ['fs_size_mb=much', 'fs_size_mb=much; expected a whole number above 0'],
    ['conf_drivers_pci=2', 'conf_drivers_pci=2; expected 0 or 1'],
    ['drivers_profile=', 'drivers_profile= lacks a value'],
    ['export=some', 'export=some; expected none or selected or all | did you mean "none"?'],
  ] as const) {
    assert.deepEqual(complaints('image=a', word), [complaint]);
  }
  assert.deepEqual(complaints('fs=rofs'), ['image= lacks the name of an app, or empty']);
  assert.deepEqual(complaints('image=a,,b'), ['image=a,,b; expected names with commas between them']);
});

test('readOsvWords says which words contradict each other', () => {
  for (const [words, complaint] of [
    [['image=a', 'modules=b'], /^image= and modules= cannot be given together/],
    [['image=a', 'fs_size=1', 'fs_size_mb=1'], /^fs_size= and fs_size_mb= cannot be given together/],
    [
      ['image=a', 'conf_version_script=x', 'conf_hide_symbols=0'],
      /^conf_version_script= and conf_hide_symbols=0/,
    ],
    [['image=a', 'export_dir=x'], /^export_dir= and export=none cannot be given together/],
    [['clean', 'image=a'], /^clean and image=a cannot be given together: clean stands alone/],
    [['check', 'clean'], /^check and clean cannot be given together/],
    [['image=a', 'mode=debug', 'mode=release'], /^"mode=debug" and "mode=release" are both given/],
  ] as const) {
    assert.match(complaints(...words)[0] ?? '', complaint);
  }
});
