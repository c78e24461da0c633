// SPDX-License-Identifier: MIT
import { readSymbolLists } from '../component/index.ts';
import { ok, type Result } from '../diagnostic/index.ts';
import type { Available } from '../needs/index.ts';
import { SYSTEM_CALLS } from '../toolchain/syscalls-x86-64.ts';

/** What a kernel of a source tree could have. */
export function availableIn(root: string): Result<Available> {
  const lists = readSymbolLists(root);
  if (!lists.ok) return lists;
  return ok({ symbols: new Set(lists.value.flatMap(({ names }) => names)), systemCalls: SYSTEM_CALLS });
}
