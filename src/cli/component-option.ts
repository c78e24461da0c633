// SPDX-License-Identifier: MIT
import { err, ok, type Result } from '../diagnostic/index.ts';
import type { Switch } from '../graph/index.ts';
import { badOptionValue } from './messages.ts';
import { longName, type OptionDeclaration } from './options.ts';

const VALUES: Readonly<Record<string, boolean>> = { on: true, off: false, 1: true, 0: false };

/** Repeatable `NAME=on|off`. Contradictions are found where the components are known. */
export function componentSwitches(flags: string, summary: string): OptionDeclaration<readonly Switch[]> {
  return {
    flags,
    summary,
    read: (words): Result<readonly Switch[]> => {
      const switches: Switch[] = [];
      for (const word of words) {
        const [, name, value = ''] = /^([\w-]+)=(\w+)$/.exec(word) ?? [];
        const on = VALUES[value];
        if (name === undefined || on === undefined)
          return err(badOptionValue(longName(flags), word, 'NAME=on or NAME=off'));
        switches.push({ name, on, by: `--component ${word}` });
      }
      return ok(switches);
    },
  };
}
