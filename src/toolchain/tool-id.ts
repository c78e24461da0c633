// SPDX-License-Identifier: MIT
import { fileStatus, realPath, sha256 } from '../util/index.ts';
import { findCommand } from './find-tools.ts';

/**
 * A short word that changes when another version of a tool gets installed. Derived from the file behind the command,
 * because asking the tool itself costs a process start on every build.
 */
export function toolId(command: string): string {
  const path = findCommand(command, process.env['PATH'] ?? '');
  const target = path === undefined ? undefined : realPath(path);
  if (target?.ok !== true) return 'missing';
  const status = fileStatus(target.value);
  if (!status.ok) return 'missing';
  return sha256(`${target.value}\n${status.value.size}\n${status.value.mtimeMs}`).slice(0, 12);
}

/** Of all tools that the bytes of a kernel depend on. */
export function kernelToolIds(): string[] {
  return ['clang', 'ld.lld'].map(toolId);
}
