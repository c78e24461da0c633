// SPDX-License-Identifier: MIT
// The words of OSv's scripts/build, `key=value` and a few bare ones: every one is understood, or refused by name.
import { err, ok, type Diagnostic, type Result } from '../../diagnostic/index.ts';
import {
  badWordValue,
  notAWord,
  refusedWord,
  unknownWord,
  wordGivenTwice,
  wordsTogether,
} from './messages.ts';

/** What is to be built. */
export interface OsvBuild {
  readonly kind: 'build';
  /** Names of apps; empty for an image without a program. */
  readonly image: readonly string[];
  readonly mode: 'release' | 'debug';
  /** A driver profile; absent for OSv's default, all drivers. */
  readonly profile?: string;
  /** `conf_drivers_<name>`, as they were written. */
  readonly drivers: readonly { readonly name: string; readonly on: boolean; readonly word: string }[];
  readonly hideSymbols: boolean;
  readonly versionScript?: string;
  /** Bytes. */
  readonly fsSize?: { readonly bytes: number; readonly word: string };
  readonly export: 'none' | 'selected' | 'all';
  readonly exportFolder?: string;
}

export type OsvRequest = OsvBuild | { readonly kind: 'clean' } | { readonly kind: 'check' };

const BARE = ['clean', 'check'] as const;

/** Words of OSv that mean nothing here, with what to do instead. */
const REFUSED: Readonly<Record<string, string>> = {
  app_local_exec_tls_size: "leave it out: the size is the program's own",
  conf_debug_memory: 'the checks of the kernel are always in; leave it out',
  conf_interrupt_stack_size: 'leave it out: stacks have guard pages and need no tuning',
  conf_lazy_stack: 'leave it out: stacks of programs are always lazy',
  conf_lazy_stack_invariant: 'leave it out: stacks of programs are always lazy',
  conf_logger_debug: 'use thimble run --verbose',
  conf_memory_tracker: 'use thimble size and thimble run --verbose',
  conf_preempt: 'leave it out: the kernel is always preemptive',
  conf_tracing: 'use thimble run --kernel-args --bootchart, or --gdb',
  fs_type: 'use fs=rofs',
  lto: 'leave it out: what nothing reaches is not linked anyway',
  nfs: 'put the files into the image (--file, --manifest)',
  usrskel: 'put the files into the image (--file, --manifest)',
};

const FILE_SYSTEMS: Readonly<Record<string, string>> = {
  ext: 'use fs=rofs; what a program writes goes to /tmp, in memory',
  ramfs: 'use fs=rofs; what a program writes goes to /tmp, in memory',
  rofs_with_zfs: 'use fs=rofs; what a program writes goes to /tmp, in memory',
  virtiofs: 'use fs=rofs and put the files into the image (--file, --manifest)',
  zfs: 'use fs=rofs; what a program writes goes to /tmp, in memory',
};

const KEYS = [
  ...['arch', 'conf_hide_symbols', 'conf_version_script', 'drivers_profile', 'export', 'export_dir', 'fs'],
  ...['fs_size', 'fs_size_mb', 'image', 'mode', 'modules'],
] as const;

const WORD = /^([A-Za-z_]\w*)=(.*)$/s;
const DRIVER = /^conf_drivers_(\w+)$/;

/** Whether operands are OSv's words, not a PROGRAM. */
export function areOsvWords(operands: readonly string[]): boolean {
  return operands.some((word) => WORD.test(word)) || BARE.some((word) => operands.includes(word));
}

class WordReader {
  readonly complaints: Diagnostic[] = [];
  readonly values = new Map<string, string>();

  add(word: string, drivers: readonly string[]): void {
    const [, key = '', value = ''] = WORD.exec(word) ?? [];
    const known = [...KEYS, ...drivers.map((name) => `conf_drivers_${name}`)];
    if (key === '') return this.complain(notAWord(word, [...BARE]));
    const refused = REFUSED[key];
    if (refused !== undefined) return this.complain(refusedWord(word, refused));
    if (!(KEYS as readonly string[]).includes(key) && !DRIVER.test(key))
      return this.complain(unknownWord(word, key, known));
    const before = this.values.get(key);
    if (before !== undefined) return this.complain(wordGivenTwice(`${key}=${before}`, word));
    this.values.set(key, value);
  }

  complain(diagnostic: Diagnostic): void {
    this.complaints.push(diagnostic);
  }

  /** One of some values; complains of any other. */
  choice<const Choice extends string>(key: string, choices: readonly Choice[], fallback: Choice): Choice {
    const value = this.values.get(key);
    const found = choices.find((each) => each === value);
    if (value !== undefined && found === undefined) this.complain(badWordValue(key, value, choices));
    return found ?? fallback;
  }

  text(key: string): string | undefined {
    const value = this.values.get(key);
    if (value === '') this.complain(badWordValue(key, value, ['a value']));
    return value;
  }

  list(key: string): string[] | undefined {
    const value = this.text(key);
    const names = value?.split(',');
    if (value !== undefined && value !== '' && names?.some((name) => name.trim() === '') === true)
      this.complain(badWordValue(key, value, ['names with commas between them']));
    return names;
  }

  number(key: string): number | undefined {
    const value = this.values.get(key);
    if (value === undefined) return undefined;
    const number = /^[1-9]\d{0,11}$/.test(value) ? Number(value) : undefined;
    if (number === undefined) this.complain(badWordValue(key, value, ['a whole number above 0']));
    return number;
  }
}

function fileSystem(reader: WordReader): void {
  const value = reader.values.get('fs');
  if (value === undefined || value === 'rofs') return;
  const instead = FILE_SYSTEMS[value];
  reader.complain(
    instead === undefined ? badWordValue('fs', value, ['rofs']) : refusedWord(`fs=${value}`, instead),
  );
}

function imageOf(reader: WordReader): string[] {
  const [image, modules] = [reader.list('image'), reader.list('modules')];
  if (image !== undefined && modules !== undefined) {
    reader.complain(wordsTogether('image=', 'modules=', 'list all names in one of them'));
  }
  const names = image ?? modules;
  if (names === undefined) reader.complain(badWordValue('image', '', ['the name of an app, or empty']));
  return names?.length === 1 && names[0] === 'empty' ? [] : (names ?? []);
}

function sizeOf(reader: WordReader): OsvBuild['fsSize'] {
  const [bytes, mebibytes] = [reader.number('fs_size'), reader.number('fs_size_mb')];
  if (bytes !== undefined && mebibytes !== undefined)
    reader.complain(wordsTogether('fs_size=', 'fs_size_mb=', 'both say how big usr.img is'));
  if (bytes !== undefined) return { bytes, word: `fs_size=${bytes}` };
  return mebibytes === undefined
    ? undefined
    : { bytes: mebibytes * 2 ** 20, word: `fs_size_mb=${mebibytes}` };
}

function driversOf(reader: WordReader): OsvBuild['drivers'] {
  return [...reader.values.keys()].flatMap((key) => {
    const name = DRIVER.exec(key)?.[1];
    if (name === undefined) return [];
    const value = reader.choice(key, ['0', '1'], '0');
    return [{ name, on: value === '1', word: `${key}=${value}` }];
  });
}

function buildOf(reader: WordReader): OsvBuild {
  fileSystem(reader);
  const arch = reader.values.get('arch');
  if (arch === 'aarch64') reader.complain(refusedWord('arch=aarch64', 'use arch=x64'));
  else reader.choice('arch', ['x64'], 'x64');
  const [profile, versionScript] = [reader.text('drivers_profile'), reader.text('conf_version_script')];
  const [fsSize, exportFolder] = [sizeOf(reader), reader.text('export_dir')];
  const hideSymbols = reader.choice('conf_hide_symbols', ['0', '1'], '1') === '1';
  if (versionScript !== undefined && !hideSymbols)
    reader.complain(
      wordsTogether('conf_version_script=', 'conf_hide_symbols=0', 'a script says what is not hidden'),
    );
  const exported = reader.choice('export', ['none', 'selected', 'all'], 'none');
  if (exportFolder !== undefined && exported === 'none')
    reader.complain(wordsTogether('export_dir=', 'export=none', 'nothing would be exported; add export=all'));
  return {
    kind: 'build',
    image: imageOf(reader),
    mode: reader.choice('mode', ['release', 'debug'], 'release'),
    drivers: driversOf(reader),
    hideSymbols,
    export: exported,
    ...(profile === undefined ? {} : { profile }),
    ...(versionScript === undefined ? {} : { versionScript }),
    ...(fsSize === undefined ? {} : { fsSize }),
    ...(exportFolder === undefined ? {} : { exportFolder }),
  };
}

/**
 * Reads OSv's words. All that is wrong is told at once; nothing is ignored.
 *
 * @param drivers Names that `conf_drivers_<name>` may have, to tell the nearest.
 */
export function readOsvWords(words: readonly string[], drivers: readonly string[]): Result<OsvRequest> {
  const reader = new WordReader();
  const bare = words.filter((word) => (BARE as readonly string[]).includes(word));
  const [first] = bare;
  if (first !== undefined) {
    const other = words.find((_, index) => index !== words.indexOf(first));
    if (other !== undefined) return err(wordsTogether(first, other, `${first} stands alone`));
    return ok({ kind: first === 'clean' ? 'clean' : 'check' });
  }
  for (const word of words) reader.add(word, drivers);
  const build = buildOf(reader);
  const [complaint, ...rest] = reader.complaints;
  return complaint === undefined ? ok(build) : err(complaint, ...rest);
}
