// SPDX-License-Identifier: MIT
import { readSymbolLists } from '../component/index.ts';
import { err, ok, type Result } from '../diagnostic/index.ts';
import { collectPage } from '../report/page/collect-page.ts';
import type { FileNeeds, LadderRow } from '../report/page/page-data.ts';
import { readPageNeeds } from '../report/page/read-needs.ts';
import { renderPage } from '../report/page/render-page.ts';
import { measureKernel, objectNaming, openKernel } from '../toolchain/index.ts';
import { basename, resolve, writeWhole } from '../util/index.ts';
import type { CommandContext } from './command.ts';
import { EXIT } from './exit-codes.ts';
import { cannotWritePage } from './image-messages.ts';
import { openImage, openLiveness, type IMAGE_OPTIONS } from './open-image.ts';
import type { OptionValues } from './options.ts';

export type ReportOptions = OptionValues<typeof IMAGE_OPTIONS> & {
  readonly output: string | undefined;
  readonly needs: string | undefined;
  readonly ladder: ReadonlyMap<string, string>;
};

/** The sizes of the other kernels, then of this one; empty without others. */
function ladderRows(
  context: CommandContext,
  others: ReadonlyMap<string, string>,
  own: LadderRow,
): Result<LadderRow[]> {
  const rows: LadderRow[] = [];
  for (const [label, folder] of others) {
    const kernel = openKernel(resolve(context.cwd, folder));
    if (!kernel.ok) return kernel;
    rows.push({ label, bytes: kernel.value.stamp.strippedBytes });
  }
  return ok(rows.length === 0 ? [] : [...rows, own]);
}

/** `thimble report`. */
export async function runReport(context: CommandContext, options: ReportOptions): Promise<Result<number>> {
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
  let needs: readonly FileNeeds[] | undefined;
  if (options.needs !== undefined) {
    const read = readPageNeeds(resolve(context.cwd, options.needs));
    if (!read.ok) return read;
    needs = read.value;
  }
  const title =
    options.image === undefined
      ? `The kernel of profile ${basename(kernel.folder)}`
      : `The kernel in ${options.image}`;
  const ladder = ladderRows(context, options.ladder, { label: 'this kernel', bytes: size.value.fileBytes });
  if (!ladder.ok) return ladder;
  const page = collectPage({
    title,
    version: context.version,
    kernel,
    size: size.value,
    live: opened.value.live,
    set,
    naming: objectNaming(set),
    facts: {
      reason,
      lists: (symbol) =>
        lists.value.filter(({ names }) => names.includes(symbol)).map(({ library }) => library),
    },
    ...(needs === undefined ? {} : { needs }),
    ladder: ladder.value,
  });
  const path = resolve(context.cwd, options.output ?? 'report.html');
  const written = writeWhole(path, renderPage(page));
  if (!written.ok) return err(cannotWritePage(path, written.code));
  context.stdout.write(`${path}\n`);
  return ok(EXIT.success);
}
