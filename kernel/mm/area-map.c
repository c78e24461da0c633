/* SPDX-License-Identifier: MIT */
/* Mapping, unmapping, changing rights. */
#include "area-space.h"

#include <abi/errno.h>
#include <abi/fcntl.h>
#include <abi/mman.h>
#include <abi/stat.h>
#include <arch/trap.h>
#include <mm/frame.h>
#include <mm/kmalloc.h>
#include <vfs/vfs.h>

/* Below this nothing is mapped but by MAP_FIXED, so that a NULL pointer with an offset faults
 * (vm.mmap_min_addr). */
#define PLACE_LOWEST 0x10000ul
/* Where MAP_32BIT looks: as Linux does, above where programs that are not position independent are linked. */
#define PLACE_32BIT_LOW 0x40000000ul
#define PLACE_32BIT_HIGH 0x80000000ul

/* Areas are placed below this from the top down; above is room for the stack. What wants addresses that
 * cannot be guessed lowers it before the first mapping. */
static vaddr_t place_top = 0x00007ffff7fff000ul;

/* Promises beyond RAM are kept as long as they are not called in, but one that alone is larger than RAM by
 * this much is refused, so that malloc fails instead of the program later on. Runtimes (Go, glibc's malloc)
 * reserve writable arenas of 64 and 128 MiB. */
#define PLAUSIBLE_SLACK (128ul << 20)

/* Linux's device numbers as st_rdev has them. */
#define DEVICE_ZERO (1 << 8 | 5)

static const uint32_t kept_flags = MAP_SHARED | MAP_PRIVATE | MAP_ANONYMOUS | MAP_GROWSDOWN | MAP_NORESERVE;

bool area_plausible(size_t size, uint32_t prot, uint32_t flags)
{
    if (!(prot & PROT_WRITE) || flags & MAP_NORESERVE || (flags & (MAP_SHARED | MAP_ANONYMOUS)) == MAP_SHARED)
        return true;
    return size <= frame_count_total() * PAGE_SIZE + PLAUSIBLE_SLACK;
}

static bool range_ok(vaddr_t address, size_t size)
{
    return address >= USER_START && address < USER_END && size <= USER_END - address;
}

static bool is_free(vaddr_t start, size_t size)
{
    const struct area *area = area_tree_find(&area_tree, start);
    return area == NULL || start + size <= area->start;
}

vaddr_t area_place(vaddr_t hint, size_t size, uint32_t flags)
{
    if (flags & MAP_32BIT) return area_tree_gap(&area_tree, size, PLACE_32BIT_LOW, PLACE_32BIT_HIGH);
    hint = ALIGN_DOWN(hint, PAGE_SIZE);
    if (hint >= PLACE_LOWEST && range_ok(hint, size) &&
        area_tree_gap(&area_tree, size, hint, hint + size) == hint)
        return hint;
    return area_tree_gap(&area_tree, size, PLACE_LOWEST, place_top);
}

/* Whether this file may be mapped so; *file becomes NULL for /dev/zero, which is anonymous memory. */
static int check_file(struct file **file, uint32_t prot, uint32_t *flags)
{
    const struct vnode *vnode = (*file)->vnode;
    uint32_t access = (*file)->flags & O_ACCMODE;
    if (access == O_WRONLY || (*flags & MAP_SHARED && prot & PROT_WRITE && access != O_RDWR)) return -EACCES;
    if (vnode != NULL && S_ISCHR(vnode->mode) && vnode->device == DEVICE_ZERO) {
        *file = NULL;
        *flags |= MAP_ANONYMOUS;
        return 0;
    }
    /* Only contents that are in the page cache can be mapped; a vnode with file operations of its own
     * (procfs) has none there. */
    if (vnode == NULL || !S_ISREG(vnode->mode) || vnode->ops->open != NULL) return -ENODEV;
    return 0;
}

static int check_request(vaddr_t address, size_t *size, uint32_t prot, uint32_t *flags, struct file **file,
                         uint64_t offset)
{
    uint32_t type = *flags & MAP_TYPE;
    if (*size == 0 || offset % PAGE_SIZE != 0 || type < MAP_SHARED || type > MAP_SHARED_VALIDATE)
        return -EINVAL;
    if (type == MAP_SHARED_VALIDATE) {
        if (*flags & MAP_SYNC) return -EOPNOTSUPP;
        *flags &= ~(uint32_t)MAP_PRIVATE;
    }
    if (*flags & MAP_HUGETLB) return -ENOMEM; /* no huge pages are set aside */
    if (*size > USER_END) return -ENOMEM;
    *size = ALIGN_UP(*size, PAGE_SIZE);
    if (*file != NULL && offset + *size < offset) return -EOVERFLOW;
    if (*flags & (MAP_FIXED | MAP_FIXED_NOREPLACE)) {
        if (address % PAGE_SIZE != 0) return -EINVAL;
        if (address < USER_START) return -EPERM;
        if (!range_ok(address, *size)) return -ENOMEM;
    }
    int status = *file != NULL ? check_file(file, prot, flags) : 0;
    if (status != 0) return status;
    return area_plausible(*size, prot, *flags) ? 0 : -ENOMEM;
}

/* Finds and clears the place; the address or a negative errno. */
static long make_place(vaddr_t address, size_t size, uint32_t flags, struct area_dead *dead)
{
    if (flags & MAP_FIXED_NOREPLACE) return is_free(address, size) ? (long)address : -EEXIST;
    if (flags & MAP_FIXED) {
        int status = area_clear(address, address + size, dead);
        return status != 0 ? status : (long)address;
    }
    vaddr_t place = area_place(address, size, flags);
    return place != 0 ? (long)place : -ENOMEM;
}

long area_map(vaddr_t address, size_t size, uint32_t prot, uint32_t flags, struct file *file, uint64_t offset,
              const char *label)
{
    prot &= PROT_READ | PROT_WRITE | PROT_EXEC;
    int status = check_request(address, &size, prot, &flags, &file, offset);
    if (status != 0) return status;
    struct area *area = kmalloc(sizeof(*area));
    if (area == NULL) return -ENOMEM;
    struct area_dead dead = {NULL};
    mutex_lock(&area_lock);
    long place = make_place(address, size, flags, &dead);
    if (place > 0) {
        *area = (struct area){
            .start = (vaddr_t)place,
            .end = (vaddr_t)place + size,
            .prot = prot,
            .flags = flags & kept_flags,
            .file = file != NULL ? file_get(file) : NULL,
            .offset = file != NULL ? offset : 0,
            .label = label,
        };
        area_tree_insert(&area_tree, area);
        area_join(area, &dead);
    } else {
        kfree(area);
    }
    mutex_unlock(&area_lock);
    area_release_dead(&dead);
    if (place > 0 && flags & (MAP_POPULATE | MAP_LOCKED)) {
        bool write = prot & PROT_WRITE;
        /* Best effort, as documented: what does not come now faults later. */
        (void)area_populate((vaddr_t)place, (vaddr_t)place + size, write ? FAULT_WRITE : 0);
    }
    return place;
}

int area_unmap(vaddr_t address, size_t size)
{
    if (address % PAGE_SIZE != 0 || size == 0 || size > USER_END || address > USER_END - size) return -EINVAL;
    struct area_dead dead = {NULL};
    mutex_lock(&area_lock);
    int status = area_clear(address, address + ALIGN_UP(size, PAGE_SIZE), &dead);
    mutex_unlock(&area_lock);
    area_release_dead(&dead);
    return status;
}

/* Whether all areas of a range that is covered may have these rights. */
static int check_rights(vaddr_t start, vaddr_t end, uint32_t prot)
{
    const struct area *area = area_tree_find(&area_tree, start);
    for (; area != NULL && area->start < end; area = area_tree_next(area)) {
        if (!(prot & PROT_WRITE) || area->prot & PROT_WRITE) continue;
        if (area->flags & MAP_SHARED && area->file != NULL && (area->file->flags & O_ACCMODE) != O_RDWR)
            return -EACCES;
        if (!area_plausible(MIN(area->end, end) - MAX(area->start, start), prot, area->flags)) return -ENOMEM;
    }
    return 0;
}

static int protect_range(vaddr_t start, vaddr_t end, uint32_t prot, struct area_dead *dead)
{
    if (!area_covers(start, end)) return -ENOMEM;
    int status = check_rights(start, end, prot);
    if (status != 0) return status;
    if (area_cut(start) != 0 || area_cut(end) != 0) return -ENOMEM;
    struct area *area = area_tree_find(&area_tree, start);
    while (area != NULL && area->start < end) {
        if (area->prot != prot) {
            area->prot = prot;
            area_protect_pages(area);
        }
        /* What it joined with above was cut off at `end`, or has its turn as part of it. */
        area = area_tree_next(area_join(area, dead));
    }
    return 0;
}

int area_protect(vaddr_t address, size_t size, uint32_t prot)
{
    const uint32_t rights = PROT_READ | PROT_WRITE | PROT_EXEC, grows = PROT_GROWSDOWN | PROT_GROWSUP;
    if (address % PAGE_SIZE != 0 || prot & ~(rights | grows | PROT_SEM) || (prot & grows) == grows ||
        prot & PROT_GROWSUP)
        return -EINVAL;
    if (size == 0) return 0;
    if (size > USER_END || address > USER_END - size) return -ENOMEM;
    struct area_dead dead = {NULL};
    vaddr_t start = address, end = address + ALIGN_UP(size, PAGE_SIZE);
    int status = 0;
    mutex_lock(&area_lock);
    if (prot & PROT_GROWSDOWN) {
        /* "The whole stack, down from here" (glibc makes stacks executable so). */
        const struct area *area = area_tree_find(&area_tree, address);
        if (area == NULL || area->start > address)
            status = -ENOMEM;
        else if (!(area->flags & MAP_GROWSDOWN))
            status = -EINVAL;
        else
            start = area->start;
    }
    if (status == 0) status = protect_range(start, end, prot & rights, &dead);
    mutex_unlock(&area_lock);
    area_release_dead(&dead);
    return status;
}
