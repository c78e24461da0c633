// SPDX-License-Identifier: MIT
// What a kernel consists of: each part with its bytes, what it is, and why it is there.
import { styled } from '../diagnostic/index.ts';
import { grouped } from './kernel-size.ts';

export interface SizeReason {
  readonly name: string;
  /** In the kernel's file. */
  readonly bytes: number;
  /** What it is, and why it is in the kernel. */
  readonly text: string;
}

export interface SizeReasons {
  /** The largest first; they add up to `fileBytes`. */
  readonly rows: readonly SizeReason[];
  readonly fileBytes: number;
}

const TOTAL = 'kernel-stripped.elf';

/** One line a part, and a total. */
export function renderSizeReasons({ rows, fileBytes }: SizeReasons, colour: boolean): string {
  const all = [...rows, { name: TOTAL, bytes: fileBytes, text: '' }];
  const nameWidth = Math.max(...all.map(({ name }) => name.length));
  const bytesWidth = Math.max('bytes'.length, ...all.map(({ bytes }) => grouped(bytes).length));
  const line = (bytes: string, name: string, text: string): string =>
    `${bytes.padStart(bytesWidth)}  ${name.padEnd(nameWidth)}  ${text}`.trimEnd();
  const head = styled('bold', line('bytes', 'component', 'what it is, and why it is there'), colour);
  const lines = all.map(({ bytes, name, text }) => line(grouped(bytes), name, text));
  return [head, ...lines].map((each) => `${each}\n`).join('');
}

export function sizesAsMarkdown({ rows, fileBytes }: SizeReasons): string {
  const lines = rows.map(({ name, bytes, text }) => `| ${name} | ${grouped(bytes)} | ${text} |`);
  return [
    '| component | bytes | what it is, and why it is there |',
    '| --- | ---: | --- |',
    ...lines,
    `| ${TOTAL} | ${grouped(fileBytes)} | |`,
  ]
    .map((each) => `${each}\n`)
    .join('');
}
