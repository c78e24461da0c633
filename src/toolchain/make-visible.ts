// SPDX-License-Identifier: MIT
// Objects in which no symbol is hidden. What hides a symbol is a field of the object's symbol table (gABI chapter 4, "Symbol
// Visibility"), so nothing has to be compiled again.
import { err, ok, type Result } from '../diagnostic/index.ts';
import { Elf64_Sym, readElf, SHT } from '../elf/index.ts';
import { join, readBytes, writeWhole } from '../util/index.ts';
import { fileFailed } from './messages.ts';

/** Below the root; objects have the same paths in it. */
const VISIBLE_ROOT = 'build/obj-visible';

const LOCAL = 0;
const VISIBILITY_BITS = 0x3;

/** A copy of an object with default visibility for every symbol that is not local, the undefined ones included. */
export function withoutHiding(bytes: Uint8Array, name: string): Result<Uint8Array> {
  const file = readElf(bytes, name);
  if (!file.ok) return file;
  const sections = file.value.sections();
  if (!sections.ok) return sections;
  const copy = Uint8Array.from(bytes);
  for (const { sh_type, sh_offset, sh_size } of sections.value.filter(
    (each) => each.sh_type === SHT.SYMTAB,
  )) {
    if (sh_type !== SHT.SYMTAB) continue;
    const end = Number(sh_offset + sh_size);
    for (let at = Number(sh_offset); at + Elf64_Sym.size <= end; at += Elf64_Sym.size) {
      const [info, other] = [at + Elf64_Sym.offsets.st_info, at + Elf64_Sym.offsets.st_other];
      const binding = (copy[info] ?? 0) >> 4;
      if (binding !== LOCAL) copy[other] = (copy[other] ?? 0) & ~VISIBILITY_BITS;
    }
  }
  return ok(copy);
}

/** Writes such copies. Gives the folder that takes the place of the root for whoever links them. */
export function makeVisible(root: string, objects: readonly string[]): Result<string> {
  const folder = join(root, VISIBLE_ROOT);
  for (const object of objects) {
    const bytes = readBytes(join(root, object));
    if (!bytes.ok) return err(fileFailed(bytes));
    const visible = withoutHiding(bytes.value, object);
    if (!visible.ok) return visible;
    const written = writeWhole(join(folder, object), visible.value);
    if (!written.ok) return err(fileFailed(written));
  }
  return ok(folder);
}
