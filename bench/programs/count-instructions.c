/* SPDX-License-Identifier: MIT */
/*
 * A plugin for QEMU's emulator that counts which instructions a guest with one CPU executes. It keeps its
 * counts in a file that is shared, so that they can be read at any time: records of three 64-bit numbers, of
 * which the first record's first tells how many follow; of those, each is a translated block: address,
 * instructions, executions.
 *
 *     qemu-system-x86_64 -plugin count-instructions.so,counts=PATH
 *
 * What is declared here is of QEMU's documentation ("QEMU TCG Plugins"), version 1 of the interface.
 */
#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define EXPORTED __attribute__((visibility("default")))
#define INLINE_ADD_U64 0
#define FILE_OPTION "counts="
#define MOST_BLOCKS (4u << 20)

struct qemu_plugin_tb;
struct qemu_info_t;
typedef void translated(uint64_t plugin, struct qemu_plugin_tb *block);

void qemu_plugin_register_vcpu_tb_trans_cb(uint64_t plugin, translated *callback);
void qemu_plugin_register_vcpu_tb_exec_inline(struct qemu_plugin_tb *block, int operation, void *counter,
                                              uint64_t amount);
size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *block);
uint64_t qemu_plugin_tb_vaddr(const struct qemu_plugin_tb *block);

EXPORTED int qemu_plugin_version = 1;

struct record {
    uint64_t address, instructions, executions;
};

static struct record *records;

static void count_block(uint64_t plugin, struct qemu_plugin_tb *block)
{
    (void)plugin;
    if (records->address == MOST_BLOCKS) return;
    struct record *record = &records[records->address + 1];
    record->address = qemu_plugin_tb_vaddr(block);
    record->instructions = qemu_plugin_tb_n_insns(block);
    qemu_plugin_register_vcpu_tb_exec_inline(block, INLINE_ADD_U64, &record->executions, 1);
    __atomic_store_n(&records->address, records->address + 1, __ATOMIC_RELEASE);
}

EXPORTED int qemu_plugin_install(uint64_t plugin, const struct qemu_info_t *info, int argc, char **argv)
{
    size_t size = sizeof(struct record) * (MOST_BLOCKS + 1ul), option = strlen(FILE_OPTION);
    (void)info;
    if (argc != 1 || strncmp(argv[0], FILE_OPTION, option) != 0) return -1;
    int file = open(argv[0] + option, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    /* A file with a hole: only what is used takes room. */
    if (file < 0 || ftruncate(file, (off_t)size) != 0) return -1;
    records = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (records == MAP_FAILED) return -1;
    qemu_plugin_register_vcpu_tb_trans_cb(plugin, count_block);
    return close(file);
}
