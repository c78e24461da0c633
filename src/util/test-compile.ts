// SPDX-License-Identifier: MIT
// For tests only, and not in the index: what compilers make of small programs.
import { readBytes } from './fs.ts';
import { join } from './path.ts';
import { spawn, type SpawnOptions } from './spawn.ts';
import { inTemporaryFolder, writeFiles } from './test-tree.ts';

/** Runs a command that has to succeed. */
export async function mustRun(
  command: string,
  args: readonly string[],
  options: SpawnOptions = {},
): Promise<void> {
  const end = await spawn(command, args, options);
  if (end.kind !== 'exited' || end.code !== 0)
    throw new Error(`${command} ${args.join(' ')}: ${JSON.stringify(end)}`);
}

/** The bytes of a file that has to be there. */
export function mustRead(path: string): Uint8Array {
  const bytes = readBytes(path);
  if (!bytes.ok) throw new Error(`${path}: ${bytes.code}`);
  return bytes.value;
}

/** What a compiler makes of one file, which has a name that tells the language. */
export function compiled(
  compiler: string,
  flags: readonly string[],
  name: string,
  text: string,
  env?: Readonly<Record<string, string>>,
): Promise<Uint8Array> {
  return inTemporaryFolder(async (folder) => {
    writeFiles(folder, { [name]: text });
    const options = { cwd: folder, ...(env === undefined ? {} : { env }) };
    await mustRun(compiler, [...flags, '-o', 'compiled', name], options);
    return mustRead(join(folder, 'compiled'));
  });
}
