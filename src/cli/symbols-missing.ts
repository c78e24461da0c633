// SPDX-License-Identifier: MIT
// `thimble symbols --missing`: what a program would lack if the kernel were its libc.
import { err, ok, type Result } from '../diagnostic/index.ts';
import { checkWorld, collectProgram } from '../needs/index.ts';
import type { MissingSymbol } from '../report/symbols.ts';
import type { CommandContext } from './command.ts';
import { libcNotUsed } from './messages.ts';
import { KERNEL_LIBC } from './program-libc.ts';
import { resolveProgram } from './resolve-program.ts';

/** What a program and its libraries, those of glibc left out, ask for and neither they nor `exported` have. */
export async function missingSymbols(
  context: CommandContext,
  word: string,
  exported: ReadonlySet<string>,
): Promise<Result<MissingSymbol[]>> {
  const program = await resolveProgram(context, word);
  if (!program.ok) return program;
  const { host, guest } = program.value;
  const collected = collectProgram(host, { guestPathOf: () => guest, kernelLibc: KERNEL_LIBC });
  if (!collected.ok) return collected;
  const { byKernel, kind, loaded } = collected.value;
  if (!byKernel) {
    const notUsed = libcNotUsed(kind === 'dynamic' ? 'image' : 'none', KERNEL_LIBC.interpreter);
    return err({ ...notUsed, severity: 'error', help: 'name a dynamic program that was made for glibc' });
  }
  const faults = checkWorld({ program: loaded, extras: [], kernelExports: exported });
  if (!faults.ok) return faults;
  const symbols = faults.value.filter((fault) => fault.kind === 'symbol');
  return ok(symbols.map(({ file, symbol }) => ({ file, ...symbol })));
}
