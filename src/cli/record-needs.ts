// SPDX-License-Identifier: MIT
// `run --record`: what a program asks for while it runs, merged into a file of needs.
import { loadComponents } from '../component/index.ts';
import { err, ok, type Result } from '../diagnostic/index.ts';
import { Recorder } from '../machine/index.ts';
import { mergeAdded, renderNeeds, type AddedNeed, type ImageNeeds } from '../needs/index.ts';
import { needsFileUnwritable } from '../needs/messages.ts';
import { systemCallName } from '../toolchain/syscalls-x86-64.ts';
import { isFile, resolve, writeWhole } from '../util/index.ts';
import { addedBy } from './added-needs.ts';
import { analyzedLibc, analyzeTree } from './analyze-tree.ts';
import type { CommandContext } from './command.ts';
import { fileEvidence } from './image-evidence.ts';
import type { PreparedProgram } from './prepare-program.ts';

export interface Recording {
  /** Takes the lines of the kernel's log. */
  readonly recorder: Recorder;
  readonly path: string;
  /** Of the image, with what the file had recorded before. */
  readonly needs: ImageNeeds;
  /** What the files of the image name of the paths that components are for, and components that they call for. */
  readonly named: readonly string[];
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
  const before = addedBy(isFile(path) ? path : undefined, needs);
  if (!before.ok) return before;
  const set = await loadComponents(context.root);
  if (!set.ok) return set;
  const files = fileEvidence(set.value, prepared.tree, needs);
  if (!files.ok) return files;
  context.tell([...warnings, ...before.value.warnings]);
  const named = [...files.value.paths, ...files.value.called];
  return ok({ recorder: new Recorder(), path, needs: { ...needs, added: before.value.added }, named });
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

/** What was seen, as it is written down. */
function seenBy({ recorded }: Recorder, evidence: string): AddedNeed[] {
  const { systemCalls, symbols, libraries, paths, components } = recorded;
  const of = (kind: AddedNeed['kind'], names: readonly string[]): AddedNeed[] =>
    names.map((name) => ({ kind, name, class: 'recorded', evidence }));
  return [
    ...of('syscall', systemCalls.map(String)),
    ...of('dlsym', symbols),
    ...of('dlopen', libraries),
    ...of('path', paths),
    ...of('component', components),
  ];
}

/** Writes the file, and says what came in. `words` are PROGRAM and ARGS. */
export function closeRecording(
  context: CommandContext,
  { recorder, path, needs, named }: Recording,
  words: readonly string[],
): Result<void> {
  const seen = seenBy(recorder, words.join(' ').slice(0, MOST_EVIDENCE));
  const added = mergeAdded(needs.added, seen);
  const written = writeWhole(path, renderNeeds({ ...needs, added }, systemCallName));
  if (!written.ok) return err(needsFileUnwritable(path, written.code));
  const found = foundIn(needs);
  const given = words.join('\n');
  const isFound = ({ kind, name }: AddedNeed): boolean =>
    found.has(`${kind} ${name}`) || named.includes(name) || (kind === 'path' && given.includes(name));
  const names = seen
    .filter((need) => !isFound(need))
    .map(({ kind, name }) => (kind === 'syscall' ? (systemCallName(Number(name)) ?? name) : name));
  const news =
    names.length === 0
      ? 'all found by the analysis as well'
      : `not found by the analysis: ${names.join(', ')}`;
  const { systemCalls, symbols, paths } = recorder.recorded;
  const counts = `${systemCalls.length} system calls, ${symbols.length} symbols, ${paths.length} file systems`;
  context.stderr.write(`thimble: recorded in ${path}: ${counts}; ${news}\n`);
  return ok(undefined);
}
