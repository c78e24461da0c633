// SPDX-License-Identifier: MIT
import type { OpenWorld } from './file-needs.ts';

/** Parts of programs that call whatever the program's own input names. Recognized by a symbol that nothing else has. */
const SIGNS: readonly (OpenWorld & { readonly as: 'import' | 'definition' })[] = [
  // Python's ctypes, Ruby's fiddle, PHP's FFI, GObject introspection, JNA.
  { kind: 'symbols', by: 'libffi', symbol: 'ffi_call', as: 'import' },
  { kind: 'symbols', by: 'libffi', symbol: 'ffi_call', as: 'definition' },
  { kind: 'symbols', by: 'LuaJIT', symbol: 'luaJIT_setmode', as: 'definition' },
  { kind: 'symbols', by: 'dyncall', symbol: 'dcCallVoid', as: 'import' },
  { kind: 'symbols', by: 'Java', symbol: 'JNI_CreateJavaVM', as: 'definition' },
  { kind: 'system-calls', by: "Perl's syscall", symbol: 'Perl_pp_syscall', as: 'definition' },
];

/** What makes a file able to ask for anything, by its dynamic symbols. */
export function recognizeOpenWorld(
  imports: readonly { readonly name: string }[],
  defines: readonly string[],
): OpenWorld[] {
  const imported = new Set(imports.map(({ name }) => name));
  const defined = new Set(defines);
  return SIGNS.filter(({ symbol, as }) => (as === 'import' ? imported : defined).has(symbol)).map(
    ({ kind, by, symbol }) => ({ kind, by, symbol }),
  );
}
