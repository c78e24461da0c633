// SPDX-License-Identifier: MIT
import { PROGRAM_GENERATED_TEXT } from './generated-tables.ts';
import { KERNEL_BASE, KERNEL_PHYSICAL } from './flags.ts';

function hex(value: bigint): string {
  return `0x${value.toString(16)}`;
}

/**
 * The table of one linker set: `.set.NAME` first, then `.set.NAME.ORDER` sorted by name; items of the same order
 * keep the order of the objects on the command line. Nothing refers to the items, so they are kept by name.
 */
function renderSet(name: string, isKept: boolean): string {
  const items = isKept
    ? `
    KEEP(*(.set.${name}))
    KEEP(*(SORT_BY_NAME(.set.${name}.*)))`
    : '';
  return `
    . = ALIGN(8);
    __set_${name}_start = .;${items}
    __set_${name}_end = .;`;
}

/** What programs find the kernel's symbols by (gABI chapter 5, "Dynamic Linking"), among the constants. */
const DYNAMIC_SECTIONS = ['.dynsym', '.gnu.hash', '.dynstr', '.dynamic']
  .map((name) => {
    const segments = name === '.dynamic' ? ':rodata :dynamic' : ':rodata';
    return `  ${name} : AT(ADDR(${name}) - ${hex(KERNEL_BASE)}) { *(${name}) } ${segments}\n`;
  })
  .join('');

type ProgramSection = 'text' | 'rodata' | 'data' | 'bss';

/** The program's side of one kind of section, an output section of its own since strings are merged within one. */
function renderProgramSection(name: ProgramSection, folders: readonly string[]): string {
  if (folders.length === 0) return `  __program_${name}_start = .;\n  __program_${name}_end = .;`;
  const generated = name === 'text' ? [`    *(${PROGRAM_GENERATED_TEXT})\n`] : [];
  const inputs = folders.map(
    (folder) => `    ${folder}/*(SORT_BY_ALIGNMENT(.${name}) SORT_BY_ALIGNMENT(.${name}.*))\n`,
  );
  return `  __program_${name}_start = .;
  .program.${name} ${name === 'bss' ? '(NOLOAD) ' : ''}: AT(ADDR(.program.${name}) - ${hex(KERNEL_BASE)})
  {
${[...generated, ...inputs].join('')}  } :${name === 'bss' ? 'data' : name}
  __program_${name}_end = .;`;
}

/**
 * The linker script of a kernel. Three segments, each beginning at a page, so that the kernel can map them as what they
 * are: text (read, execute), constants (read), data (read, write). Sections sorted by alignment waste no padding. What of
 * the zeroed memory has to be at a page, `.boot.bss`, comes first and is put there: were it aligned by itself, so would
 * be its segment in the file.
 *
 * @param entry Where the ELF header points: a physical address, as loaders that follow the 64-bit Linux boot
 *   protocol jump to it before paging is ours. PVH loaders read the note instead.
 * @param sets Every linker set that an object adds to or loops over. One that nobody adds to is empty, not undefined.
 * @param kept Those of them that get their items; all unless given.
 * @param exporting Whether the kernel has a dynamic symbol table.
 * @param programFolders Folders of the objects that run as part of the program (`side: 'program'`). Their sections are kept together,
 *   each kind between symbols, so that the kernel can tell the program's code and data in its image from its own.
 */
export function renderLinkerScript(
  entry: string,
  sets: readonly string[],
  exporting: boolean,
  programFolders: readonly string[] = [],
  kept: readonly string[] = sets,
): string {
  const program = (name: ProgramSection) => renderProgramSection(name, programFolders);
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
  __text_start = .;
${program('text')}

  .text : AT(ADDR(.text) - ${hex(KERNEL_BASE)})
  {
    *(.boot.text .boot.text.*)
    *(.text.start .text.start.*)
    __unlocked_start = .;
    *(SORT_BY_ALIGNMENT(.text.unlocked.*))
    __unlocked_end = .;
    *(SORT_BY_ALIGNMENT(.text) SORT_BY_ALIGNMENT(.text.*))
  } :text
  __text_end = .;

  . = ALIGN(4096);
  __rodata_start = .;
  .note : AT(ADDR(.note) - ${hex(KERNEL_BASE)})
  {
    KEEP(*(.note.Xen))
    KEEP(*(.note.thimble))
    *(.note.gnu.build-id)
  } :rodata :note

${exporting ? DYNAMIC_SECTIONS : ''}${program('rodata')}

  .rodata : AT(ADDR(.rodata) - ${hex(KERNEL_BASE)})
  {${sets.map((name) => renderSet(name, kept.includes(name))).join('')}
    *(SORT_BY_ALIGNMENT(.rodata) SORT_BY_ALIGNMENT(.rodata.*))
  } :rodata
  __rodata_end = .;

  . = ALIGN(4096);
${program('data')}
${programFolders.length > 0 ? `  .got : AT(ADDR(.got) - ${hex(KERNEL_BASE)}) { *(.got .got.plt) } :data\n` : ''}
  .data : AT(ADDR(.data) - ${hex(KERNEL_BASE)})
  {
    __data_start = .;
    *(.boot.data .boot.data.*)
    *(SORT_BY_ALIGNMENT(.data) SORT_BY_ALIGNMENT(.data.*))
    __data_end = .;
  } :data

${program('bss')}

  . = ALIGN(4096);
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
