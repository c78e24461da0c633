// SPDX-License-Identifier: MIT
import { readSymbolLists, type BuildMode, type SymbolList } from '../component/index.ts';
import { err, ok, type Result } from '../diagnostic/index.ts';
import { ladderLabel } from '../report/ladder.ts';
import { collectPage } from '../report/page/collect-page.ts';
import type { FileNeeds, LadderRow, RunRequests } from '../report/page/page-data.ts';
import { readPageNeeds } from '../report/page/read-needs.ts';
import { readRun } from '../report/page/read-run.ts';
import { renderPage } from '../report/page/render-page.ts';
import { measureKernel, objectNaming, openKernel, readUniverse } from '../toolchain/index.ts';
import { basename, isFile, join, resolve, writeWhole } from '../util/index.ts';
import { callsFor } from './called-for.ts';
import type { CommandContext } from './command.ts';
import { EXIT } from './exit-codes.ts';
import { cannotWritePage } from './image-messages.ts';
import { measureUncut } from './measure-ladder.ts';
import { openImage, openLiveness, type IMAGE_OPTIONS } from './open-image.ts';
import type { OptionValues } from './options.ts';

export type ReportOptions = OptionValues<typeof IMAGE_OPTIONS> & {
  readonly output: string | undefined;
  readonly needs: string | undefined;
  readonly run: string | undefined;
  readonly fromUniversal: boolean;
  readonly ladder: ReadonlyMap<string, string>;
};

/** The sizes of the other kernels, then of this one; empty without others. */
async function ladderRows(
  context: CommandContext,
  { ladder, fromUniversal, profile, machine }: ReportOptions,
  own: LadderRow,
  mode: BuildMode,
): Promise<Result<LadderRow[]>> {
  const rows: LadderRow[] = [];
  if (fromUniversal) {
    const name = profile ?? machine;
    const steps = await measureUncut(context, name, mode);
    if (!steps.ok) return steps;
    rows.push(...steps.value.map(({ step, bytes }) => ({ label: ladderLabel(step, name), bytes })));
  }
  for (const [label, folder] of ladder) {
    const kernel = openKernel(resolve(context.cwd, folder));
    if (!kernel.ok) return kernel;
    rows.push({ label, bytes: kernel.value.stamp.strippedBytes });
  }
  return ok(rows.length === 0 ? [] : [...rows, own]);
}

/** The needs that were asked for, or those that `build` put beside the kernel. */
function needsOf(context: CommandContext, { needs, image }: ReportOptions): Result<FileNeeds[] | undefined> {
  if (needs !== undefined) return readPageNeeds(resolve(context.cwd, needs));
  const beside = image === undefined ? undefined : resolve(context.cwd, join(image, 'needs.json'));
  return beside !== undefined && isFile(beside) ? readPageNeeds(beside) : ok(undefined);
}

/** By name, the libraries whose lists have it. */
function librariesByName(lists: readonly SymbolList[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const { library, names } of lists)
    for (const name of names) found.set(name, [...(found.get(name) ?? []), library]);
  return found;
}

/** `thimble report`. */
export async function runReport(context: CommandContext, options: ReportOptions): Promise<Result<number>> {
  const needs = needsOf(context, options);
  if (!needs.ok) return needs;
  const run: Result<RunRequests | undefined> =
    options.run === undefined ? ok(undefined) : readRun(resolve(context.cwd, options.run));
  if (!run.ok) return run;
  const image = await openImage(context, options);
  if (!image.ok) return image;
  const { kernel, set, reason } = image.value;
  const opened = openLiveness(context, image.value);
  if (!opened.ok) return opened;
  context.tell(opened.value.warnings);
  const size = measureKernel(kernel);
  if (!size.ok) return size;
  const lists = readSymbolLists(context.root);
  if (!lists.ok) return lists;
  const universe = await readUniverse(set, opened.value.inputs);
  if (!universe.ok) return universe;
  const listed = librariesByName(lists.value);
  const title =
    options.image === undefined
      ? `The kernel of profile ${basename(kernel.folder)}`
      : `The kernel in ${options.image}`;
  const own = { label: 'this kernel', bytes: size.value.fileBytes };
  const ladder = await ladderRows(context, options, own, kernel.stamp.mode);
  if (!ladder.ok) return ladder;
  const page = collectPage({
    title,
    version: context.version,
    kernel,
    size: size.value,
    live: opened.value.live,
    set,
    naming: objectNaming(set),
    facts: { reason, lists: (symbol) => listed.get(symbol) ?? [] },
    universe: universe.value,
    listed,
    callsFor: (name) => {
      const component = set.components.get(name);
      return component === undefined ? undefined : callsFor(component);
    },
    ...(needs.value === undefined ? {} : { needs: needs.value }),
    ...(run.value === undefined ? {} : { run: run.value }),
    ladder: ladder.value,
  });
  const path = resolve(context.cwd, options.output ?? 'report.html');
  const written = writeWhole(path, renderPage(page));
  if (!written.ok) return err(cannotWritePage(path, written.code));
  context.stdout.write(`${path}\n`);
  return ok(EXIT.success);
}
