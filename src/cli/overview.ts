// SPDX-License-Identifier: MIT
import { commandNames, loadCommand } from './registry.ts';

/** What `thimble --help` prints: every command with its summary and its first example. */
export async function overview(version: string): Promise<string> {
  const commands = await Promise.all(commandNames().map(loadCommand));
  const width = Math.max(...commands.map((each) => each.declaration.name.length));
  const lines = commands.map(
    ({ declaration }) => `  ${declaration.name.padEnd(width)}  ${declaration.summary}`,
  );
  const examples = commands.flatMap(({ declaration }) => declaration.examples.slice(0, 1));
  const exampleWidth = Math.max(...examples.map((each) => each.words.length));
  const exampleLines = examples.map(
    (each) => `  thimble ${each.words.padEnd(exampleWidth)}  # ${each.meaning}`,
  );
  return `Thimble ${version}: unikernels cut to fit one Linux program.

Usage: thimble COMMAND [options] ...

Commands:
${lines.join('\n')}

Examples:
${exampleLines.join('\n')}

thimble COMMAND --help tells all of a command; docs/exit-codes.md lists the exit codes.
`;
}
