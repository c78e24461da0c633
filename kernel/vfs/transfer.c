/* SPDX-License-Identifier: MIT */
/* Moving bytes from file to file: sendfile(2), copy_file_range(2), splice(2). */
#include <abi/errno.h>
#include <abi/syscall.h>
#include <abi/uio.h>
#include <mm/kmalloc.h>
#include <mm/user.h>

#include "file.h"
#include "rw.h"

#define PIECE_SIZE (4 * PAGE_SIZE)
/* As many pages of a file are handed to a socket at once: no more than a datagram holds. */
#define BORROW_MAX 15u

/* A place in a file: the program's, or the file's own, which moves. */
struct place {
    struct file *file;
    int64_t *user; /* NULL: the file's own */
    uint64_t position;
};

static int begin(struct place *place)
{
    int64_t offset;
    place->position = place->file->position;
    if (place->user == NULL) return 0;
    if (place->file->ops->seek == NULL) return -ESPIPE;
    if (copy_from_user(&offset, place->user, sizeof(offset)) != 0) return -EFAULT;
    place->position = (uint64_t)offset;
    return offset < 0 ? -EINVAL : 0;
}

static int finish(const struct place *place)
{
    if (place->user != NULL) return copy_to_user(place->user, &place->position, sizeof(place->position));
    if (place->file->ops->seek != NULL) {
        mutex_lock(&place->file->position_lock);
        place->file->position = place->position;
        mutex_unlock(&place->file->position_lock);
    }
    return 0;
}

/* Through a piece of kernel memory. What was read but could not be written is read again by who comes next:
 * the position goes back. */
static ssize64_t move_pieces(struct place *from, struct place *to, size_t size, char *piece)
{
    size_t done = 0;
    while (done < size) {
        uint64_t start = from->position;
        ssize64_t got = file_move(from->file, O_RDONLY, piece, MIN(size - done, PIECE_SIZE), &from->position);
        if (got <= 0) return done != 0 ? (ssize64_t)done : got;
        ssize64_t put = 0, part = 0;
        while (put < got &&
               (part = file_move(to->file, O_WRONLY, piece + put, (size_t)(got - put), &to->position)) > 0)
            put += part;
        done += (size_t)put;
        from->position = start + (uint64_t)put;
        if (put < got) return done != 0 ? (ssize64_t)done : part;
    }
    return (ssize64_t)done;
}

/* Pages of a regular file as they are in the page cache, pinned. */
struct borrowed {
    struct cache_page *pages[BORROW_MAX];
    struct iovec vectors[BORROW_MAX];
    unsigned count;
};

/* Up to the end of the file, to a hole, or to a page that cannot be read. */
static void borrow(const struct place *from, size_t size, struct borrowed *borrowed)
{
    uint64_t position = from->position;
    borrowed->count = 0;
    while (size != 0 && borrowed->count < BORROW_MAX) {
        struct cache_page *page;
        ssize64_t part = regular_borrow(from->file, position, size, &page);
        if (part <= 0 || page == NULL) return;
        borrowed->pages[borrowed->count] = page;
        borrowed->vectors[borrowed->count++] =
            (struct iovec){(char *)page->memory + position % PAGE_SIZE, (size_t)part};
        position += (size_t)part;
        size -= (size_t)part;
    }
}

/* To a socket, without a copy in between. False in *whole: it stopped where there is no page to be had. */
static ssize64_t move_pages(struct place *from, struct place *to, size_t size, bool *whole)
{
    size_t done = 0;
    struct borrowed borrowed;
    while (done < size) {
        size_t wanted = 0;
        borrow(from, size - done, &borrowed);
        *whole = borrowed.count != 0;
        if (!*whole) break;
        for (unsigned i = 0; i < borrowed.count; i++) wanted += borrowed.vectors[i].iov_len;
        ssize64_t put =
            to->file->ops->write_pages(to->file, borrowed.vectors, borrowed.pages, borrowed.count);
        for (unsigned i = 0; i < borrowed.count; i++) cache_release(borrowed.pages[i]);
        if (put < 0) return done != 0 ? (ssize64_t)done : put;
        from->position += (size_t)put;
        done += (size_t)put;
        if ((size_t)put < wanted) break;
    }
    return (ssize64_t)done;
}

static ssize64_t move_rest(struct place *from, struct place *to, size_t size)
{
    char *piece = kmalloc(PIECE_SIZE);
    if (piece == NULL) return -ENOMEM;
    ssize64_t moved = move_pieces(from, to, size, piece);
    kfree(piece);
    return moved;
}

static ssize64_t move(struct place *from, struct place *to, size_t size)
{
    int status = begin(from);
    if (status == 0) status = begin(to);
    if (status != 0) return status;
    size = MIN(size, RW_COUNT_MAX);
    ssize64_t moved = 0;
    bool whole = false;
    USES(file_pages);
    if (from->file->ops == &regular_file_ops && to->file->ops->write_pages != NULL)
        moved = move_pages(from, to, size, &whole);
    if (!whole) {
        ssize64_t more = move_rest(from, to, size - (size_t)moved);
        moved = more < 0 && moved != 0 ? moved : moved + more;
    }
    if (moved > 0 && (finish(from) != 0 || finish(to) != 0)) return -EFAULT;
    return moved;
}

/* Both files of a transfer; released by the caller unless this fails. */
static int get_files(int from, int to, struct file **source, struct file **target)
{
    int status = file_for(from, O_RDONLY, source);
    if (status != 0) return status;
    status = file_for(to, O_WRONLY, target);
    if (status != 0) file_put(*source);
    return status;
}

/* Only from what has positions: what a stream gave and the target refused would be lost. */
SYSCALL(sendfile)(int to, int from, int64_t *user_offset, size_t size)
{
    USES(file_read);
    struct place source = {.user = user_offset}, target = {.user = NULL};
    int status = get_files(from, to, &source.file, &target.file);
    if (status != 0) return status;
    ssize64_t moved = -EINVAL;
    if (source.file->ops->seek != NULL && source.file->ops->read != NULL && !(target.file->flags & O_APPEND))
        moved = move(&source, &target, size);
    file_put(source.file);
    file_put(target.file);
    return moved;
}

SYSCALL(copy_file_range)(int from, int64_t *user_from, int to, int64_t *user_to, size_t size, unsigned flags)
{
    USES(file_read);
    struct place source = {.user = user_from}, target = {.user = user_to};
    if (flags != 0) return -EINVAL;
    int status = get_files(from, to, &source.file, &target.file);
    if (status != 0) return status;
    ssize64_t moved = -EINVAL;
    if (target.file->flags & O_APPEND)
        moved = -EBADF;
    else if (source.file->ops == &regular_file_ops && target.file->ops == &regular_file_ops)
        moved = move(&source, &target, size);
    file_put(source.file);
    file_put(target.file);
    return moved;
}

/* Pipes have no pages to give away. EINVAL is what programs know from file systems that cannot splice, and
 * then copy. */
SYSCALL(splice)(void)
{
    return -EINVAL;
}
SYSCALL(tee)(void)
{
    return -EINVAL;
}
SYSCALL(vmsplice)(void)
{
    return -EINVAL;
}
