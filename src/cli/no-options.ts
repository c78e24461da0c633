// SPDX-License-Identifier: MIT
import { all, ok, type Result } from '../diagnostic/index.ts';
import type { OptionTable } from './command.ts';
import type { ProgramOptions } from './prepare-program.ts';
import { PROGRAM_OPTIONS } from './program-options.ts';

/** The options of `build` when none is given. */
export function noOptions(): Result<ProgramOptions> {
  const table: OptionTable = PROGRAM_OPTIONS;
  const values = all(
    Object.entries(table).map(([key, option]): Result<[string, unknown]> => {
      const value = option.read([]);
      return value.ok ? ok([key, value.value]) : value;
    }),
  );
  if (!values.ok) return values;
  // The table that was read is the one that the type is made of.
  return ok({ ...Object.fromEntries(values.value), verbose: false } as unknown as ProgramOptions);
}
