/* SPDX-License-Identifier: MIT */
/* What one call sends or receives: bytes that lie scattered, an address, descriptors and flags. */
#pragma once

#include <abi/socket.h>

struct cache_page;
struct file;

struct socket_address {
    uint32_t length; /* bytes of `bytes` that count; 0: there is no address */
    union {
        uint16_t family;
        uint8_t bytes[SOCKADDR_SIZE];
    };
};

struct message {
    const struct iovec *vectors; /* in order; each checked to lie in the program's half, or in the kernel's */
    size_t count;
    /** Of a message to be sent: the pages of the page cache in which the vectors lie, one for each; NULL:
     * they lie elsewhere. */
    struct cache_page *const *pages;
    size_t offset;  /* in the first vector */
    size_t left;    /* bytes in all */
    uint32_t flags; /* MSG_* */
    bool nonblocking;
    /** Where it goes (length 0: to the peer), or where it came from (length 0: nobody asked, or it has none).
     */
    struct socket_address address;
    /** Files that go with it, referenced. A sender that succeeds takes them over and sets the count to 0; a
     * receiver hands them over. The array is allocated; NULL: there are none. */
    struct file **files;
    unsigned file_count;
    /** Of a received message: whether `sender` is known, and what MSG_* flags the program is told. */
    bool has_sender;
    struct ucred sender;
    uint32_t told;
};

/** A message in the vectors given, which stay. */
void message_init(struct message *message, const struct iovec *vectors, size_t count);
/** Moves up to `size` bytes between the message and kernel memory and goes on behind them; the number of
 * bytes moved, less than MIN(size, left) only when the program's memory faults. May sleep. */
size_t message_take(struct message *message, void *to, size_t size);
size_t message_put(struct message *message, const void *from, size_t size);
/** The longest piece that lies next in one place; its size in *size, which is 0 at the end. */
void *message_piece(const struct message *message, size_t *size);
void message_skip(struct message *message, size_t size);
/** Gives back the files that nobody took over. */
void message_end(struct message *message);
