// SPDX-License-Identifier: MIT
// `run --record`: what a program asks for while it runs, merged into a file of needs.
import { err, ok, type Result } from '../diagnostic/index.ts';
import { Recorder } from '../machine/index.ts';
import { mergeAdded, renderNeeds, type AddedNeed, type ImageNeeds } from '../needs/index.ts';
import { needsFileUnwritable } from '../needs/messages.ts';
import { systemCallName } from '../toolchain/syscalls-x86-64.ts';
import { isFile, resolve, writeWhole } from '../util/index.ts';
import { addedBy } from './added-needs.ts';
import { analyzedLibc, analyzeTree } from './analyze-tree.ts';
import type { CommandContext } from './command.ts';
import type { PreparedProgram } from './prepare-program.ts';

export interface Recording {
  /** Takes the lines of the kernel's log. */
  readonly recorder: Recorder;
  readonly path: string;
  /** Of the image, with what the file had recorded before. */
  readonly needs: ImageNeeds;
}

/** Reads what was recorded before. A file that is about something else is refused before anything runs. */
export async function openRecording(
  context: CommandContext,
  word: string,
  prepared: PreparedProgram,
): Promise<Result<Recording>> {
  const path = resolve(context.cwd, word);
  const analysis = await analyzeTree(context.root, prepared.tree, analyzedLibc(prepared.libc));
  if (!analysis.ok) return analysis;
  const { needs, warnings } = analysis.value;
  const before = isFile(path) ? addedBy(path, needs) : ok({ added: [], warnings: [] });
  if (!before.ok) return before;
  context.tell([...warnings, ...before.value.warnings]);
  return ok({ recorder: new Recorder(), path, needs: { ...needs, added: before.value.added } });
}

/** What the file says of where a need was seen: the command, as far as it is short. */
const MOST_EVIDENCE = 120;

/** Needs that the analysis found by itself. */
function foundIn({ files }: ImageNeeds): Set<string> {
  return new Set(
    files.flatMap(({ imports, runtime }) => [
      ...imports.map(({ name }) => `dlsym ${name}`),
      ...runtime.map(({ kind, name }) => `${kind} ${name}`),
    ]),
  );
}

/** Writes the file, and says what came in. `words` are PROGRAM and ARGS. */
export function closeRecording(
  context: CommandContext,
  { recorder, path, needs }: Recording,
  words: readonly string[],
): Result<void> {
  const evidence = words.join(' ').slice(0, MOST_EVIDENCE);
  const { systemCalls, symbols } = recorder.recorded;
  const seen = [
    ...systemCalls.map((number): AddedNeed => ({
      kind: 'syscall',
      name: String(number),
      class: 'recorded',
      evidence,
    })),
    ...symbols.map((name): AddedNeed => ({ kind: 'dlsym', name, class: 'recorded', evidence })),
  ];
  const added = mergeAdded(needs.added, seen);
  const written = writeWhole(path, renderNeeds({ ...needs, added }, systemCallName));
  if (!written.ok) return err(needsFileUnwritable(path, written.code));
  const found = foundIn(needs);
  const closed = seen.filter(({ kind, name }) => !found.has(`${kind} ${name}`));
  const names = closed.map(({ kind, name }) =>
    kind === 'dlsym' ? name : (systemCallName(Number(name)) ?? name),
  );
  const news =
    names.length === 0
      ? 'all found by the analysis as well'
      : `not found by the analysis: ${names.join(', ')}`;
  context.stderr.write(
    `thimble: recorded in ${path}: ${systemCalls.length} system calls, ${symbols.length} symbols; ${news}\n`,
  );
  return ok(undefined);
}
