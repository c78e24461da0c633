// SPDX-License-Identifier: MIT
// For tests only: the smallest tree that makeKernel builds a kernel from.
import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { loadComponents, type BuildMode } from '../component/index.ts';
import type { Result } from '../diagnostic/index.ts';
import { declarationFiles, makeTree } from '../util/test-tree.ts';
import { makeKernel, type BuildStep, type KernelBuild } from './make-kernel.ts';
import type { ExportRequest } from './plan-exports.ts';

const START = `
    .section .note.Xen, "a", @note
    .long 4, 8, 18
    .asciz "Xen"
    .quad pvh_entry - 0xffffffff80000000
    .section .text.start, "ax"
    .code32
    .globl pvh_entry
pvh_entry:
    hlt
    .code64
    .globl linux_entry
linux_entry:
    call core_main
    .globl linux_entry_physical
    .set linux_entry_physical, linux_entry - 0xffffffff80000000
`;

const CORE = `
#include <core/core.h>
extern item *const __set_item_start[], *const __set_item_end[];
extern const int syscall_table[];
int core_memory[64];
void core_main(void)
{
    for (item *const *each = __set_item_start; each < __set_item_end; each++)
        (*each)();
    core_memory[0] = syscall_table[39] != 0;
}
void core_unused(void) { core_memory[1] = 2; }
long sys_getpid(void) { return 1; }
`;

const DISK = `
#include <core/core.h>
#include <bus/bus.h>
static void disk_start(void) { bus_write("disk found"); }
static item *const entry __attribute__((used, section(".set.item.2"))) = &disk_start;
`;

const BUS = `
#include <bus/bus.h>
static const char *volatile bus_last = "nothing";
void bus_write(const char *text) { bus_last = text; }
`;

/** The files of the tree. Components: arch-x86_64 and core (core), disk (which requires bus), bus. */
export const TEST_KERNEL: Readonly<Record<string, string>> = {
  'package.json': '{ "version": "1.2.3" }\n',
  ...declarationFiles('kernel/arch/x86_64/component', { summary: 'The CPU', kind: 'core' }),
  'kernel/arch/x86_64/start.S': START,
  ...declarationFiles('kernel/core/component', { summary: 'The core', kind: 'core' }),
  'kernel/core/core.c': CORE,
  'kernel/core/include/core/core.h': 'typedef void item(void);\n',
  ...declarationFiles('kernel/drivers/disk/component', {
    summary: 'Disks',
    kind: 'driver',
    requires: ['bus'],
  }),
  'kernel/drivers/disk/disk.c': DISK,
  ...declarationFiles('kernel/drivers/bus/component', { summary: 'The bus', kind: 'driver' }),
  'kernel/drivers/bus/bus.c': BUS,
  'kernel/drivers/bus/include/bus/bus.h': 'void bus_write(const char *text);\n',
};

export function makeTestKernel(context: TestContext, changes: Readonly<Record<string, string>> = {}): string {
  return makeTree(context, { ...TEST_KERNEL, ...changes });
}

export interface TestBuild {
  readonly result: Result<KernelBuild>;
  /** What had to be done. */
  readonly steps: readonly BuildStep[];
}

/** Builds the kernel of `root` from the components with these names, by default all, with all that is listed exported. */
export async function buildTestKernel(
  root: string,
  names?: readonly string[],
  exports: ExportRequest = { kind: 'all-listed' },
  mode: BuildMode = 'release',
): Promise<TestBuild> {
  const set = await loadComponents(root, mode);
  assert.ok(set.ok);
  const all = [...set.value.components.values()];
  const selected = names === undefined ? all : all.filter(({ name }) => names.includes(name));
  const steps: BuildStep[] = [];
  const folder = `build/kernel/${names?.join('-') ?? 'all'}${mode === 'debug' ? '-debug' : ''}`;
  const result = await makeKernel({
    set: set.value,
    selected,
    folder,
    exports,
    onStep: (step) => steps.push(step),
  });
  return { result, steps };
}
