// SPDX-License-Identifier: MIT
import { loadProfile, profileNames, readSymbolLists } from '../component/index.ts';
import { err, ok, type Result } from '../diagnostic/index.ts';
import { resolveComponents } from '../graph/index.ts';
import {
  answerWhy,
  buildLinkGraph,
  findTargets,
  readTargetWord,
  suggestRoots,
  targetNames,
  withNames,
  type LinkGraph,
} from '../liveness/index.ts';
import { renderLeftOut, renderWhy, renderWhyNot, type WhyFacts } from '../report/why.ts';
import { objectNaming, readUniverse, SYSTEM_CALLS } from '../toolchain/index.ts';
import { callsFor } from './called-for.ts';
import type { CommandContext } from './command.ts';
import { EXIT } from './exit-codes.ts';
import { alreadyInKernel, notInKernel, unknownName } from './image-messages.ts';
import {
  openImage,
  openLiveness,
  type IMAGE_OPTIONS,
  type ImageLiveness,
  type OpenedImage,
} from './open-image.ts';
import type { OptionValues } from './options.ts';

const SUGGESTIONS = 3;

export type WhyOptions = OptionValues<typeof IMAGE_OPTIONS> & {
  readonly not: boolean;
  readonly all: boolean;
  readonly json: boolean;
};

function print(context: CommandContext, value: unknown): void {
  context.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

/** By component, the profiles whose kernels have it. */
async function profilesByComponent(
  context: CommandContext,
  image: OpenedImage,
): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  for (const name of profileNames(context.root)) {
    const profile = await loadProfile(context.root, name);
    const selection = profile.ok ? resolveComponents(image.set, profile.value) : profile;
    if (!selection.ok) continue;
    for (const { component } of selection.value.selected)
      found.set(component.name, [...(found.get(component.name) ?? []), name]);
  }
  return found;
}

function unknown(word: string, graph: LinkGraph, image: OpenedImage): Result<never> {
  const { name } = readTargetWord(word);
  return err(unknownName(name, targetNames(graph, objectNaming(image.set)), SYSTEM_CALLS.has(name)));
}

async function whyNot(
  context: CommandContext,
  word: string,
  image: OpenedImage,
  { live, inputs }: ImageLiveness,
  json: boolean,
): Promise<Result<number>> {
  const naming = objectNaming(image.set);
  if (answerWhy(live, naming, word).answers.length > 0) return err(alreadyInKernel(word));
  const all = await readUniverse(image.set, inputs);
  if (!all.ok) return all;
  const graph = buildLinkGraph(all.value);
  const { name, kind } = readTargetWord(word);
  const targets = findTargets(graph, naming, name).filter((each) => kind === undefined || each.kind === kind);
  if (targets.length === 0) return unknown(word, graph, image);
  const universe = { graph, inputs: all.value, naming, systemCalls: new Set(SYSTEM_CALLS.keys()) };
  const nodes = targets.filter((each) => each.kind === targets[0]?.kind).flatMap((each) => each.nodes);
  const suggestions = suggestRoots(live, universe, nodes, SUGGESTIONS).map(({ remedy, steps }) => ({
    remedy,
    steps: steps.map((step) => withNames(step, naming)),
  }));
  const profiles = await profilesByComponent(context, image);
  const left = image.kernel.stamp.leftOut.includes(name) ? image.set.components.get(name) : undefined;
  const calls = left === undefined ? undefined : callsFor(left);
  if (!json && calls !== undefined) context.stdout.write(renderLeftOut(name, calls));
  if (json) print(context, { name: word, inKernel: false, leftOut: left !== undefined, suggestions });
  else context.stdout.write(renderWhyNot(word, suggestions, (component) => profiles.get(component) ?? []));
  return ok(EXIT.success);
}

/** `thimble why NAME`. */
export async function runWhy(
  context: CommandContext,
  word: string,
  options: WhyOptions,
): Promise<Result<number>> {
  const image = await openImage(context, options);
  if (!image.ok) return image;
  const opened = openLiveness(context, image.value);
  if (!opened.ok) return opened;
  context.tell(opened.value.warnings);
  if (options.not) return whyNot(context, word, image.value, opened.value, options.json);
  const lists = readSymbolLists(context.root);
  if (!lists.ok) return lists;
  const { live, inputs } = opened.value;
  const { answers, otherKinds, absent } = answerWhy(live, objectNaming(image.value.set), word);
  if (answers.length === 0) {
    if (absent.length > 0) return err(notInKernel(word));
    const all = await readUniverse(image.value.set, inputs);
    if (!all.ok) return all;
    const graph = buildLinkGraph(all.value);
    const { name } = readTargetWord(word);
    if (findTargets(graph, objectNaming(image.value.set), name).length > 0) return err(notInKernel(word));
    return unknown(word, graph, image.value);
  }
  const facts: WhyFacts = {
    reason: image.value.reason,
    lists: (symbol) =>
      lists.value.filter(({ names }) => names.includes(symbol)).map(({ library }) => library),
  };
  if (options.json) {
    print(context, { name: word, inKernel: true, answers, otherKinds });
    return ok(EXIT.success);
  }
  const { colour } = context.stdout;
  context.stdout.write(
    answers.map((each) => renderWhy(each, facts, { all: options.all, colour })).join('\n'),
  );
  for (const kind of otherKinds) context.stdout.write(`(also a ${kind}: thimble why ${kind}:${word})\n`);
  return ok(EXIT.success);
}
