/* SPDX-License-Identifier: MIT */
/* /proc/self/maps, cmdline, environ and auxv (proc(5)): what is read from the program's memory. */
#include <abi/fcntl.h>
#include <abi/mman.h>
#include <core/string.h>
#include <exec/process.h>
#include <mm/area.h>
#include <mm/kmalloc.h>
#include <mm/user.h>

#include "procfs.h"

#define PATH_COLUMN 73u

struct maps {
    struct proc_text *text;
    char *path; /* PATH_MAX bytes */
};

/* Under the area lock. */
static bool show_area(const struct area *area, void *context)
{
    const struct maps *maps = context;
    struct proc_text *text = maps->text;
    const struct vnode *vnode = area->file != NULL ? area->file->vnode : NULL;
    size_t start = text->length;
    unsigned device = vnode != NULL && vnode->mount != NULL ? vnode->mount->id : 0;
    proc_print(text, "%08lx-%08lx %c%c%c%c %08lx 00:%02x %lu", area->start, area->end,
               area->prot & PROT_READ ? 'r' : '-', area->prot & PROT_WRITE ? 'w' : '-',
               area->prot & PROT_EXEC ? 'x' : '-', area->flags & MAP_SHARED ? 's' : 'p', area->offset, device,
               vnode != NULL ? vnode->inode : 0);
    const char *name = area->label;
    if (area->file != NULL) {
        file_path(area->file, maps->path, PATH_MAX);
        name = maps->path;
    }
    if (name != NULL) {
        size_t length = text->length - start;
        proc_print(text, "%*s%s", length < PATH_COLUMN ? (int)(PATH_COLUMN - length) : 1, "", name);
    }
    proc_print(text, "\n");
    return true;
}

void proc_show_maps(struct proc_text *text)
{
    struct maps maps = {text, kmalloc(PATH_MAX)};
    if (maps.path == NULL) return;
    area_each(show_area, &maps);
    kfree(maps.path);
}

/* The program may have changed or unmapped it: as much as is there. */
static void show_memory(struct proc_text *text, vaddr_t start, size_t size)
{
    char piece[128];
    for (size_t done = 0; done < size; done += sizeof(piece)) {
        size_t part = MIN(size - done, sizeof(piece));
        if (copy_from_user(piece, (const void *)(start + done), part) != 0) return;
        proc_append(text, piece, part);
    }
}

void proc_show_cmdline(struct proc_text *text)
{
    show_memory(text, process.arguments_start, process.arguments_end - process.arguments_start);
}

void proc_show_environ(struct proc_text *text)
{
    show_memory(text, process.environment_start, process.environment_end - process.environment_start);
}

void proc_show_auxv(struct proc_text *text)
{
    show_memory(text, process.auxv, process.auxv_size);
}
