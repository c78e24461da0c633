// SPDX-License-Identifier: MIT
import { CONFIGURATION_FILE } from '../component/index.ts';
import { err, ok, type Result } from '../diagnostic/index.ts';
import { createFile, join, linkStatus, resolve } from '../util/index.ts';
import { cannotWriteConfiguration, configurationExists, noSuchFile } from './messages.ts';

function configurationText(program: string): string {
  return `// What to make a virtual machine of. thimble build and thimble run use it in this folder;
// the keys are in Thimble's docs/configuration.md, and your editor knows them.
import { defineImage } from 'thimble';

export default defineImage({
  program: ${JSON.stringify(program)},
  // args: ['--port', '8080'],
  // env: { LANG: 'C.UTF-8' },
  // files: { '/etc/server.conf': 'server.conf' },
  // memory: '64M',
});
`;
}

/**
 * Writes a configuration into a folder. One that is there stays as it is.
 *
 * @param program Path of the program, absolute or relative to the folder; has to be there.
 * @returns The path of the file.
 */
export function initProject(folder: string, program: string | undefined): Result<string> {
  if (program !== undefined && !linkStatus(resolve(folder, program)).ok) return err(noSuchFile(program));
  const path = join(folder, CONFIGURATION_FILE);
  const written = createFile(path, configurationText(program ?? './program'));
  if (written.ok) return ok(path);
  return err(
    written.code === 'EEXIST' ? configurationExists(path) : cannotWriteConfiguration(path, written.code),
  );
}
