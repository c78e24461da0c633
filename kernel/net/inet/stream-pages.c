/* SPDX-License-Identifier: MIT */
/*
 * Files on their way into streams without a copy (sendfile): the card reads pages of the page cache, which
 * stay pinned until the peer has acknowledged them. What is written to the file meanwhile is seen by the peer
 * or not, as on Linux. That needs a card that makes checksums and cuts segments: a checksum that was made
 * before would no longer be right.
 */
#include <arch/hooks.h>
#include <lwip/tcp.h>
#include <vfs/cache.h>

#include "private.h"

/* Fewer bytes are sooner copied than noted. */
#define LEAST 512u

/* A part of a segment. */
struct part {
    struct pbuf_custom custom; /* first */
    struct cache_page *page;
};

static void leave(struct pbuf *pbuf)
{
    struct part *part = (struct part *)pbuf;
    cache_release(part->page);
    lwip_leave_page();
    lwip_free(part);
}

ssize64_t stream_write_page(struct inet_socket *self, struct message *message, char *piece, size_t size)
{
    size = MIN(size, lwip_append_room(self->tcp));
    if (size < LEAST) return 0;
    struct part *part = lwip_malloc(sizeof(*part));
    if (part == NULL) return 0;
    part->page = message->pages[0];
    part->custom.custom_free_function = leave;
    /* Not volatile (PBUF_REF), which would be copied on the way. */
    struct pbuf *pbuf =
        pbuf_alloced_custom(PBUF_RAW, (uint16_t)size, PBUF_ROM, &part->custom, piece, (uint16_t)size);
    cache_hold(part->page);
    lwip_hold_page();
    lwip_append(self->tcp, pbuf, !stream_follows(self, message, size));
    message_skip(message, size);
    return (ssize64_t)size;
}
DO_FOR_USE(file_pages, stream_write_page);
