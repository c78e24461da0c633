// SPDX-License-Identifier: MIT
import type { Component, ComponentSet } from '../component/index.ts';
import type { SizeReasons } from '../report/size-reasons.ts';
import type { SizeTable } from '../toolchain/index.ts';

/** What in a kernel belongs to no component. */
const OTHERS: Readonly<Record<string, string>> = {
  '(merged strings)': 'messages and names of all components, of which those that end alike share their end',
  '(generated tables)':
    'the system calls that are made by number, and what stands in for functions that are not linked',
  '(headers)': 'of the ELF file: what loaders and tools read',
  '(global offset table)': "where the program's side finds variables that programs may copy",
  '(dynamic symbols)': 'what programs bind to',
  '(names of dynamic symbols)': 'what programs bind to',
  '(hash table of dynamic symbols)': 'by which programs are bound quickly',
  '(dynamic table)': 'where the dynamic linker finds these',
  '(build id)': 'tells one kernel from another',
  '(padding)': 'between things that are aligned',
};

/** What a component of a tailored kernel is called for by. */
function calledFor({ neededBy }: Component): string | undefined {
  const { paths = [], systemCalls = [], words } = neededBy ?? {};
  const reasons = [
    ...(paths.length === 0 ? [] : [`a path in ${paths.join(', ')}`]),
    ...(systemCalls.length === 0 ? [] : [`the system call ${systemCalls.join(' or ')}`]),
    ...(words === undefined ? [] : ['a word']),
  ];
  return reasons.length === 0 ? undefined : `called for by ${reasons.join(', or ')}`;
}

/** Says of each row of a table by components what it is and why it is there. */
export function describeSizes(
  table: SizeTable,
  set: ComponentSet,
  reason: (component: string) => string | undefined,
): SizeReasons {
  const rows = table.rows.map(({ name, bytes }) => {
    const component = set.components.get(name);
    if (component === undefined) return { name, bytes, text: OTHERS[name] ?? '' };
    const why = [reason(name), calledFor(component)].filter((each) => each !== undefined);
    return { name, bytes, text: [component.summary, why.join(', ')].join('; ') };
  });
  return { rows, fileBytes: table.fileBytes };
}
