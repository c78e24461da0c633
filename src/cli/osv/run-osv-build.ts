// SPDX-License-Identifier: MIT
import { loadComponents } from '../../component/index.ts';
import { err, ok, type Result } from '../../diagnostic/index.ts';
import type { CommandContext } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { contradictoryOptions } from '../messages.ts';
import { buildOsv, type OsvOptions, type OsvResults } from './build-osv.ts';
import { cleanResults } from './results.ts';
import { readOsvWords } from './words.ts';

export interface OsvCommandOptions extends OsvOptions {
  readonly output: string | undefined;
  readonly json: boolean;
}

/** Options that say in another way what a word says, or would be of no effect. */
function contradiction(options: OsvCommandOptions, hasProfile: boolean): Result<void> {
  if (options.output !== undefined)
    return err(contradictoryOptions("OSv's words", '--output', 'the results are in build/release.x64'));
  if (options.machine !== undefined)
    return err(
      contradictoryOptions(
        "OSv's words",
        '--machine',
        'drivers_profile= or --for says what the kernel is for',
      ),
    );
  if (options.profile !== undefined)
    return err(contradictoryOptions("OSv's words", '--profile', 'drivers_profile= says the same'));
  if (options.debug) return err(contradictoryOptions("OSv's words", '--debug', 'mode=debug says the same'));
  if (options.for !== undefined && hasProfile)
    return err(contradictoryOptions('drivers_profile=', '--for', 'both say what the kernel is for'));
  if (options.appendManifest && options.manifest !== undefined)
    return err(contradictoryOptions('--append-manifest', '--manifest', 'an image has one manifest'));
  return ok(undefined);
}

function describe(options: OsvCommandOptions, results: OsvResults): string {
  const { folder, prepared, exported } = results;
  const { kernel, rootfs, libc } = prepared;
  const { strippedBytes, exports, components } = kernel;
  if (options.json) {
    return `${JSON.stringify({ folder, exported: exported ?? null, kernel: { strippedBytes, exports, components }, rootfs: { bytes: rootfs.bytes }, libc }, null, 2)}\n`;
  }
  // As the page of OSv shows sizes.
  const size = (bytes: number): string => `${Math.ceil(bytes / 1024)}K`.padEnd(7);
  const lines = [
    `${size(strippedBytes)} ${folder}/kernel-stripped.elf`,
    `${size(rootfs.bytes)} ${folder}/usr.img`,
  ];
  if (exported !== undefined) lines.push(`exported ${exported}`);
  return lines.map((line) => `${line}\n`).join('');
}

async function runChecks(context: CommandContext): Promise<Result<number>> {
  const [{ command }, { ensurePackages }] = await Promise.all([
    import('../commands/test.ts'),
    import('../ensure-packages.ts'),
  ]);
  const ensured = await ensurePackages(context, 'test');
  if (!ensured.ok) return ensured;
  return command.run(context, { options: { only: [], list: false }, operands: [] });
}

/** What `./scripts/build WORDS` does. */
export async function runOsvBuild(
  context: CommandContext,
  words: readonly string[],
  options: OsvCommandOptions,
): Promise<Result<number>> {
  const set = await loadComponents(context.root);
  if (!set.ok) return set;
  const drivers = [...set.value.components.keys()].map((name) => name.replaceAll('-', '_'));
  const request = readOsvWords(words, drivers);
  if (!request.ok) return request;
  switch (request.value.kind) {
    case 'clean': {
      const cleaned = cleanResults(context.root);
      return cleaned.ok ? ok(EXIT.success) : cleaned;
    }
    case 'check':
      return runChecks(context);
    case 'build': {
      const checked = contradiction(options, request.value.profile !== undefined);
      if (!checked.ok) return checked;
      const built = await buildOsv(context, request.value, options);
      if (!built.ok) return built;
      context.tell(built.value.prepared.warnings);
      context.stdout.write(describe(options, built.value));
      return ok(EXIT.success);
    }
    default:
      return request.value satisfies never;
  }
}
