// SPDX-License-Identifier: MIT
// What the page shows of a needs.json. The file may know more; what is not shown is not looked at.
import * as v from 'valibot';
import { err, ok, type Result } from '../../diagnostic/index.ts';
import { readText } from '../../util/index.ts';
import { badNeeds, unreadableNeeds } from '../messages.ts';
import type { FileNeeds, NeedRow } from './page-data.ts';

const provider = v.optional(v.string());
const schema = v.object({
  format: v.literal('thimble-needs'),
  version: v.literal(1),
  files: v.array(
    v.object({
      path: v.string(),
      imports: v.array(v.object({ name: v.string(), version: v.optional(v.string()), provider })),
      runtime: v.array(
        v.object({
          call: v.picklist(['dlsym', 'dlopen', 'syscall']),
          name: v.optional(v.string()),
          number: v.optional(v.number()),
          class: v.string(),
          provider,
        }),
      ),
    }),
  ),
});

type NeedsFile = v.InferOutput<typeof schema>['files'][number];

function rowsOf({ imports, runtime }: NeedsFile): NeedRow[] {
  const found = (by: string | undefined): string => by ?? 'nobody';
  const importRows = imports.map((each): NeedRow => ({
    kind: 'import',
    name: each.name,
    certainty: 'proved',
    provider: found(each.provider),
  }));
  const runtimeRows = runtime.map((each): NeedRow => ({
    kind: each.call === 'syscall' ? 'system call' : each.call,
    name: each.name ?? `number ${each.number}`,
    certainty: each.class,
    provider: each.call === 'syscall' ? 'kernel' : found(each.provider),
  }));
  return [...importRows, ...runtimeRows];
}

/** Reads a needs.json (docs/needs.md). */
export function readPageNeeds(path: string): Result<FileNeeds[]> {
  const text = readText(path);
  if (!text.ok) return err(unreadableNeeds(path, text.code));
  let value: unknown;
  try {
    value = JSON.parse(text.value);
  } catch (cause) {
    return err(badNeeds(path, cause instanceof Error ? cause.message : String(cause)));
  }
  const parsed = v.safeParse(schema, value);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    return err(badNeeds(path, `${v.getDotPath(issue) ?? 'the whole file'}: ${issue.message}`));
  }
  return ok(parsed.output.files.map((file) => ({ path: file.path, needs: rowsOf(file) })));
}
