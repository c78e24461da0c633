// SPDX-License-Identifier: MIT
import { ok } from '../../diagnostic/index.ts';
import type { ToolState } from '../../toolchain/find-tools.ts';
import { defineCommand, type CommandContext } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { flag } from '../options.ts';
import { renderTable } from '../table.ts';

interface DoctorRow {
  readonly tool: string;
  readonly state: ToolState['kind'];
  readonly version: string | null;
  readonly minimum: string | null;
  readonly path: string | null;
  readonly package: string;
  readonly purpose: string;
}

function toRow(state: ToolState): DoctorRow {
  const { tool } = state;
  return {
    tool: tool.name,
    state: state.kind,
    version: state.kind === 'missing' ? null : (state.version ?? null),
    minimum: tool.minimum ?? null,
    path: state.kind === 'missing' ? null : state.path,
    package: tool.debianPackage,
    purpose: tool.purpose,
  };
}

const STATE_TEXT = { found: 'ok', 'too-old': 'too old', missing: 'missing' } as const;

function renderRows(context: CommandContext, rows: readonly DoctorRow[]): string {
  const cells = rows.map((row) => [
    row.tool,
    STATE_TEXT[row.state],
    `${row.version ?? '-'}${row.minimum === null ? '' : ` (>= ${row.minimum})`}`,
    row.purpose,
    row.package,
    row.path ?? '-',
  ]);
  const node = ['node', 'ok', `${process.versions.node} (>= 20)`, 'build', 'nodejs', process.execPath];
  return renderTable(
    ['tool', 'state', 'version', 'for', 'package', 'path'],
    [node, ...cells],
    context.stdout.colour,
  );
}

export const command = defineCommand(
  {
    name: 'doctor',
    summary: 'Shows which tools of the system are there, their versions, and what is missing',
    operands: '',
    operandCount: [0, 0],
    options: { json: flag('--json', 'print one JSON object instead of the table') },
    examples: [
      { words: 'doctor', meaning: 'a table; exit code 1 when something is missing' },
      { words: 'doctor --json', meaning: 'the same for a program' },
    ],
  },
  async (context, { options }) => {
    const [{ installCommands, lookForTools }, { SYSTEM_TOOLS }] = await Promise.all([
      import('../ensure-packages.ts'),
      import('../../toolchain/system-packages.ts'),
    ]);
    const rows = (await lookForTools(context, SYSTEM_TOOLS)).map(toRow);
    const lacking = rows.filter((row) => row.state !== 'found');
    if (options.json) {
      const node = { version: process.versions.node, path: process.execPath };
      context.stdout.write(`${JSON.stringify({ version: context.version, node, tools: rows }, null, 2)}\n`);
    } else {
      context.stdout.write(renderRows(context, rows));
      const packages = [...new Set(lacking.map((row) => row.package))];
      if (packages.length > 0)
        context.stdout.write(`\nTo get what is missing: ${installCommands(packages)}\n`);
    }
    return ok(lacking.length === 0 ? EXIT.success : EXIT.failure);
  },
);
