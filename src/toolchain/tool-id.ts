// SPDX-License-Identifier: MIT
import { fileStatus, join, realPath, sha256 } from '../util/index.ts';

/** The file that `command` runs by the search path, symbolic links followed; undefined when there is none. */
export function findTool(command: string, searchPath: string = process.env['PATH'] ?? ''): string | undefined {
  for (const folder of searchPath.split(':')) {
    const path = realPath(join(folder === '' ? '.' : folder, command));
    if (!path.ok) continue;
    const status = fileStatus(path.value);
    if (status.ok && status.value.kind === 'file' && (status.value.mode & 0o111) !== 0) return path.value;
  }
  return undefined;
}

/**
 * A short word that changes when another version of a tool gets installed. Derived from the file behind the command,
 * because asking the tool itself costs a process start on every build.
 */
export function toolId(command: string): string {
  const path = findTool(command);
  const status = path === undefined ? undefined : fileStatus(path);
  if (status?.ok !== true) return 'missing';
  return sha256(`${path}\n${status.value.size}\n${status.value.mtimeMs}`).slice(0, 12);
}
