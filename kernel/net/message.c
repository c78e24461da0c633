/* SPDX-License-Identifier: MIT */
#include <core/string.h>
#include <mm/kmalloc.h>
#include <mm/user.h>
#include <net/message.h>
#include <vfs/vfs.h>

void message_init(struct message *message, const struct iovec *vectors, size_t count)
{
    *message = (struct message){.vectors = vectors, .count = count};
    for (size_t i = 0; i < count; i++) message->left += vectors[i].iov_len;
}

void *message_piece(const struct message *message, size_t *size)
{
    const struct iovec *vector = message->vectors;
    size_t offset = message->offset, count = message->count;
    *size = 0;
    if (message->left == 0) return NULL;
    while (count > 1 && vector->iov_len == offset) {
        vector++;
        count--;
        offset = 0;
    }
    *size = vector->iov_len - offset;
    return (char *)vector->iov_base + offset;
}

void message_skip(struct message *message, size_t size)
{
    message->left -= size;
    while (size != 0) {
        size_t here = message->vectors->iov_len - message->offset;
        if (size < here) {
            message->offset += size;
            return;
        }
        size -= here;
        message->vectors++;
        if (message->pages != NULL) message->pages++;
        message->count--;
        message->offset = 0;
    }
}

static size_t move(struct message *message, char *kernel, size_t size, bool out)
{
    size_t done = 0;
    while (done < size) {
        size_t piece_size;
        char *piece = message_piece(message, &piece_size);
        size_t part = MIN(piece_size, size - done);
        if (part == 0) break;
        size_t missing = out ? user_copy_partial(piece, kernel + done, part)
                             : user_copy_partial(kernel + done, piece, part);
        message_skip(message, part - missing);
        done += part - missing;
        if (missing != 0) break;
    }
    return done;
}

size_t message_take(struct message *message, void *to, size_t size)
{
    return move(message, to, size, false);
}

size_t message_put(struct message *message, const void *from, size_t size)
{
    return move(message, (char *)from, size, true);
}

void message_end(struct message *message)
{
    for (unsigned i = 0; i < message->file_count; i++) file_put(message->files[i]);
    kfree(message->files);
    message->files = NULL;
    message->file_count = 0;
}
