// SPDX-License-Identifier: MIT
import { KERNEL_BASE, KERNEL_PHYSICAL } from './flags.ts';

function hex(value: bigint): string {
  return `0x${value.toString(16)}`;
}

/**
 * The table of one linker set: `.set.NAME` first, then `.set.NAME.ORDER` sorted by name; items of the same order
 * keep the order of the objects on the command line. Nothing refers to the items, so they are kept by name.
 */
function renderSet(name: string): string {
  return `
    . = ALIGN(8);
    __set_${name}_start = .;
    KEEP(*(.set.${name}))
    KEEP(*(SORT_BY_NAME(.set.${name}.*)))
    __set_${name}_end = .;`;
}

/** What programs find the kernel's symbols by (gABI chapter 5, "Dynamic Linking"), among the constants. */
const DYNAMIC_SECTIONS = ['.dynsym', '.gnu.hash', '.dynstr', '.dynamic']
  .map((name) => {
    const segments = name === '.dynamic' ? ':rodata :dynamic' : ':rodata';
    return `  ${name} : AT(ADDR(${name}) - ${hex(KERNEL_BASE)}) { *(${name}) } ${segments}\n`;
  })
  .join('');

/**
 * The linker script of a kernel. Three segments, each of whole pages, so that the kernel can map them as what they
 * are: text (read, execute), constants (read), data (read, write). Sections sorted by alignment waste no padding.
 *
 * @param entry Where the ELF header points: a physical address, as loaders that follow the 64-bit Linux boot
 *   protocol jump to it before paging is ours. PVH loaders read the note instead.
 * @param sets Every linker set that an object adds to or loops over. One that nobody adds to is empty, not undefined.
 * @param exporting Whether the kernel has a dynamic symbol table.
 */
export function renderLinkerScript(entry: string, sets: readonly string[], exporting: boolean): string {
  return `/* Generated. */
ENTRY(${entry})

PHDRS
{
  text PT_LOAD FLAGS(5);
  rodata PT_LOAD FLAGS(4);
  data PT_LOAD FLAGS(6);
  note PT_NOTE FLAGS(4);
${exporting ? '  dynamic PT_DYNAMIC FLAGS(4);\n' : ''}}

SECTIONS
{
  . = ${hex(KERNEL_BASE + KERNEL_PHYSICAL)};
  __kernel_start = .;

  .text : AT(ADDR(.text) - ${hex(KERNEL_BASE)})
  {
    __text_start = .;
    *(.boot.text .boot.text.*)
    *(.text.start .text.start.*)
    *(SORT_BY_ALIGNMENT(.text) SORT_BY_ALIGNMENT(.text.*))
    __text_end = .;
  } :text

  . = ALIGN(4096);
  __rodata_start = .;
  .note : AT(ADDR(.note) - ${hex(KERNEL_BASE)})
  {
    KEEP(*(.note.Xen))
    KEEP(*(.note.thimble))
    *(.note.gnu.build-id)
  } :rodata :note

${exporting ? DYNAMIC_SECTIONS : ''}  .rodata : AT(ADDR(.rodata) - ${hex(KERNEL_BASE)})
  {${sets.map(renderSet).join('')}
    *(SORT_BY_ALIGNMENT(.rodata) SORT_BY_ALIGNMENT(.rodata.*))
    __rodata_end = .;
  } :rodata

  . = ALIGN(4096);
  .data : AT(ADDR(.data) - ${hex(KERNEL_BASE)})
  {
    __data_start = .;
    *(.boot.data .boot.data.*)
    *(SORT_BY_ALIGNMENT(.data) SORT_BY_ALIGNMENT(.data.*))
    __data_end = .;
  } :data

  .bss (NOLOAD) : AT(ADDR(.bss) - ${hex(KERNEL_BASE)})
  {
    __bss_start = .;
    *(.boot.bss .boot.bss.*)
    *(SORT_BY_ALIGNMENT(.bss) SORT_BY_ALIGNMENT(.bss.*))
    *(COMMON)
    __bss_end = .;
  } :data
  __kernel_end = .;

  /DISCARD/ :
  {
    *(.comment .eh_frame .eh_frame_hdr .note.GNU-stack .note.gnu.property .llvm_addrsig)
  }
}
`;
}
