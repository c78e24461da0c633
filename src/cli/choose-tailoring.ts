// SPDX-License-Identifier: MIT
// Whether a kernel is cut to its image, and to what.
import { err, ok, type Result } from '../diagnostic/index.ts';
import type { ComponentSet } from '../component/index.ts';
import type { ImageTree } from '../image/index.ts';
import type { GuestCommand } from '../machine/index.ts';
import type { ExportRequest } from '../toolchain/index.ts';
import { resolve } from '../util/index.ts';
import type { CommandContext } from './command.ts';
import { onlyForCutKernels } from './messages.ts';
import type { ProgramOptions } from './prepare-program.ts';
import type { ProgramLibc } from './program-libc.ts';
import { DEFAULT_NEEDS } from './program-options.ts';
import type { Tailoring } from './tailor-kernel.ts';

/** The word by which somebody wants a kernel that is not cut. */
function universalBy(options: ProgramOptions, exports: ExportRequest | undefined): string | undefined {
  if (options.universal) return '--universal';
  if (options.record !== undefined) return '--record';
  if (exports === undefined || exports.kind === 'only') return undefined;
  return exports.kind === 'all-global' ? 'conf_hide_symbols=0' : 'no conf_version_script=';
}

/** What a command gives to a program. */
function textsOf(command: GuestCommand | undefined): string[] {
  if (command === undefined) return [];
  if (command.kind === 'line') return [command.text];
  return [
    ...command.args,
    ...(command.env?.values() ?? []),
    ...(command.cwd === undefined ? [] : [command.cwd]),
  ];
}

/** What there is to be cut to. */
export interface TailoringSubject {
  readonly set: ComponentSet;
  readonly tree: ImageTree;
  readonly libc: ProgramLibc;
  readonly command: GuestCommand | undefined;
  readonly exports: ExportRequest | undefined;
}

/** What the kernel is cut to; undefined when nobody wants it cut. What the libraries of an analysis cost is only loaded then. */
export async function chooseTailoring(
  context: CommandContext,
  options: ProgramOptions,
  { set, tree, libc, command, exports }: TailoringSubject,
): Promise<Result<Tailoring | undefined>> {
  const { needs, addSymbol, addSyscall, needsFile } = options;
  const universal = universalBy(options, exports);
  if (universal !== undefined) {
    const given = {
      '--needs': needs,
      '--add-symbol': addSymbol[0],
      '--add-syscall': addSyscall[0],
      '--needs-file': needsFile,
    };
    const [vain] = Object.entries(given).filter(([, value]) => value !== undefined);
    return vain === undefined ? ok(undefined) : err(onlyForCutKernels(vain[0], universal));
  }
  const { tailorTo } = await import('./tailor-kernel.ts');
  return tailorTo(set, tree, libc, {
    policy: needs ?? DEFAULT_NEEDS,
    symbols: addSymbol,
    systemCalls: addSyscall,
    texts: textsOf(command),
    allowMissing: options.allowMissing,
    ...(needsFile === undefined ? {} : { file: resolve(context.cwd, needsFile) }),
    ...(exports?.kind === 'only' ? { exports: exports.names } : {}),
  });
}
