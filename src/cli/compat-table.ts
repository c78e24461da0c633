// SPDX-License-Identifier: MIT
// Programs and servers of the compatibility table that were chosen: run, told of, and put together with what earlier runs have found.
import { err, ok, type Result } from '../diagnostic/index.ts';
import {
  compatTotals,
  describeOutcome,
  mergeRows,
  outcomeOf,
  VARIANTS,
  type CompatRow,
  type CompatVariant,
} from '../report/compat.ts';
import {
  isSame,
  mergeServerRows,
  sameEverywhere,
  variantsOf,
  type ServerRow,
  type ServerVariant,
} from '../report/compat-servers.ts';
import { readText } from '../util/index.ts';
import type { CommandContext } from './command.ts';
import type { CompatProgram } from './compat.ts';
import { noCompatResults } from './compat-messages.ts';
import type { CompatServer } from './compat-server.ts';
import { compatRow } from './run-compat.ts';
import { serverRow } from './run-servers.ts';

/** What to run, and how. */
export interface CompatChoice {
  readonly programs: readonly CompatProgram[];
  readonly programVariants: readonly CompatVariant[];
  readonly servers: readonly CompatServer[];
  readonly serverVariants: readonly ServerVariant[];
  /** Of the clients of servers, only those that are quick. */
  readonly quick: boolean;
}

export interface CompatResults {
  readonly programs: readonly CompatRow[];
  readonly servers: readonly ServerRow[];
}

/** Runs all that was chosen, and tells of each in a line. When the command is interrupted, what is not run is not in the results. */
export async function runCompatTable(
  context: CommandContext,
  { programs, programVariants, servers, serverVariants, quick }: CompatChoice,
  tell: (line: string) => void,
): Promise<Result<CompatResults>> {
  const isOver = (): boolean => context.interrupted.aborted;
  const programRows: CompatRow[] = [];
  for (const program of programs) {
    const row = await compatRow(context, program, programVariants);
    if (isOver()) break;
    if (!row.ok) return row;
    programRows.push(row.value);
    const told = programVariants.map((each) => `${each}: ${describeOutcome(outcomeOf(row.value, each))}`);
    tell(`${program.name}: ${told.join('; ')}\n`);
  }
  const serverRows: ServerRow[] = [];
  for (const server of servers) {
    if (isOver()) break;
    const row = await serverRow(context, server, serverVariants, quick);
    if (isOver()) break;
    if (!row.ok) return row;
    serverRows.push(row.value);
    const told = variantsOf(server, serverVariants).map(
      (each) => `${each}: ${describeOutcome(row.value.outcomes[each])}`,
    );
    tell(`${server.name}: ${told.join('; ')}\n`);
  }
  return ok({ programs: programRows, servers: serverRows });
}

/** What an earlier run with --json has printed: `rows` are those of programs. */
function readResults(file: string): { rows: CompatRow[]; servers: ServerRow[] } | undefined {
  const text = readText(file);
  if (!text.ok) return undefined;
  try {
    const { rows, servers } = JSON.parse(text.value) as { rows?: CompatRow[]; servers?: ServerRow[] };
    return rows === undefined && servers === undefined
      ? undefined
      : { rows: rows ?? [], servers: servers ?? [] };
  } catch {
    return undefined;
  }
}

/** What earlier runs have found, together, in the order of the names. */
export function mergeResults(
  files: readonly string[],
  programs: readonly string[],
  servers: readonly string[],
): Result<CompatResults> {
  const runs: { rows: CompatRow[]; servers: ServerRow[] }[] = [];
  for (const file of files) {
    const read = readResults(file);
    if (read === undefined) return err(noCompatResults(file));
    runs.push(read);
  }
  return ok({
    programs: mergeRows(
      runs.map(({ rows }) => rows),
      programs,
    ),
    servers: mergeServerRows(
      runs.map((run) => run.servers),
      servers,
    ),
  });
}

/** The sums below the lines. */
export function describeTotals(
  { programs, servers }: CompatResults,
  { programVariants, serverVariants }: CompatChoice,
): string {
  const totals = compatTotals(programs);
  const same = sameEverywhere(servers, serverVariants);
  const counts = programVariants.map((each) => `${totals[each]} the same with ${VARIANTS[each].join(' ')}`);
  const lines = [
    ...(programs.length === 0 ? [] : [`${programs.length} programs: ${counts.join(', ')}`]),
    ...(servers.length === 0 ? [] : [`${servers.length} servers: ${same} the same`]),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

/** Whether all that was run does in guests what it does on the host. */
export function isAllSame({ programs, servers }: CompatResults, choice: CompatChoice): boolean {
  return (
    programs.every((row) => choice.programVariants.every((each) => outcomeOf(row, each).kind === 'same')) &&
    servers.every((row) => isSame(row, choice.serverVariants))
  );
}
