// SPDX-License-Identifier: MIT
import type { ComponentSet } from '../component/index.ts';
import type { SizeReasons } from '../report/size-reasons.ts';
import type { SizeTable } from '../toolchain/index.ts';
import { callsFor } from './called-for.ts';

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

/** Says of each row of a table by components what it is and why it is there. */
export function describeSizes(
  table: SizeTable,
  set: ComponentSet,
  reason: (component: string) => string | undefined,
): SizeReasons {
  const rows = table.rows.map(({ name, bytes }) => {
    const component = set.components.get(name);
    if (component === undefined) return { name, bytes, text: OTHERS[name] ?? '' };
    const calls = callsFor(component);
    const why = [reason(name), calls === undefined ? undefined : `called for by ${calls}`];
    return {
      name,
      bytes,
      text: [component.summary, why.filter((each) => each !== undefined).join(', ')].join('; '),
    };
  });
  return { rows, fileBytes: table.fileBytes };
}
