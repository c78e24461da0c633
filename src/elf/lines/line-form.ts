// SPDX-License-Identifier: MIT
import { Cursor } from '../cursor.ts';

/** The sections that texts of line tables may be in. */
export interface LineStrings {
  readonly debug_str: Uint8Array;
  readonly debug_line_str: Uint8Array;
}

/** Forms of values, DWARF 5 section 7.5.6, as far as line tables have them. */
const DW_FORM = {
  data2: 0x05,
  data4: 0x06,
  data8: 0x07,
  string: 0x08,
  block: 0x09,
  data1: 0x0b,
  strp: 0x0e,
  udata: 0x0f,
  data16: 0x1e,
  line_strp: 0x1f,
} as const;

function textAt(section: Uint8Array, offset: number): string | undefined {
  const cursor = new Cursor(section, offset);
  const text = cursor.cstring();
  return cursor.overrun ? undefined : text;
}

/** A text or a number; the number is 0 for what is longer than one. Undefined for a form that line tables do not have. */
export function readForm(cursor: Cursor, form: number, strings: LineStrings): string | number | undefined {
  switch (form) {
    case DW_FORM.string:
      return cursor.cstring();
    // Offsets of 8 bytes are in files of more than 4 GiB of debug information only, which nobody has.
    case DW_FORM.strp:
      return textAt(strings.debug_str, cursor.u32());
    case DW_FORM.line_strp:
      return textAt(strings.debug_line_str, cursor.u32());
    case DW_FORM.data1:
      return cursor.u8();
    case DW_FORM.data2:
      return cursor.u16();
    case DW_FORM.data4:
      return cursor.u32();
    case DW_FORM.udata:
      return cursor.count();
    case DW_FORM.data8:
      cursor.skip(8);
      return 0;
    case DW_FORM.data16:
      cursor.skip(16);
      return 0;
    case DW_FORM.block:
      cursor.skip(cursor.count());
      return 0;
    default:
      return undefined;
  }
}
