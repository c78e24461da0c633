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

static ssize64_t move(struct place *from, struct place *to, size_t size)
{
    int status = begin(from);
    if (status == 0) status = begin(to);
    char *piece = status == 0 ? kmalloc(PIECE_SIZE) : NULL;
    if (piece == NULL) return status != 0 ? status : -ENOMEM;
    ssize64_t moved = move_pieces(from, to, MIN(size, RW_COUNT_MAX), piece);
    kfree(piece);
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
