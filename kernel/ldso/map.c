/* SPDX-License-Identifier: MIT */
#include "map.h"
#include "arena.h"
#include "failure.h"
#include "file-header.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define PAGE 4096ul

static int out_of_memory(const char *path)
{
    return ldso_fail(path, -ENOMEM, "failed to map segment: out of memory; give the guest more (--memory)");
}

static int protection(const Elf64_Phdr *header)
{
    return (header->p_flags & PF_R ? PROT_READ : 0) | (header->p_flags & PF_W ? PROT_WRITE : 0) |
           (header->p_flags & PF_X ? PROT_EXEC : 0);
}

/* Takes addresses for the extent: unreadable, so that what lies between segments stays so. */
static int reserve(struct ldso_image *image, const struct ldso_extent *extent)
{
    uint64_t size = extent->high - extent->low, slack = extent->align - PAGE;
    uint8_t *place = mmap(NULL, size + slack, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (place == MAP_FAILED) return out_of_memory(image->path);
    /* Addresses keep their place within the alignment. */
    uint64_t skip = (extent->low - (uint64_t)place) & (extent->align - 1);
    if (skip != 0) munmap(place, skip);
    if (skip != slack) munmap(place + skip + size, slack - skip);
    image->low = (uint64_t)place + skip;
    image->high = image->low + size;
    image->map.l_addr = image->low - extent->low;
    return 0;
}

/* The file's last page goes on behind the segment's part of it; what follows there is zero. */
static int clear_tail(uint64_t from, uint64_t to, int prot)
{
    void *page = (void *)(from & -PAGE);
    if (!(prot & PROT_WRITE) && mprotect(page, PAGE, PROT_READ | PROT_WRITE) != 0) return -1;
    memset((void *)from, 0, to - from);
    return prot & PROT_WRITE ? 0 : mprotect(page, PAGE, prot);
}

static int map_segment(const struct ldso_image *image, const Elf64_Phdr *header, int file)
{
    uint64_t start = image->map.l_addr + header->p_vaddr, in_page = start % PAGE;
    uint64_t file_end = start + header->p_filesz, end = (start + header->p_memsz + PAGE - 1) & -PAGE;
    uint64_t mapped = start - in_page;
    int prot = protection(header);
    if (header->p_filesz != 0) {
        size_t size = header->p_filesz + in_page;
        if (mmap((void *)mapped, size, prot, MAP_PRIVATE | MAP_FIXED, file,
                 (off_t)(header->p_offset - in_page)) == MAP_FAILED)
            return -1;
        mapped = (file_end + PAGE - 1) & -PAGE;
        if (header->p_memsz > header->p_filesz && file_end < mapped &&
            clear_tail(file_end, mapped, prot) != 0)
            return -1;
    }
    if (mapped >= end) return 0;
    void *rest = mmap((void *)mapped, end - mapped, prot, MAP_PRIVATE | MAP_FIXED | MAP_ANONYMOUS, -1, 0);
    return rest == MAP_FAILED ? -1 : 0;
}

static int map_segments(struct ldso_image *image, const struct ldso_extent *extent, int file)
{
    int status = reserve(image, extent);
    if (status != 0) return status;
    for (unsigned i = 0; i < image->header_count; i++) {
        const Elf64_Phdr *header = &image->headers[i];
        if (header->p_type != PT_LOAD || header->p_memsz == 0 || map_segment(image, header, file) == 0)
            continue;
        ldso_unmap(image);
        return out_of_memory(image->path);
    }
    return 0;
}

static int read_headers(int file, const char *path, uint64_t file_size, const Elf64_Ehdr *header,
                        Elf64_Phdr *headers)
{
    ssize_t bytes = (ssize_t)(header->e_phnum * sizeof(*headers));
    if (header->e_phoff > file_size || pread(file, headers, (size_t)bytes, (off_t)header->e_phoff) != bytes)
        return ldso_fail(path, -EIO, "cannot read file data");
    return 0;
}

int ldso_map(int file, const struct stat *status, const char *path, struct ldso_image **result)
{
    Elf64_Ehdr header;
    uint64_t file_size = (uint64_t)status->st_size;
    ssize_t size = pread(file, &header, sizeof(header), 0);
    if (size < 0) return ldso_fail(path, -EIO, "cannot read file data: %s", ldso_error_text(errno));
    const char *reason = ldso_check_file(&header, (size_t)size, file_size);
    if (reason != NULL) return ldso_fail(path, -ENOEXEC, "%s", reason);
    struct ldso_image *image = ldso_allocate(sizeof(*image), 16);
    Elf64_Phdr *headers = ldso_allocate(header.e_phnum * sizeof(*headers), 8);
    if (image == NULL || headers == NULL) return out_of_memory(path);
    int failed = read_headers(file, path, file_size, &header, headers);
    if (failed != 0) return failed;
    struct ldso_extent extent;
    reason = ldso_check_segments(headers, header.e_phnum, file_size, &extent);
    if (reason != NULL) return ldso_fail(path, -ENOEXEC, "%s", reason);
    image->path = path;
    image->map.l_name = (char *)path;
    image->headers = headers;
    image->header_count = header.e_phnum;
    image->device = status->st_dev;
    image->inode = status->st_ino;
    failed = map_segments(image, &extent, file);
    if (failed != 0) return failed;
    const Elf64_Phdr *dynamic = ldso_find_header(image, PT_DYNAMIC);
    if (dynamic != NULL) image->map.l_ld = (Elf64_Dyn *)(image->map.l_addr + dynamic->p_vaddr);
    *result = image;
    return 0;
}

void ldso_unmap(struct ldso_image *image)
{
    munmap((void *)image->low, image->high - image->low);
}
