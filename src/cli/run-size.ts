// SPDX-License-Identifier: MIT
import { err, ok, type Result } from '../diagnostic/index.ts';
import { renderSizeComparison, renderSizes } from '../report/kernel-size.ts';
import { renderSizeReasons, sizesAsMarkdown } from '../report/size-reasons.ts';
import {
  compareSizes,
  groupSizes,
  measureKernel,
  objectNaming,
  openKernel,
  type SizeComparison,
  type SizeGrouping,
  type SizeTable,
} from '../toolchain/index.ts';
import { resolve } from '../util/index.ts';
import { describeSizes } from './describe-sizes.ts';
import type { CommandContext } from './command.ts';
import { EXIT } from './exit-codes.ts';
import { overBudget, reasonsOfComponents } from './image-messages.ts';
import { openImage, type IMAGE_OPTIONS, type OpenedImage } from './open-image.ts';
import type { OptionValues } from './options.ts';

const GROWTH_SHOWN = 5;

export type SizeOptions = OptionValues<typeof IMAGE_OPTIONS> & {
  readonly by: SizeGrouping;
  readonly top: number;
  readonly compare: string | undefined;
  readonly budget: number | undefined;
  readonly why: boolean;
  readonly markdown: boolean;
  readonly json: boolean;
};

function compareWith(
  context: CommandContext,
  image: OpenedImage,
  table: SizeTable,
  folder: string,
): Result<SizeComparison> {
  const before = openKernel(resolve(context.cwd, folder));
  if (!before.ok) return before;
  const measured = measureKernel(before.value);
  if (!measured.ok) return measured;
  return ok(compareSizes(groupSizes(measured.value, table.by, objectNaming(image.set)), table));
}

/** `thimble size`. */
export async function runSize(context: CommandContext, options: SizeOptions): Promise<Result<number>> {
  if ((options.why || options.markdown) && options.by !== 'component')
    return err(reasonsOfComponents(options.by));
  const image = await openImage(context, options);
  if (!image.ok) return image;
  const measured = measureKernel(image.value.kernel);
  if (!measured.ok) return measured;
  const table = groupSizes(measured.value, options.by, objectNaming(image.value.set));
  let comparison: SizeComparison | undefined;
  if (options.compare !== undefined) {
    const compared = compareWith(context, image.value, table, options.compare);
    if (!compared.ok) return compared;
    comparison = compared.value;
  }
  const { budget } = options;
  const over = budget !== undefined && table.fileBytes > budget;
  const { colour } = context.stdout;
  if (options.json) {
    const facts = {
      ...table,
      ...(budget === undefined ? {} : { budget, overBudget: over }),
      ...(comparison === undefined ? {} : { comparison }),
    };
    context.stdout.write(`${JSON.stringify(facts, null, 2)}\n`);
  } else if (comparison !== undefined)
    context.stdout.write(renderSizeComparison(comparison, table.by, colour));
  else if (options.why || options.markdown) {
    const described = describeSizes(table, image.value.set, image.value.reason);
    context.stdout.write(
      options.markdown ? sizesAsMarkdown(described) : renderSizeReasons(described, colour),
    );
  } else context.stdout.write(renderSizes(table, { top: options.top, colour }));
  if (!over) return ok(EXIT.success);
  const grown = comparison?.changes.filter(({ before, after }) => after > before).slice(0, GROWTH_SHOWN);
  context.tell([overBudget(table.fileBytes, budget, grown)]);
  return ok(EXIT.overBudget);
}
