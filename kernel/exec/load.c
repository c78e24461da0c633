/* SPDX-License-Identifier: MIT */
#include "load.h"
#include "elf-check.h"

#include <abi/errno.h>
#include <abi/fcntl.h>
#include <abi/mman.h>
#include <abi/stat.h>
#include <arch/page.h>
#include <core/log.h>
#include <core/string.h>
#include <exec/interpreter.h>
#include <mm/area.h>
#include <mm/frame.h>
#include <mm/kmalloc.h>
#include <mm/user.h>
#include <vfs/vfs.h>

/* Where Linux puts position independent executables when it does not randomise. */
#define PIE_BASE 0x555555554000ul

#define MAP_PROGRAM (MAP_PRIVATE | MAP_FIXED)

/* One ELF file while it is loaded. */
struct elf {
    struct file *file;
    const char *path;
    struct elf_header header;
    struct elf_segment *segments;
    struct elf_summary summary;
    vaddr_t bias; /* from addresses in the file to addresses in memory */
};

void load_failed(const char *path, int status)
{
    /* A copy that needs a page and gets none reports a fault. */
    if (status == -ENOMEM || (status == -EFAULT && frame_count_free() < 16))
        boot_failed("%s: out of memory while it is loaded: %lu of %lu KiB are free; give the guest more "
                    "memory (--memory)",
                    path, frame_count_free() << 2, frame_count_total() << 2);
    boot_failed("%s: cannot be read (error %d); check the disk image", path, -status);
}

struct file *load_open(const char *path, const char *needed_by)
{
    struct file *file;
    int status = vfs_open(path, O_RDONLY, 0, &file);
    if (status == -ENOENT || status == -ENOTDIR) {
        if (needed_by != NULL)
            boot_failed("%s: its interpreter %s is not in the image; add it, with what it needs", needed_by,
                        path);
        boot_failed("%s: there is no such program in the image; check its path there", path);
    }
    if (status != 0) load_failed(path, status);
    if (!S_ISREG(file->vnode->mode)) boot_failed("%s: is a directory or a device, not a program", path);
    return file;
}

static void *must_allocate(const char *path, size_t size)
{
    void *memory = kmalloc(size);
    if (memory == NULL) load_failed(path, -ENOMEM);
    return memory;
}

static void must_read(const struct elf *elf, void *buffer, size_t size, uint64_t offset)
{
    ssize64_t count = file_read_kernel(elf->file, buffer, size, offset);
    if (count != (ssize64_t)size) load_failed(elf->path, count < 0 ? (int)count : -EIO);
}

/* Reads and checks the headers. */
static void open_elf(struct elf *elf, struct file *file, const char *path)
{
    *elf = (struct elf){.file = file, .path = path};
    uint64_t file_size = file->vnode->size;
    ssize64_t size = file_read_kernel(file, &elf->header, sizeof(elf->header), 0);
    if (size < 0) load_failed(path, (int)size);
    const char *reason = elf_check_header(&elf->header, (size_t)size, file_size);
    if (reason != NULL) boot_failed("%s: %s", path, reason);
    size_t bytes = elf->header.e_phnum * sizeof(struct elf_segment);
    elf->segments = must_allocate(path, bytes);
    must_read(elf, elf->segments, bytes, elf->header.e_phoff);
    reason = elf_check_segments(&elf->header, elf->segments, file_size, &elf->summary);
    if (reason != NULL) boot_failed("%s: %s", path, reason);
}

static void close_elf(struct elf *elf)
{
    kfree(elf->segments);
    file_put(elf->file);
}

static uint32_t segment_prot(const struct elf_segment *segment)
{
    return (segment->p_flags & PF_R ? PROT_READ : 0) | (segment->p_flags & PF_W ? PROT_WRITE : 0) |
           (segment->p_flags & PF_X ? PROT_EXEC : 0);
}

static void must_map(const struct elf *elf, vaddr_t start, vaddr_t end, uint32_t prot, struct file *file,
                     uint64_t offset)
{
    uint32_t flags = file != NULL ? MAP_PROGRAM : MAP_PROGRAM | MAP_ANONYMOUS;
    long status = area_map(start, end - start, prot, flags, file, offset, NULL);
    if (status < 0) load_failed(elf->path, (int)status);
}

/* The file's last page reaches beyond the segment's part of the file; what follows there is zero if the
 * segment goes on. */
static void clear_tail(const struct elf *elf, vaddr_t from, vaddr_t to, uint32_t prot)
{
    int status = 0;
    if (!(prot & PROT_WRITE))
        status = area_protect(ALIGN_DOWN(from, PAGE_SIZE), PAGE_SIZE, prot | PROT_WRITE);
    if (status == 0) status = clear_user((void *)from, to - from);
    if (status == 0 && !(prot & PROT_WRITE))
        status = area_protect(ALIGN_DOWN(from, PAGE_SIZE), PAGE_SIZE, prot);
    if (status != 0) load_failed(elf->path, status);
}

static void map_segment(const struct elf *elf, const struct elf_segment *segment)
{
    vaddr_t start = segment->p_vaddr + elf->bias, in_page = start % PAGE_SIZE;
    vaddr_t file_end = start + segment->p_filesz, end = ALIGN_UP(start + segment->p_memsz, PAGE_SIZE);
    vaddr_t mapped = start - in_page;
    uint32_t prot = segment_prot(segment);
    if (segment->p_filesz != 0) {
        mapped = ALIGN_UP(file_end, PAGE_SIZE);
        must_map(elf, start - in_page, mapped, prot, elf->file, segment->p_offset - in_page);
        if (segment->p_memsz > segment->p_filesz && file_end < mapped)
            clear_tail(elf, file_end, mapped, prot);
    }
    if (mapped < end) must_map(elf, mapped, end, prot, NULL, 0);
}

/* Finds a place of the summary's size and alignment at or near `wanted` (0: anywhere). */
static vaddr_t find_room(const struct elf *elf, vaddr_t wanted)
{
    size_t align = elf->summary.align, size = elf->summary.high - ALIGN_DOWN(elf->summary.low, align);
    /* Mapped without rights and taken away again: nobody else maps anything yet. */
    long place = area_map(ALIGN_DOWN(wanted, align), size + align - PAGE_SIZE, PROT_NONE,
                          MAP_PRIVATE | MAP_ANONYMOUS, NULL, 0, NULL);
    if (place < 0)
        boot_failed("%s: there is no room for its %lu MiB at an alignment of %lx", elf->path, size >> 20,
                    align);
    int status = area_unmap((vaddr_t)place, size + align - PAGE_SIZE);
    if (status != 0) load_failed(elf->path, status);
    return ALIGN_UP((vaddr_t)place, align);
}

static void map_elf(struct elf *elf, vaddr_t wanted)
{
    if (elf->header.e_type == ET_DYN)
        elf->bias = find_room(elf, wanted) - ALIGN_DOWN(elf->summary.low, elf->summary.align);
    for (unsigned i = 0; i < elf->header.e_phnum; i++)
        if (elf->segments[i].p_type == PT_LOAD && elf->segments[i].p_memsz != 0)
            map_segment(elf, &elf->segments[i]);
}

static char *read_interpreter_path(const struct elf *elf)
{
    size_t size = elf->summary.interpreter_size;
    char *path = must_allocate(elf->path, size);
    must_read(elf, path, size, elf->summary.interpreter);
    if (path[size - 1] != 0 || path[0] != '/')
        boot_failed("%s: its interpreter's path is not absolute or has no end; the file is damaged",
                    elf->path);
    return path;
}

SET_DECLARE(builtin_interpreter, struct builtin_interpreter);

/* One that is in the kernel and stands in for the file `path`; NULL: there is none, or the image has the
 * file. */
static const struct builtin_interpreter *find_builtin(const char *path)
{
    struct file *file;
    if (vfs_open(path, O_RDONLY, 0, &file) == 0) {
        file_put(file);
        return NULL;
    }
    SET_FOREACH(builtin_interpreter, struct builtin_interpreter, each)
    if (strcmp((*each)->path, path) == 0) return *each;
    return NULL;
}

static void load_interpreter(const struct elf *program_elf, struct loaded_program *program)
{
    char *path = read_interpreter_path(program_elf);
    const struct builtin_interpreter *builtin = find_builtin(path);
    if (builtin != NULL) {
        program->start = (vaddr_t)builtin->start;
        kfree(path);
        return;
    }
    struct elf elf;
    open_elf(&elf, load_open(path, program_elf->path), path);
    map_elf(&elf, 0);
    program->start = elf.header.e_entry + elf.bias;
    program->interpreter_base = elf.bias;
    close_elf(&elf);
    kfree(path);
}

void load_program(struct file *file, const char *path, struct loaded_program *program)
{
    struct elf elf;
    open_elf(&elf, file_get(file), path);
    map_elf(&elf, PIE_BASE);
    vaddr_t entry = elf.header.e_entry + elf.bias;
    *program = (struct loaded_program){
        .start = entry,
        .entry = entry,
        .headers = elf.summary.headers != 0 ? elf.summary.headers + elf.bias : 0,
        .header_count = elf.header.e_phnum,
        .end = elf.summary.high + elf.bias,
        .executable_stack = elf.summary.executable_stack,
    };
    if (elf.summary.interpreter_size != 0) load_interpreter(&elf, program);
    close_elf(&elf);
}
