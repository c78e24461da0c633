// SPDX-License-Identifier: MIT
// ELF files: bytes in, data or an error out; and the other way round.
export * from './archive.ts';
export * from './constants.ts';
export { copiedNames } from './copied-names.ts';
export { Cursor } from './cursor.ts';
export { lineAt, type SourceLine } from './lines/line-at.ts';
export type { DynamicTable } from './dynamic.ts';
export type { ElfBase } from './elf-base.ts';
export { readElf, type ElfFile } from './elf-file.ts';
export { libraryInterface, type LibraryName } from './library-interface.ts';
export { readMemory, segmentAt } from './memory.ts';
export { buildId, pvhEntry, type ElfNote } from './notes.ts';
export { programKind, type ProgramKind } from './program-kind.ts';
export { dynamicRelocationTypes, readSectionRelocations, type ElfRelocation } from './relocations.ts';
export { readSection, type ElfSection } from './sections.ts';
export { bytesSource, fileSource, type ElfSource } from './source.ts';
export { defineStruct, type FieldType, type Struct, type StructValue } from './struct.ts';
export { stripFile } from './strip.ts';
export * from './structures.ts';
export { definedSymbols, symbolAt, undefinedSymbols, type SymbolAtAddress } from './symbol-index.ts';
export type { ElfSymbol, SymbolBinding, SymbolType, SymbolVisibility } from './symbols.ts';
export type { SymbolVersion } from './versions.ts';
export * from './unwind/index.ts';
export { writeObject, type ObjectRelocation, type ObjectSection, type ObjectSymbol } from './write-object.ts';
