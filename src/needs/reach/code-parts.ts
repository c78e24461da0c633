// SPDX-License-Identifier: MIT
import { frameRanges } from '../../elf/index.ts';
import type { LoadedFile } from '../code/loaded-file.ts';
import type { CodePart } from '../code/references.ts';

/**
 * The code of a file, by address, in parts that one runs into another only by calls and jumps: what a frame description describes, and
 * what lies between two of them. Undefined where the linker has put down no table of the descriptions, or there are no sections.
 */
export function codeParts(file: LoadedFile): readonly CodePart[] | undefined {
  const described = frameRanges(file.elf);
  const sections = file.elf.sections();
  if (described === undefined || !sections.ok || sections.value.length === 0) return undefined;
  const starts = new Set(described.map(({ start }) => Number(start)));
  const borders = new Set(starts);
  for (const { end } of described) borders.add(Number(end));
  for (const { sh_addr } of sections.value) borders.add(Number(sh_addr));
  const sorted = Float64Array.from(borders).sort();
  return file.areas
    .filter(({ isExecutable }) => isExecutable)
    .sort((a, b) => a.start - b.start)
    .flatMap(({ start, end, offset }) => {
      const inside = [start, ...sorted.filter((each) => each > start && each < end), end];
      return inside.slice(0, -1).map((each, index): CodePart => ({
        start: each,
        end: inside[index + 1] as number,
        offset: offset + each - start,
        isDescribed: starts.has(each),
      }));
    });
}
