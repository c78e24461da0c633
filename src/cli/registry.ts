// SPDX-License-Identifier: MIT
// The folder commands/ is the registry: a command is there when its file is.
import { listDirectory } from '../util/fs.ts';
import { fileURLToPath, join } from '../util/path.ts';
import type { Command } from './command.ts';

const FOLDER = fileURLToPath(new URL('commands/', import.meta.url));

/** Names of all commands, sorted. */
export function commandNames(): string[] {
  const files = listDirectory(FOLDER);
  if (!files.ok) throw new Error(`the folder of the commands cannot be read: ${files.path} (${files.code})`);
  return files.value.filter((name) => /^[a-z-]+\.js$/.test(name)).map((name) => name.slice(0, -'.js'.length));
}

/**
 * Loads the command of one file, which exports it as `command`. (Not as the default: TypeScript 6 does not rewrite
 * `.ts` to `.js` in an import() below `export default`.)
 */
export async function loadCommand(name: string): Promise<Command> {
  const loaded = (await import(new URL(`commands/${name}.js`, import.meta.url).href)) as {
    command?: Command;
  };
  if (loaded.command?.declaration.name !== name) {
    throw new Error(`${join(FOLDER, name)}.js exports no command of the name "${name}"`);
  }
  return loaded.command;
}
