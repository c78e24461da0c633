// SPDX-License-Identifier: MIT
/* Pipes and waiting for files: each argument names a check, which prints "ok NAME" or says what went wrong
 * and exits with 1. */
#define _GNU_SOURCE
#include <sys/eventfd.h>
#include <sys/select.h>
#include <sys/signalfd.h>

#include "socket-check.h"

static char block[1 << 20];

static void check_pipe(void)
{
    int ends[2], bytes;
    char text[8];
    struct stat status;
    CHECK(pipe(ends) == 0 && fstat(ends[0], &status) == 0 && S_ISFIFO(status.st_mode));
    CHECK(write(ends[1], "hello", 5) == 5 && ioctl(ends[0], FIONREAD, &bytes) == 0 && bytes == 5);
    CHECK(read(ends[0], text, 2) == 2 && read(ends[0], text, 8) == 3 && memcmp(text, "llo", 3) == 0);
    FAILS(EBADF, read(ends[1], text, 1));
    FAILS(EBADF, write(ends[0], text, 1));
    FAILS(ESPIPE, lseek(ends[0], 0, SEEK_CUR));
    FAILS(ESPIPE, pread(ends[0], text, 1, 0));
    /* A read waits for bytes. */
    pthread_t thread = start(write_late, (void *)(intptr_t)ends[1]);
    CHECK(read(ends[0], text, 8) == 4 && memcmp(text, "late", 4) == 0);
    pthread_join(thread, NULL);
    /* 64 KiB fit; what does not fit as a whole is not begun. */
    CHECK(fcntl(ends[0], F_SETFL, O_NONBLOCK) == 0 && fcntl(ends[1], F_SETFL, O_NONBLOCK) == 0);
    FAILS(EAGAIN, read(ends[0], text, 1));
    CHECK(write(ends[1], block, sizeof(block)) == 65536);
    FAILS(EAGAIN, write(ends[1], block, 1));
    CHECK(read(ends[0], block, 100) == 100);
    FAILS(EAGAIN, write(ends[1], block, 101));
    CHECK(write(ends[1], block, 100) == 100 && read(ends[0], block, sizeof(block)) == 65536);
    /* Without writers: the end. Without readers: a signal. */
    CHECK(close(ends[1]) == 0 && read(ends[0], text, 1) == 0 && close(ends[0]) == 0 && pipe(ends) == 0 &&
          close(ends[0]) == 0);
    signal(SIGPIPE, catch);
    FAILS(EPIPE, write(ends[1], "x", 1));
    CHECK(caught == SIGPIPE);
    FAILS(EFAULT, syscall(SYS_pipe, 8l));
    FAILS(EINVAL, pipe2(ends, 12345));
}

struct stream {
    int descriptor;
    unsigned sum;
};

static void *drain(void *argument)
{
    struct stream *stream = argument;
    static unsigned char bytes[5000];
    for (ssize_t count; (count = read(stream->descriptor, bytes, sizeof(bytes))) > 0;)
        for (ssize_t i = 0; i < count; i++) stream->sum = stream->sum * 31 + bytes[i];
    return NULL;
}

static void check_stream(void)
{
    int ends[2];
    unsigned sum = 0;
    CHECK(pipe(ends) == 0);
    struct stream stream = {ends[0], 0};
    pthread_t thread = start(drain, &stream);
    for (unsigned i = 0; i < sizeof(block); i++)
        sum = sum * 31 + (unsigned char)(block[i] = (char)(i * 7 + i / 1000));
    CHECK(write(ends[1], block, sizeof(block)) == sizeof(block));
    close(ends[1]);
    pthread_join(thread, NULL);
    CHECK(stream.sum == sum);
}

static void *open_writer(void *path)
{
    sleep_ms(30);
    int file = open(path, O_WRONLY);
    CHECK(file >= 0 && write(file, "fifo", 4) == 4);
    close(file);
    return NULL;
}

static void check_fifo(void)
{
    char text[8];
    CHECK(mkfifo("/tmp/fifo", 0600) == 0);
    FAILS(ENXIO, open("/tmp/fifo", O_WRONLY | O_NONBLOCK));
    pthread_t thread = start(open_writer, "/tmp/fifo");
    int file = open("/tmp/fifo", O_RDONLY);
    CHECK(file >= 0 && read(file, text, 8) == 4 && memcmp(text, "fifo", 4) == 0 && read(file, text, 8) == 0);
    pthread_join(thread, NULL);
}

static void check_poll(void)
{
    int ends[2];
    CHECK(pipe(ends) == 0);
    int regular = open("/tmp/file", O_CREAT | O_RDWR, 0600);
    struct pollfd polled[4] = {
        {ends[0], POLLIN, 0}, {ends[1], POLLOUT, 0}, {regular, POLLIN | POLLOUT, 0}, {-1, POLLIN, 7}};
    CHECK(poll(polled, 4, -1) == 2 && polled[0].revents == 0 && polled[1].revents == POLLOUT);
    CHECK(polled[2].revents == (POLLIN | POLLOUT) && polled[3].revents == 0);
    polled[0].fd = 99;
    CHECK(poll(polled, 1, -1) == 1 && polled[0].revents == POLLNVAL);
    polled[0].fd = ends[0];
    long before = now_ms();
    CHECK(poll(polled, 1, 60) == 0 && now_ms() - before >= 60 && now_ms() - before < 20000);
    CHECK(poll(polled, 1, 0) == 0 && poll(NULL, 0, 5) == 0);
    pthread_t thread = start(write_late, (void *)(intptr_t)ends[1]);
    CHECK(poll(polled, 1, 10000) == 1 && polled[0].revents == POLLIN);
    pthread_join(thread, NULL);
    close(ends[1]);
    CHECK(poll(polled, 1, -1) == 1 && polled[0].revents == (POLLIN | POLLHUP));
    int more[2];
    CHECK(pipe(more) == 0 && close(more[0]) == 0);
    struct pollfd broken = {more[1], POLLOUT, 0};
    CHECK(poll(&broken, 1, -1) == 1 && broken.revents & POLLERR);
    FAILS(EFAULT, syscall(SYS_poll, 8l, 1, 0));
    FAILS(EINVAL, syscall(SYS_poll, polled, 100000, 0));
    struct timespec timeout = {0, 20000000};
    CHECK(syscall(SYS_ppoll, &broken, 0, &timeout, NULL, 8) == 0 && timeout.tv_nsec == 0);
}

static void *signal_late(void *thread)
{
    sleep_ms(50);
    pthread_kill(*(pthread_t *)thread, SIGUSR1);
    return NULL;
}

static void check_signals(void)
{
    int ends[2];
    CHECK(pipe(ends) == 0);
    struct pollfd polled = {ends[0], POLLIN, 0};
    struct sigaction action = {.sa_handler = catch, .sa_flags = SA_RESTART};
    sigaction(SIGUSR1, &action, NULL);
    pthread_t self = pthread_self(), thread = start(signal_late, &self);
    /* poll is never begun anew. */
    FAILS(EINTR, poll(&polled, 1, -1));
    CHECK(caught == SIGUSR1);
    pthread_join(thread, NULL);
    /* With the signal blocked but in the call, and afterwards again. */
    sigset_t mask, none;
    sigemptyset(&none);
    sigemptyset(&mask);
    sigaddset(&mask, SIGUSR1);
    pthread_sigmask(SIG_BLOCK, &mask, NULL);
    caught = 0;
    raise(SIGUSR1);
    CHECK(caught == 0);
    FAILS(EINTR, ppoll(&polled, 1, NULL, &none));
    CHECK(caught == SIGUSR1 && pthread_sigmask(SIG_BLOCK, NULL, &none) == 0 && sigismember(&none, SIGUSR1));
}

static void check_select(void)
{
    int ends[2];
    CHECK(pipe(ends) == 0);
    fd_set in, out;
    FD_ZERO(&in);
    FD_ZERO(&out);
    FD_SET(ends[0], &in);
    FD_SET(ends[1], &out);
    CHECK(select(ends[1] + 1, &in, &out, NULL, NULL) == 1 && !FD_ISSET(ends[0], &in) &&
          FD_ISSET(ends[1], &out));
    FD_SET(ends[0], &in);
    struct timeval timeout = {0, 30000};
    CHECK(select(ends[0] + 1, &in, NULL, NULL, &timeout) == 0 && !FD_ISSET(ends[0], &in));
    CHECK(write(ends[1], "x", 1) == 1);
    FD_SET(ends[0], &in);
    CHECK(select(ends[1] + 1, &in, &out, NULL, NULL) == 2);
    FD_SET(99, &in);
    FAILS(EBADF, select(100, &in, NULL, NULL, NULL));
    FAILS(EINVAL, select(-1, NULL, NULL, NULL, NULL));
    struct timespec shorter = {0, 1000000};
    CHECK(pselect(0, NULL, NULL, NULL, &shorter, NULL) == 0);
}

static void check_epoll(void)
{
    int ends[2];
    struct epoll_event event = {.events = EPOLLIN, .data.u64 = 0x123456789abcdef}, got[4];
    CHECK(pipe(ends) == 0);
    int epoll = epoll_create1(EPOLL_CLOEXEC);
    CHECK(epoll >= 0 && epoll_ctl(epoll, EPOLL_CTL_ADD, ends[0], &event) == 0);
    FAILS(EEXIST, epoll_ctl(epoll, EPOLL_CTL_ADD, ends[0], &event));
    FAILS(ENOENT, epoll_ctl(epoll, EPOLL_CTL_MOD, ends[1], &event));
    FAILS(EINVAL, epoll_ctl(epoll, EPOLL_CTL_ADD, epoll, &event));
    FAILS(EPERM, epoll_ctl(epoll, EPOLL_CTL_ADD, open("/tmp/f", O_CREAT | O_RDWR, 0600), &event));
    FAILS(EBADF, epoll_ctl(epoll, EPOLL_CTL_ADD, 99, &event));
    CHECK(epoll_wait(epoll, got, 4, 0) == 0);
    /* Level: as long as it is so. */
    pthread_t thread = start(write_late, (void *)(intptr_t)ends[1]);
    CHECK(epoll_wait(epoll, got, 4, -1) == 1 && got[0].events == EPOLLIN &&
          got[0].data.u64 == event.data.u64);
    pthread_join(thread, NULL);
    CHECK(epoll_wait(epoll, got, 4, 0) == 1 && read(ends[0], block, 8) == 4 &&
          epoll_wait(epoll, got, 4, 0) == 0);
    /* Edge: once for each write. */
    event.events = EPOLLIN | EPOLLET;
    CHECK(epoll_ctl(epoll, EPOLL_CTL_MOD, ends[0], &event) == 0 && epoll_wait(epoll, got, 4, 0) == 0);
    CHECK(write(ends[1], "x", 1) == 1 && epoll_wait(epoll, got, 4, 0) == 1 &&
          epoll_wait(epoll, got, 4, 0) == 0);
    CHECK(write(ends[1], "x", 1) == 1 && epoll_wait(epoll, got, 4, 0) == 1 &&
          epoll_wait(epoll, got, 4, 0) == 0);
    /* Once, and again when told to. */
    event.events = EPOLLIN | EPOLLONESHOT;
    CHECK(epoll_ctl(epoll, EPOLL_CTL_MOD, ends[0], &event) == 0 && epoll_wait(epoll, got, 4, 0) == 1);
    CHECK(write(ends[1], "x", 1) == 1 && epoll_wait(epoll, got, 4, 0) == 0);
    CHECK(epoll_ctl(epoll, EPOLL_CTL_MOD, ends[0], &event) == 0 && epoll_wait(epoll, got, 4, 0) == 1);
    /* Exclusive: from the beginning and for good, and not with everything. */
    CHECK(epoll_ctl(epoll, EPOLL_CTL_DEL, ends[0], NULL) == 0);
    event.events = EPOLLIN | EPOLLONESHOT | EPOLLEXCLUSIVE;
    FAILS(EINVAL, epoll_ctl(epoll, EPOLL_CTL_ADD, ends[0], &event));
    event.events = EPOLLIN | EPOLLEXCLUSIVE;
    CHECK(epoll_ctl(epoll, EPOLL_CTL_ADD, ends[0], &event) == 0 && epoll_wait(epoll, got, 4, 0) == 1);
    FAILS(EINVAL, epoll_ctl(epoll, EPOLL_CTL_MOD, ends[0], &event));
    event.events = EPOLLIN;
    FAILS(EINVAL, epoll_ctl(epoll, EPOLL_CTL_MOD, ends[0], &event));
    CHECK(epoll_ctl(epoll, EPOLL_CTL_DEL, ends[0], NULL) == 0);
    CHECK(epoll_ctl(epoll, EPOLL_CTL_ADD, ends[0], &event) == 0);
    /* One epoll in another, in a circle not. */
    int outer = epoll_create1(0);
    event.events = EPOLLIN;
    CHECK(epoll_ctl(outer, EPOLL_CTL_ADD, epoll, &event) == 0 &&
          epoll_ctl(epoll, EPOLL_CTL_MOD, ends[0], &event) == 0);
    CHECK(epoll_wait(outer, got, 4, 1000) == 1);
    FAILS(ELOOP, epoll_ctl(epoll, EPOLL_CTL_ADD, outer, &event));
    /* What is closed is forgotten. */
    CHECK(close(ends[0]) == 0 && epoll_wait(epoll, got, 4, 0) == 0);
    FAILS(EBADF, epoll_ctl(epoll, EPOLL_CTL_DEL, ends[0], &event));
    long before = now_ms();
    CHECK(epoll_wait(epoll, got, 4, 40) == 0 && now_ms() - before >= 40);
    FAILS(EINVAL, epoll_wait(epoll, got, 0, 0));
    FAILS(EINVAL, epoll_wait(ends[1], got, 1, 0));
    /* Many. */
    int writers[200];
    for (int i = 0; i < 200; i++) {
        CHECK(pipe(ends) == 0 &&
              (event.data.u32 = (uint32_t)ends[0], epoll_ctl(epoll, EPOLL_CTL_ADD, ends[0], &event) == 0));
        writers[i] = ends[1];
    }
    CHECK(write(writers[150], "x", 1) == 1 && epoll_wait(epoll, got, 4, -1) == 1 &&
          got[0].data.fd == writers[150] - 1);
}

static void *add_late(void *descriptor)
{
    sleep_ms(50);
    uint64_t one = 1;
    CHECK(write((int)(intptr_t)descriptor, &one, 8) == 8);
    return NULL;
}

static void check_eventfd(void)
{
    uint64_t value = 5;
    int file = eventfd(2, EFD_NONBLOCK);
    CHECK(write(file, &value, 8) == 8 && read(file, &value, 8) == 8 && value == 7);
    FAILS(EAGAIN, read(file, &value, 8));
    FAILS(EINVAL, read(file, &value, 7));
    value = UINT64_MAX;
    FAILS(EINVAL, write(file, &value, 8));
    value = UINT64_MAX - 1;
    CHECK(write(file, &value, 8) == 8);
    value = 1;
    FAILS(EAGAIN, write(file, &value, 8));
    int semaphore = eventfd(2, EFD_SEMAPHORE);
    CHECK(read(semaphore, &value, 8) == 8 && value == 1 && read(semaphore, &value, 8) == 8);
    pthread_t thread = start(add_late, (void *)(intptr_t)semaphore);
    struct pollfd polled = {semaphore, POLLIN, 0};
    CHECK(poll(&polled, 1, 60000) == 1 && read(semaphore, &value, 8) == 8 && value == 1);
    pthread_join(thread, NULL);
}

static void *send_usr2(void *to)
{
    CHECK(pthread_kill(*(pthread_t *)to, SIGUSR2) == 0);
    return NULL;
}

/* Signals of the set are read instead of handled, several at once if there is room. */
static void check_signalfd(void)
{
    sigset_t set;
    struct signalfd_siginfo got[4];
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigaddset(&set, SIGRTMIN);
    CHECK(sigprocmask(SIG_BLOCK, &set, NULL) == 0);
    int fd = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC), epoll = epoll_create1(0);
    CHECK(fd >= 0 && epoll >= 0);
    struct epoll_event event = {.events = EPOLLIN};
    CHECK(epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) == 0);
    struct pollfd polled = {fd, POLLIN, 0};
    CHECK(poll(&polled, 1, 0) == 0 && epoll_wait(epoll, &event, 1, 0) == 0);
    CHECK(read(fd, got, sizeof(got)) == -1 && errno == EAGAIN);
    CHECK(read(fd, got, sizeof(got[0]) - 1) == -1 && errno == EINVAL);
    CHECK(kill(getpid(), SIGUSR1) == 0 && kill(getpid(), SIGUSR1) == 0);
    CHECK(sigqueue(getpid(), SIGRTMIN, (union sigval){.sival_int = 5}) == 0);
    CHECK(sigqueue(getpid(), SIGRTMIN, (union sigval){.sival_int = 6}) == 0);
    CHECK(poll(&polled, 1, -1) == 1 && polled.revents == POLLIN && epoll_wait(epoll, &event, 1, -1) == 1);
    CHECK(read(fd, got, sizeof(got)) == 3 * sizeof(got[0]));
    CHECK(got[0].ssi_signo == SIGUSR1 && got[0].ssi_code == SI_USER && got[0].ssi_pid == (uint32_t)getpid());
    CHECK(got[1].ssi_signo == (uint32_t)SIGRTMIN && got[1].ssi_code == SI_QUEUE && got[1].ssi_int == 5);
    CHECK(got[2].ssi_int == 6 && poll(&polled, 1, 0) == 0);

    /* Another set, for a signal that another thread sends while this one waits. */
    pthread_t thread, self = pthread_self();
    sigemptyset(&set);
    sigaddset(&set, SIGUSR2);
    CHECK(pthread_sigmask(SIG_BLOCK, &set, NULL) == 0 && signalfd(fd, &set, 0) == fd);
    CHECK(fcntl(fd, F_SETFL, 0) == 0 && pthread_create(&thread, NULL, send_usr2, &self) == 0);
    CHECK(read(fd, got, sizeof(got)) == sizeof(got[0]) && got[0].ssi_signo == SIGUSR2);
    CHECK(pthread_join(thread, NULL) == 0);

    timer_t timer;
    struct sigevent notify = {
        .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR2, .sigev_value = {.sival_int = 9}};
    struct itimerspec soon = {.it_value = {.tv_nsec = 1000000}};
    CHECK(timer_create(CLOCK_MONOTONIC, &notify, &timer) == 0 && timer_settime(timer, 0, &soon, NULL) == 0);
    CHECK(poll(&polled, 1, -1) == 1 && read(fd, got, sizeof(got)) == sizeof(got[0]));
    CHECK(got[0].ssi_code == SI_TIMER && got[0].ssi_int == 9 && timer_delete(timer) == 0);
    CHECK(signalfd(epoll, &set, 0) == -1 && errno == EINVAL);
    CHECK(close(epoll) == 0 && close(fd) == 0);
}

#define CROWD 50u

/* Of `count` events, how many of the crowd there are that `seen` has not, which gets them. */
static unsigned new_ones(const struct epoll_event *got, int count, bool *seen)
{
    unsigned found = 0;
    for (int i = 0; i < count; i++) {
        CHECK(got[i].data.u32 < CROWD && got[i].events == EPOLLIN);
        found += !seen[got[i].data.u32];
        seen[got[i].data.u32] = true;
    }
    return found;
}

static void check_crowd(void)
{
    struct epoll_event event = {.events = EPOLLIN}, got[CROWD + 1];
    bool all[CROWD] = {false}, parts[CROWD] = {false};
    int crowd[CROWD], epoll = epoll_create1(0);
    for (unsigned i = 0; i < CROWD; i++) {
        event.data.u32 = i;
        crowd[i] = eventfd(1, 0);
        CHECK(epoll_ctl(epoll, EPOLL_CTL_ADD, crowd[i], &event) == 0);
    }
    CHECK(epoll_wait(epoll, got, CROWD + 1, 0) == CROWD && new_ones(got, CROWD, all) == CROWD);
    /* Whoever takes a part gets those that he did not have the next time. */
    for (unsigned i = 0; i < CROWD; i += 20) {
        CHECK(epoll_wait(epoll, got, 20, 0) == 20);
        CHECK(new_ones(got, 20, parts) == (i + 20 <= CROWD ? 20 : CROWD - i));
    }
    /* Some are over, and told of no more. */
    uint64_t value;
    for (unsigned i = 0; i < CROWD; i += 2) CHECK(read(crowd[i], &value, sizeof(value)) == sizeof(value));
    CHECK(epoll_wait(epoll, got, CROWD + 1, 0) == CROWD / 2);
    for (unsigned i = 0; i < CROWD / 2; i++) CHECK(got[i].data.u32 % 2 == 1);
    /* Where there is no room for the first of them, the call fails. */
    FAILS(EFAULT, epoll_wait(epoll, (struct epoll_event *)8, CROWD, 0));
}

static const struct check checks[] = {
    {"pipe", check_pipe},       {"stream", check_stream},     {"fifo", check_fifo},   {"poll", check_poll},
    {"signals", check_signals}, {"select", check_select},     {"epoll", check_epoll}, {"crowd", check_crowd},
    {"eventfd", check_eventfd}, {"signalfd", check_signalfd},
};

int main(int argc, char **argv)
{
    RUN_FILE_CHECKS(argc, argv, checks);
    return 0;
}
