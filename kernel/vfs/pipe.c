/* SPDX-License-Identifier: MIT */
/*
 * Pipes, with and without a name (pipe(7), fifo(7)). A pipe belongs to its vnode while it is open. Its ring
 * of 64 KiB is made of pages that exist only while they hold bytes, so an idle pipe is small.
 *
 * Bytes, pages and positions are under the pipe's lock, a mutex, since copying from and to the program may
 * sleep. Counts of readers and writers change under it too, but are read without it by those who wait.
 */
#include <abi/errno.h>
#include <abi/ioctl.h>
#include <abi/poll.h>
#include <abi/signal.h>
#include <abi/syscall.h>
#include <arch/page.h>
#include <core/log.h>
#include <core/string.h>
#include <mm/frame.h>
#include <mm/kmalloc.h>
#include <mm/user.h>
#include <sched/thread.h>
#include <signal/signal.h>

#include "file.h"

#define PIPE_PAGES 16u
#define PIPE_SIZE (PIPE_PAGES * (uint32_t)PAGE_SIZE)
#define PIPE_BUF 4096u /* so much is written in one piece */

struct pipe {
    struct mutex lock;
    void *pages[PIPE_PAGES];
    uint32_t head, tail; /* bytes ever written and read; their difference is what is in */
    uint32_t readers, writers;
    uint32_t readers_ever, writers_ever; /* opened so far: openers of a FIFO wait for the other side to come,
                                            even if it goes again */
    struct wait_queue read_wait, write_wait;
};

static struct pipe *pipe_create(void)
{
    struct pipe *pipe = kzalloc(sizeof(*pipe));
    if (pipe == NULL) return NULL;
    mutex_init(&pipe->lock);
    wait_queue_init(&pipe->read_wait);
    wait_queue_init(&pipe->write_wait);
    return pipe;
}

static void pipe_free(struct pipe *pipe)
{
    for (unsigned i = 0; i < PIPE_PAGES; i++)
        if (pipe->pages[i] != NULL) frame_free(virt_to_phys(pipe->pages[i]), 0);
    kfree(pipe);
}

static uint32_t used(const struct pipe *pipe)
{
    return __atomic_load_n(&pipe->head, __ATOMIC_ACQUIRE) - __atomic_load_n(&pipe->tail, __ATOMIC_ACQUIRE);
}

static uint32_t count(const uint32_t *value)
{
    return __atomic_load_n(value, __ATOMIC_ACQUIRE);
}

static void **page_of(struct pipe *pipe, uint32_t at)
{
    return &pipe->pages[at / PAGE_SIZE % PIPE_PAGES];
}

/* Moves bytes out of the ring. With the lock. */
static ssize64_t take(struct pipe *pipe, char *buffer, size_t size)
{
    size_t done = 0;
    while (done < size && pipe->head != pipe->tail) {
        size_t offset = pipe->tail % PAGE_SIZE;
        size_t part = MIN(MIN(size - done, PAGE_SIZE - offset), pipe->head - pipe->tail);
        void **page = page_of(pipe, pipe->tail);
        size_t missing = user_copy_partial(buffer + done, (char *)*page + offset, part);
        done += part - missing;
        uint32_t tail = pipe->tail + (uint32_t)(part - missing);
        /* A page goes when it is drained, unless the ring is so full that its newest bytes are in the same
         * page again. */
        bool wrapped = pipe->head != tail && page_of(pipe, pipe->head - 1) == page;
        if (tail % PAGE_SIZE == 0 && tail != pipe->tail && !wrapped) {
            frame_free(virt_to_phys(*page), 0);
            *page = NULL;
        }
        __atomic_store_n(&pipe->tail, tail, __ATOMIC_RELEASE);
        if (missing != 0) return done != 0 ? (ssize64_t)done : -EFAULT;
    }
    return (ssize64_t)done;
}

/* Moves bytes into the ring, as many as fit. With the lock. */
static ssize64_t put(struct pipe *pipe, const char *buffer, size_t size)
{
    size_t done = 0;
    while (done < size && pipe->head - pipe->tail < PIPE_SIZE) {
        size_t offset = pipe->head % PAGE_SIZE;
        size_t part = MIN(MIN(size - done, PAGE_SIZE - offset), PIPE_SIZE - (pipe->head - pipe->tail));
        void **page = page_of(pipe, pipe->head);
        if (*page == NULL) {
            paddr_t frame = frame_alloc(0);
            if (frame == 0) return done != 0 ? (ssize64_t)done : -ENOMEM;
            *page = phys_to_virt(frame);
        }
        size_t missing = user_copy_partial((char *)*page + offset, buffer + done, part);
        done += part - missing;
        __atomic_store_n(&pipe->head, pipe->head + (uint32_t)(part - missing), __ATOMIC_RELEASE);
        if (missing != 0) return done != 0 ? (ssize64_t)done : -EFAULT;
    }
    return (ssize64_t)done;
}

static ssize64_t pipe_read(struct file *file, void *buffer, size_t size, uint64_t *position)
{
    (void)position;
    struct pipe *pipe = file->vnode->special;
    if (size == 0) return 0;
    for (;;) {
        /* Before the bytes: a writer that wrote and went is then seen to have written. */
        bool ended = count(&pipe->writers) == 0;
        mutex_lock(&pipe->lock);
        ssize64_t moved = take(pipe, buffer, size);
        mutex_unlock(&pipe->lock);
        if (moved != 0) {
            wake_all(&pipe->write_wait);
            return moved;
        }
        if (ended) return 0;
        if (file_nonblocking(file)) return -EAGAIN;
        int status = WAIT_EVENT(&pipe->read_wait, used(pipe) != 0 || count(&pipe->writers) == 0, WAIT_FOREVER,
                                WAIT_INTERRUPTIBLE);
        if (status != 0) return status;
    }
}

static ssize64_t broken_pipe(void)
{
    struct siginfo info = {.si_signo = SIGPIPE, .si_code = SI_KERNEL};
    signal_send_thread(thread_current(), &info);
    return -EPIPE;
}

static ssize64_t pipe_write(struct file *file, const void *buffer, size_t size, uint64_t *position)
{
    (void)position;
    struct pipe *pipe = file->vnode->special;
    size_t done = 0;
    do {
        if (count(&pipe->readers) == 0) return done != 0 ? (ssize64_t)done : broken_pipe();
        /* Up to PIPE_BUF bytes go in together or not at all. */
        size_t wanted = size <= PIPE_BUF ? size : 1;
        mutex_lock(&pipe->lock);
        ssize64_t moved = 0;
        if (PIPE_SIZE - used(pipe) >= wanted) moved = put(pipe, (const char *)buffer + done, size - done);
        mutex_unlock(&pipe->lock);
        if (moved < 0) return done != 0 ? (ssize64_t)done : moved;
        done += (size_t)moved;
        if (moved != 0) wake_all(&pipe->read_wait);
        if (done == size) break;
        if (file_nonblocking(file)) return done != 0 ? (ssize64_t)done : -EAGAIN;
        int status =
            WAIT_EVENT(&pipe->write_wait, PIPE_SIZE - used(pipe) >= wanted || count(&pipe->readers) == 0,
                       WAIT_FOREVER, WAIT_INTERRUPTIBLE);
        if (status != 0) return done != 0 ? (ssize64_t)done : status;
    } while (done < size);
    return (ssize64_t)done;
}

static uint32_t pipe_poll(struct file *file, struct poll_table *table)
{
    struct pipe *pipe = file->vnode->special;
    uint32_t events = 0;
    if (file_readable(file)) {
        poll_register(table, &pipe->read_wait);
        if (used(pipe) != 0) events |= POLLIN | POLLRDNORM;
        if (count(&pipe->writers) == 0 && count(&pipe->writers_ever) != 0) events |= POLLHUP;
    }
    if (file_writable(file)) {
        poll_register(table, &pipe->write_wait);
        if (PIPE_SIZE - used(pipe) >= PIPE_BUF) events |= POLLOUT | POLLWRNORM;
        if (count(&pipe->readers) == 0) events |= POLLERR;
    }
    return events;
}

static long pipe_ioctl(struct file *file, unsigned long request, unsigned long argument)
{
    if (request != FIONREAD) return -ENOTTY;
    return put_user32(used(file->vnode->special), (uint32_t *)argument);
}

static void pipe_release(struct file *file)
{
    struct vnode *vnode = file->vnode;
    mutex_lock(&vnode->lock);
    struct pipe *pipe = vnode->special;
    if (file_readable(file)) __atomic_fetch_sub(&pipe->readers, 1, __ATOMIC_ACQ_REL);
    if (file_writable(file)) __atomic_fetch_sub(&pipe->writers, 1, __ATOMIC_ACQ_REL);
    if (pipe->readers == 0 && pipe->writers == 0) {
        vnode->special = NULL;
        pipe_free(pipe);
    } else {
        wake_all(&pipe->read_wait);
        wake_all(&pipe->write_wait);
    }
    mutex_unlock(&vnode->lock);
}

FOR_USE(file_read, pipe_read);
FOR_USE(file_poll, pipe_poll);

static const struct file_ops pipe_file_ops = {
    .read = FOR(file_read, pipe_read),
    .write = pipe_write,
    .ioctl = pipe_ioctl,
    .poll = FOR(file_poll, pipe_poll),
    .release = pipe_release,
};

/* Counts an opening in, making the pipe if it is the first. */
static int attach(struct vnode *vnode, struct file *file)
{
    int status = 0;
    mutex_lock(&vnode->lock);
    struct pipe *pipe = vnode->special != NULL ? vnode->special : pipe_create();
    if (pipe == NULL) {
        status = -ENOMEM;
    } else {
        vnode->special = pipe;
        if (file_readable(file)) {
            __atomic_fetch_add(&pipe->readers, 1, __ATOMIC_ACQ_REL);
            __atomic_fetch_add(&pipe->readers_ever, 1, __ATOMIC_ACQ_REL);
        }
        if (file_writable(file)) {
            __atomic_fetch_add(&pipe->writers, 1, __ATOMIC_ACQ_REL);
            __atomic_fetch_add(&pipe->writers_ever, 1, __ATOMIC_ACQ_REL);
        }
        file->ops = &pipe_file_ops;
        wake_all(&pipe->read_wait);
        wake_all(&pipe->write_wait);
    }
    mutex_unlock(&vnode->lock);
    return status;
}

int fifo_open(struct vnode *vnode, struct file *file)
{
    int status = attach(vnode, file);
    if (status != 0) return status;
    struct pipe *pipe = vnode->special;
    bool reads = file_readable(file), writes = file_writable(file);
    if (reads && writes) return 0;
    if (file_nonblocking(file)) return writes && count(&pipe->readers) == 0 ? -ENXIO : 0;
    /* Waits for the other side; openings that were there before count if they are there still. */
    if (reads) {
        uint32_t before = count(&pipe->writers_ever);
        return WAIT_EVENT(&pipe->read_wait,
                          count(&pipe->writers) != 0 || count(&pipe->writers_ever) != before, WAIT_FOREVER,
                          WAIT_INTERRUPTIBLE);
    }
    uint32_t before = count(&pipe->readers_ever);
    return WAIT_EVENT(&pipe->write_wait, count(&pipe->readers) != 0 || count(&pipe->readers_ever) != before,
                      WAIT_FOREVER, WAIT_INTERRUPTIBLE);
}

DO_FOR_USE(pipes, fifo_open);

static int open_end(struct vnode *vnode, uint32_t flags, const char *path, struct file **file)
{
    int status = file_create(&file_ops_none, vnode, flags, path, file);
    if (status != 0) return status;
    status = attach(vnode, *file);
    if (status != 0) file_put(*file);
    return status;
}

/* Both ends, or nothing. */
static int create_ends(uint32_t flags, struct file *ends[2])
{
    USES(pipes);
    static const struct vnode_ops pipe_vnode_ops;
    static uint64_t last_inode; /* atomic */
    uint64_t inode = __atomic_add_fetch(&last_inode, 1, __ATOMIC_RELAXED);
    struct vnode *vnode = vnode_create(NULL, &pipe_vnode_ops, S_IFIFO | 0600, inode);
    if (vnode == NULL) return -ENOMEM;
    char path[32];
    format_text(path, sizeof(path), "pipe:[%lu]", inode);
    int status = open_end(vnode, O_RDONLY | flags, path, &ends[0]);
    if (status == 0) {
        status = open_end(vnode, O_WRONLY | flags, path, &ends[1]);
        if (status != 0) file_put(ends[0]);
    }
    vnode_put(vnode);
    return status;
}

SYSCALL(pipe2)(int *descriptors, uint32_t flags)
{
    if (flags & ~(O_CLOEXEC | O_NONBLOCK | O_DIRECT)) return -EINVAL;
    struct file *ends[2];
    int status = create_ends(flags & O_NONBLOCK, ends);
    if (status != 0) return status;
    int pair[2];
    for (int i = 0; i < 2; i++) pair[i] = descriptor_install(ends[i], 0, flags & O_CLOEXEC);
    status = MIN(MIN(pair[0], pair[1]), 0);
    if (status == 0) status = copy_to_user(descriptors, pair, sizeof(pair));
    if (status == 0) return 0;
    /* Takes back what is in the table. */
    for (int i = 0; i < 2; i++)
        if (pair[i] >= 0) descriptor_close(pair[i]);
    return status;
}

SYSCALL(pipe)(int *descriptors)
{
    return sys_pipe2(descriptors, 0);
}

uint32_t pipe_capacity(const struct file *file)
{
    return file->ops == &pipe_file_ops ? PIPE_SIZE : 0;
}
DO_FOR_USE(pipes, pipe_capacity);
