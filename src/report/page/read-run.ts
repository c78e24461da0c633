// SPDX-License-Identifier: MIT
// What the page shows of a run: the part of the JSON of `run --json` that tells of what was left out.
import * as v from 'valibot';
import { err, ok, type Result } from '../../diagnostic/index.ts';
import { basename, readText } from '../../util/index.ts';
import { runFileDamaged, runFileUnreadable } from './messages.ts';
import type { RunRequests } from './page-data.ts';

const runSchema = v.object({
  leftOut: v.nullable(
    v.object({
      systemCalls: v.array(v.string()),
      symbols: v.array(v.string()),
      fileSystems: v.array(v.object({ path: v.string(), component: v.string() })),
      requests: v.nullable(v.number()),
    }),
  ),
});

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Reads what `run --json` wrote (docs/running.md). */
export function readRun(path: string): Result<RunRequests> {
  const text = readText(path);
  if (!text.ok) return err(runFileUnreadable(path, text.code));
  const parsed = v.safeParse(runSchema, parseJson(text.value));
  if (!parsed.success) return err(runFileDamaged(path));
  const { leftOut } = parsed.output;
  const nothing = { systemCalls: [], symbols: [], fileSystems: [], requests: 0 };
  return ok({ source: basename(path), ...(leftOut ?? nothing) });
}
