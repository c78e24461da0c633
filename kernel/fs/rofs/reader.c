/* SPDX-License-Identifier: MIT */
#include <abi/errno.h>
#include <abi/stat.h>
#include <core/log.h>
#include <core/string.h>
#include <mm/kmalloc.h>

#include "layout.h"
#include "reader.h"

#define BAD(rofs, ...) (format_text((rofs)->error, ROFS_ERROR_SIZE, __VA_ARGS__), -EIO)

int rofs_read_superblock(struct rofs *rofs, const void *block, uint64_t disk_bytes)
{
    struct rofs_disk_superblock super;
    memset(rofs, 0, sizeof(*rofs));
    memcpy(&super, block, sizeof(super));
    if (super.magic != ROFS_MAGIC)
        return BAD(rofs, "superblock: magic is 0x%lx, expected 0x%lx; is this a ROFS image?", super.magic,
                   ROFS_MAGIC);
    if (super.version != ROFS_VERSION)
        return BAD(rofs, "superblock: version is %lu, expected %u", super.version, ROFS_VERSION);
    if (super.block_size != ROFS_BLOCK_SIZE)
        return BAD(rofs, "superblock: block size is %lu, expected %u", super.block_size, ROFS_BLOCK_SIZE);
    uint64_t blocks = disk_bytes / ROFS_BLOCK_SIZE;
    uint64_t first = super.structure_info_first_block, count = super.structure_info_blocks_count;
    if (first == 0 || first > blocks || count > blocks - first)
        return BAD(rofs,
                   "superblock: %lu blocks of structure information at block %lu, the disk has %lu blocks",
                   count, first, blocks);
    if (count * ROFS_BLOCK_SIZE > UINT32_MAX)
        return BAD(rofs,
                   "superblock: %lu blocks of structure information are more than the 4 GiB that can be read",
                   count);
    /* As each of them takes some bytes, the counts are bounded by the size; what is allocated for them is,
     * too. */
    uint64_t size = count * ROFS_BLOCK_SIZE;
    if (super.directory_entries_count > size / (ROFS_ENTRY_HEADER + 1))
        return BAD(rofs, "superblock: %lu directory entries in %lu bytes", super.directory_entries_count,
                   size);
    if (super.symlinks_count > size / (ROFS_SYMLINK_HEADER + 1))
        return BAD(rofs, "superblock: %lu symbolic links in %lu bytes", super.symlinks_count, size);
    if (super.inodes_count == 0 || super.inodes_count > size / sizeof(struct rofs_disk_inode))
        return BAD(rofs, "superblock: %lu inodes in %lu bytes", super.inodes_count, size);
    rofs->disk_bytes = disk_bytes;
    rofs->structure_start = first * ROFS_BLOCK_SIZE;
    rofs->structure_size = size;
    rofs->entries = super.directory_entries_count;
    rofs->symlinks = super.symlinks_count;
    rofs->inodes = super.inodes_count;
    return 0;
}

void rofs_cursor_end(struct rofs_cursor *cursor)
{
    if (cursor->page != NULL) cursor->rofs->source.unmap(cursor->rofs->source.context, cursor->handle);
    cursor->page = NULL;
}

/* Copies bytes at the cursor, or skips them (`to` NULL). -EIO beyond the end; the caller says of what. */
static int take(struct rofs_cursor *cursor, void *to, size_t size)
{
    const struct rofs *rofs = cursor->rofs;
    if (cursor->offset > rofs->structure_size || size > rofs->structure_size - cursor->offset) return -EIO;
    while (size != 0) {
        uint64_t index = cursor->offset >> PAGE_SHIFT;
        if (cursor->page == NULL || cursor->page_index != index) {
            rofs_cursor_end(cursor);
            const uint8_t *page;
            int status = rofs->source.map(rofs->source.context, index, &page, &cursor->handle);
            if (status != 0) return status;
            cursor->page = page;
            cursor->page_index = index;
        }
        size_t at = cursor->offset % PAGE_SIZE, part = MIN(size, PAGE_SIZE - at);
        if (to != NULL) {
            memcpy(to, cursor->page + at, part);
            to = (char *)to + part;
        }
        cursor->offset += part;
        size -= part;
    }
    return 0;
}

static int bad_entry(struct rofs_cursor *cursor, uint32_t offset, const char *what)
{
    return BAD(cursor->rofs, "directory entry at byte %u of the structure information: %s", offset, what);
}

int rofs_read_entry(struct rofs_cursor *cursor, struct rofs_entry *entry)
{
    uint8_t header[ROFS_ENTRY_HEADER];
    uint16_t length;
    entry->offset = (uint32_t)cursor->offset;
    int status = take(cursor, header, sizeof(header));
    if (status != 0) return status == -EIO ? bad_entry(cursor, entry->offset, "is cut off") : status;
    memcpy(&entry->inode, header, sizeof(entry->inode));
    memcpy(&length, header + sizeof(entry->inode), sizeof(length));
    if (length == 0 || length > ROFS_NAME_MAX)
        return bad_entry(cursor, entry->offset,
                         length == 0 ? "its name is empty" : "its name is longer than 255 bytes");
    status = take(cursor, entry->name, length);
    if (status != 0) return status == -EIO ? bad_entry(cursor, entry->offset, "its name is cut off") : status;
    entry->length = length;
    entry->name[length] = 0;
    if (entry->inode == 0 || entry->inode > cursor->rofs->inodes)
        return bad_entry(cursor, entry->offset, "there is no inode of its number");
    if (memchr(entry->name, '/', length) != NULL || memchr(entry->name, 0, length) != NULL)
        return bad_entry(cursor, entry->offset, "its name contains a slash or a zero byte");
    if (entry->name[0] == '.' && (length == 1 || (length == 2 && entry->name[1] == '.')))
        return bad_entry(cursor, entry->offset, "its name is . or ..");
    return 0;
}

/* Moves behind the link at the cursor; its length in *length. */
static int skip_symlink(struct rofs_cursor *cursor, uint64_t number, uint16_t *length)
{
    struct rofs *rofs = cursor->rofs;
    int status = take(cursor, length, sizeof(*length));
    if (status == 0 && (*length == 0 || *length > ROFS_TARGET_MAX))
        return BAD(rofs, "symbolic link %lu: its target has %u bytes, expected 1 to %u", number, *length,
                   ROFS_TARGET_MAX);
    if (status == 0) status = take(cursor, NULL, *length);
    return status == -EIO ? BAD(rofs, "symbolic link %lu is cut off", number) : status;
}

static int scan_entries(struct rofs_cursor *cursor)
{
    struct rofs *rofs = cursor->rofs;
    struct rofs_entry entry;
    for (uint64_t i = 0; i < rofs->entries; i++) {
        if (i % ROFS_MARK_DISTANCE == 0) rofs->entry_marks[i / ROFS_MARK_DISTANCE] = (uint32_t)cursor->offset;
        int status = rofs_read_entry(cursor, &entry);
        if (status != 0) return status;
    }
    return 0;
}

static int scan_symlinks(struct rofs_cursor *cursor)
{
    struct rofs *rofs = cursor->rofs;
    for (uint64_t i = 0; i < rofs->symlinks; i++) {
        uint16_t length;
        if (i % ROFS_MARK_DISTANCE == 0)
            rofs->symlink_marks[i / ROFS_MARK_DISTANCE] = (uint32_t)cursor->offset;
        int status = skip_symlink(cursor, i, &length);
        if (status != 0) return status;
    }
    return 0;
}

int rofs_open(struct rofs *rofs)
{
    rofs->entry_marks = kmalloc((rofs->entries / ROFS_MARK_DISTANCE + 1) * sizeof(uint32_t));
    rofs->symlink_marks = kmalloc((rofs->symlinks / ROFS_MARK_DISTANCE + 1) * sizeof(uint32_t));
    if (rofs->entry_marks == NULL || rofs->symlink_marks == NULL) return -ENOMEM;
    struct rofs_cursor cursor = {.rofs = rofs};
    int status = scan_entries(&cursor);
    rofs->symlinks_start = (uint32_t)cursor.offset;
    if (status == 0) status = scan_symlinks(&cursor);
    rofs->inodes_start = (uint32_t)cursor.offset;
    rofs_cursor_end(&cursor);
    if (status == 0 &&
        rofs->inodes > (rofs->structure_size - rofs->inodes_start) / sizeof(struct rofs_disk_inode))
        return BAD(rofs, "superblock: %lu inodes do not fit behind the directory entries and symbolic links",
                   rofs->inodes);
    struct rofs_inode root;
    if (status == 0) status = rofs_read_inode(rofs, ROFS_ROOT_INODE, &root);
    if (status == 0 && !S_ISDIR(root.mode))
        return BAD(rofs, "inode %u: it is the root, and not a directory", ROFS_ROOT_INODE);
    return status;
}

void rofs_close(struct rofs *rofs)
{
    kfree(rofs->entry_marks);
    kfree(rofs->symlink_marks);
}

/* Whether a file's blocks lie on the disk, and neither in the superblock nor in the structure information. */
static int check_blocks(struct rofs *rofs, uint64_t number, const struct rofs_inode *inode)
{
    if (inode->count == 0) return 0;
    uint64_t blocks = rofs->disk_bytes / ROFS_BLOCK_SIZE, first = inode->start;
    uint64_t count = inode->count / ROFS_BLOCK_SIZE + (inode->count % ROFS_BLOCK_SIZE != 0);
    if (first > blocks || count > blocks - first)
        return BAD(rofs, "inode %lu: %lu bytes at block %lu, the disk has %lu blocks", number, inode->count,
                   first, blocks);
    uint64_t structure = rofs->structure_start / ROFS_BLOCK_SIZE,
             structure_blocks = rofs->structure_size / ROFS_BLOCK_SIZE;
    if (first == 0 || (first < structure + structure_blocks && structure < first + count))
        return BAD(rofs, "inode %lu: its %lu blocks at block %lu overlap the %s", number, count, first,
                   first == 0 ? "superblock" : "structure information");
    return 0;
}

int rofs_read_inode(struct rofs *rofs, uint64_t number, struct rofs_inode *inode)
{
    if (number == 0 || number > rofs->inodes)
        return BAD(rofs, "inode %lu: there are %lu", number, rofs->inodes);
    struct rofs_disk_inode disk;
    struct rofs_cursor cursor = {.rofs = rofs, .offset = rofs->inodes_start + (number - 1) * sizeof(disk)};
    int status = take(&cursor, &disk, sizeof(disk));
    rofs_cursor_end(&cursor);
    if (status != 0) return status;
    if (disk.inode_no != number) return BAD(rofs, "inode %lu: its own number is %lu", number, disk.inode_no);
    inode->mode = (uint32_t)disk.mode & (S_IFMT | 07777);
    inode->start = disk.data_offset;
    inode->count = disk.count;
    if (!(inode->mode & 07777)) inode->mode |= S_ISLNK(inode->mode) ? 0777 : 0555;
    switch (inode->mode & S_IFMT) {
    case S_IFDIR:
        if (inode->start > rofs->entries || inode->count > rofs->entries - inode->start)
            return BAD(rofs, "inode %lu: %lu entries from entry %lu on, there are %lu", number, inode->count,
                       inode->start, rofs->entries);
        return 0;
    case S_IFLNK:
        if (inode->start >= rofs->symlinks)
            return BAD(rofs, "inode %lu: symbolic link %lu, there are %lu", number, inode->start,
                       rofs->symlinks);
        return 0;
    case S_IFREG: return check_blocks(rofs, number, inode);
    default:
        return BAD(rofs,
                   "inode %lu: its mode is 0%o, which is neither a file, a directory nor a symbolic link",
                   number, (unsigned)disk.mode);
    }
}

int rofs_seek_entry(struct rofs_cursor *cursor, uint64_t number)
{
    const struct rofs *rofs = cursor->rofs;
    if (number >= rofs->entries) {
        cursor->offset = rofs->symlinks_start;
        return 0;
    }
    struct rofs_entry entry;
    cursor->offset = rofs->entry_marks[number / ROFS_MARK_DISTANCE];
    for (uint64_t skip = number % ROFS_MARK_DISTANCE; skip > 0; skip--) {
        int status = rofs_read_entry(cursor, &entry);
        if (status != 0) return status;
    }
    return 0;
}

ssize64_t rofs_read_symlink(struct rofs *rofs, uint64_t number, char *buffer, size_t size)
{
    if (number >= rofs->symlinks)
        return BAD(rofs, "symbolic link %lu: there are %lu", number, rofs->symlinks);
    struct rofs_cursor cursor = {.rofs = rofs, .offset = rofs->symlink_marks[number / ROFS_MARK_DISTANCE]};
    uint16_t length = 0;
    int status = 0;
    for (uint64_t skip = number % ROFS_MARK_DISTANCE + 1; skip > 0 && status == 0; skip--)
        status = skip_symlink(&cursor, number, &length);
    if (status == 0) {
        cursor.offset -= length;
        status = take(&cursor, buffer, MIN(size, length));
    }
    rofs_cursor_end(&cursor);
    return status != 0 ? status : length;
}
