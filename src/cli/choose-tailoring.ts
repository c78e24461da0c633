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
import type { DeclaredCut } from './resolve-program.ts';
import type { Tailoring } from './tailor-kernel.ts';

/** Options that say what a kernel is cut to, with what was given. */
function givenOptions({ needs, addSymbol, addSyscall, needsFile }: ProgramOptions): string[] {
  const given = {
    '--needs': needs,
    '--add-symbol': addSymbol[0],
    '--add-syscall': addSyscall[0],
    '--needs-file': needsFile,
  };
  return Object.entries(given).flatMap(([option, value]) => (value === undefined ? [] : [option]));
}

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
  /** Changes when anything in the tree does. */
  readonly key: string;
  readonly libc: ProgramLibc;
  readonly command: GuestCommand | undefined;
  readonly exports: ExportRequest | undefined;
  /** What the declaration of the program says. */
  readonly declared: DeclaredCut | undefined;
}

/** What the kernel is cut to; undefined when nobody wants it cut. What the libraries of an analysis cost is only loaded then. */
export async function chooseTailoring(
  context: CommandContext,
  options: ProgramOptions,
  { set, tree, key, libc, command, exports, declared }: TailoringSubject,
): Promise<Result<Tailoring | undefined>> {
  const { needs, addSymbol, addSyscall, needsFile } = options;
  const [vain] = givenOptions(options);
  const universal = universalBy(options, exports);
  if (universal !== undefined)
    return vain === undefined ? ok(undefined) : err(onlyForCutKernels(vain, universal));
  // Who says on the command line what to cut to wants it cut.
  if (declared?.universal === true && vain === undefined) return ok(undefined);
  const file = needsFile === undefined ? declared?.needsFile : resolve(context.cwd, needsFile);
  const { tailorTo } = await import('./tailor-kernel.ts');
  const wish = {
    policy: needs ?? declared?.policy ?? DEFAULT_NEEDS,
    symbols: [...(declared?.symbols ?? []), ...addSymbol],
    systemCalls: [...(declared?.systemCalls ?? []), ...addSyscall],
    texts: textsOf(command),
    allowMissing: options.allowMissing,
    ...(file === undefined ? {} : { file }),
    ...(exports?.kind === 'only' ? { exports: exports.names } : {}),
  };
  return tailorTo(set, tree, libc, wish, key);
}
