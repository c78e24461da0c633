// SPDX-License-Identifier: MIT
/* What is in files, and what is known of them: each argument names a check, which prints "ok NAME" or says
 * what went wrong and exits with 1. */
#define _GNU_SOURCE
#include <dirent.h>
#include <limits.h>
#include <stdint.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/statfs.h>
#include <sys/uio.h>

#include "file-check.h"

static void check_contents(void)
{
    char text[16] = "";
    struct stat status;
    int file = make("/tmp/f", "0123456789");
    CHECK(lseek(file, 0, SEEK_CUR) == 10 && lseek(file, -3, SEEK_END) == 7);
    CHECK(read(file, text, 16) == 3 && memcmp(text, "789", 3) == 0 && read(file, text, 16) == 0);
    FAILS(EINVAL, lseek(file, -1, SEEK_SET));
    FAILS(EINVAL, pread(file, text, 1, -1));
    CHECK(pwrite(file, "AB", 2, 4) == 2 && contains("/tmp/f", "0123AB6789"));
    /* Behind the end: a hole of zeroes. */
    CHECK(pwrite(file, "Z", 1, 9000) == 1 && fstat(file, &status) == 0 && status.st_size == 9001);
    CHECK(pread(file, text, 16, 8990) == 11 && text[0] == 0 && text[10] == 'Z');
    CHECK(lseek(file, 0, SEEK_HOLE) == 4096 && lseek(file, 4096, SEEK_DATA) == 8192 &&
          lseek(file, 8192, SEEK_HOLE) == 9001);
    /* What is cut off comes back as zeroes. */
    CHECK(ftruncate(file, 5) == 0 && contains("/tmp/f", "0123A") && ftruncate(file, 8) == 0);
    CHECK(pread(file, text, 16, 0) == 8 && memcmp(text, "0123A\0\0\0", 8) == 0);
    FAILS(EINVAL, ftruncate(file, -1));
    CHECK(truncate("/tmp/f", 2) == 0 && contains("/tmp/f", "01"));
    /* Appending goes to the end, wherever that is. */
    int appending = open("/tmp/f", O_WRONLY | O_APPEND);
    CHECK(write(appending, "x", 1) == 1 && write(file, "", 0) == 0 && pwrite(file, "y", 1, 3) == 1);
    CHECK(write(appending, "z", 1) == 1 && contains("/tmp/f", "01xyz"));
    FAILS(EBADF, read(appending, text, 1));
    FAILS(EBADF, write(open("/tmp/f", O_RDONLY), "x", 1));
    FAILS(EISDIR, read(open("/tmp", O_RDONLY), text, 1));
    FAILS(EFAULT, read(open("/tmp/f", O_RDONLY), (void *)-4096l, 16));
    FAILS(EFAULT, read(open("/tmp/f", O_RDONLY), (void *)4096, 16));
    /* Vectors. */
    char a[3] = "", b[4] = "";
    struct iovec vectors[3] = {{a, 2}, {NULL, 0}, {b, 3}};
    CHECK(preadv(file, vectors, 3, 0) == 5 && strcmp(a, "01") == 0 && strcmp(b, "xyz") == 0);
    FAILS(EINVAL, syscall(SYS_readv, file, vectors, -1l));
    FAILS(EINVAL, syscall(SYS_readv, file, vectors, 1025l));
    CHECK(pwritev(file, vectors, 3, 1) == 5 && contains("/tmp/f", "001xyz"));
    /* An unlinked file lives as long as it is open. */
    CHECK(unlink("/tmp/f") == 0 && fstat(file, &status) == 0 && status.st_nlink == 0 &&
          pread(file, text, 3, 0) == 3);
    /* From file to file. */
    int to = make("/tmp/to", "");
    off_t offset = 2;
    CHECK(sendfile(to, file, &offset, 100) == 4 && offset == 6 && contains("/tmp/to", "1xyz"));
    off_t from = 0, target = 4;
    CHECK(syscall(SYS_copy_file_range, file, &from, to, &target, 2ul, 0) == 2 &&
          contains("/tmp/to", "1xyz00"));
    CHECK(fallocate(to, 0, 0, 8) == 0 && fstat(to, &status) == 0 && status.st_size == 8);
}

static void check_large(void)
{
    static char block[65536];
    int file = open("/tmp/large", O_RDWR | O_CREAT, 0600);
    for (unsigned i = 0; i < 128; i++) {
        memset(block, (int)i, sizeof(block));
        CHECK(write(file, block, sizeof(block)) == sizeof(block));
    }
    for (unsigned i = 0; i < 128; i++) {
        CHECK(pread(file, block, sizeof(block), i * 65536l) == sizeof(block));
        for (unsigned at = 0; at < sizeof(block); at += 997) CHECK(block[at] == (char)i);
    }
    struct statfs before, after;
    CHECK(statfs("/tmp", &before) == 0 && before.f_type == 0x01021994);
    CHECK(ftruncate(file, 0) == 0 && statfs("/tmp", &after) == 0 && after.f_bfree == before.f_bfree + 2048);
    /* The file system ends before the memory does. */
    memset(block, 'x', sizeof(block));
    ssize_t count;
    while ((count = write(file, block, sizeof(block))) > 0)
        ;
    CHECK(count == -1 && (errno == ENOSPC || errno == ENOMEM));
    CHECK(ftruncate(file, 0) == 0 && write(file, block, sizeof(block)) == sizeof(block));
}

static void check_descriptors(void)
{
    int file = make("/tmp/descriptor", "text");
    CHECK(file == 3 && dup(file) == 4 && dup2(file, 10) == 10 && dup(file) == 5);
    CHECK(close(4) == 0 && dup(file) == 4 && dup2(file, file) == file);
    FAILS(EBADF, dup2(77, 77));
    FAILS(EBADF, dup2(file, -1));
    FAILS(EINVAL, syscall(SYS_dup3, file, file, 0));
    CHECK(fcntl(file, F_DUPFD, 100) == 100 && fcntl(file, F_DUPFD_CLOEXEC, 100) == 101);
    CHECK(fcntl(101, F_GETFD) == FD_CLOEXEC && fcntl(100, F_GETFD) == 0 &&
          fcntl(100, F_SETFD, FD_CLOEXEC) == 0 && fcntl(100, F_GETFD) == FD_CLOEXEC);
    /* Copies share the position, openings do not. */
    CHECK(lseek(10, 1, SEEK_SET) == 1 && lseek(file, 0, SEEK_CUR) == 1);
    CHECK(lseek(open("/tmp/descriptor", O_RDONLY), 0, SEEK_CUR) == 0);
    CHECK((fcntl(file, F_GETFL) & O_ACCMODE) == O_RDWR && fcntl(file, F_SETFL, O_APPEND) == 0 &&
          fcntl(10, F_GETFL) & O_APPEND);
    FAILS(EBADF, close(99));
    FAILS(EBADF, fcntl(99, F_GETFD));
    FAILS(EINVAL, fcntl(file, 12345));
    CHECK(syscall(SYS_close_range, 100, ~0u, 0) == 0);
    FAILS(EBADF, fcntl(101, F_GETFD));
    int count = 0;
    while (dup(file) >= 0) count++;
    CHECK(errno == EMFILE && count > 1000 && close(500) == 0 && dup(file) == 500);
    syscall(SYS_close_range, 4, ~0u, 0);
    /* Locks of one process are no obstacle, those of openings are. */
    struct flock lock = {.l_type = F_WRLCK};
    CHECK(fcntl(file, F_SETLK, &lock) == 0 && fcntl(file, F_GETLK, &lock) == 0 && lock.l_type == F_UNLCK);
    int other = open("/tmp/descriptor", O_RDWR);
    CHECK(flock(file, LOCK_EX) == 0);
    FAILS(EWOULDBLOCK, flock(other, LOCK_SH | LOCK_NB));
    CHECK(flock(file, LOCK_SH) == 0 && flock(other, LOCK_SH | LOCK_NB) == 0);
    FAILS(EWOULDBLOCK, flock(file, LOCK_EX | LOCK_NB));
    close(other);
    CHECK(flock(file, LOCK_EX | LOCK_NB) == 0);
}

static void check_attributes(void)
{
    struct stat status;
    uint32_t more[64]; /* struct statx: not every C library has it; words 5 and 7 are owner and mode */
    umask(027);
    int file = open("/tmp/attributes", O_CREAT | O_RDWR, 0666);
    CHECK(fstat(file, &status) == 0 && status.st_mode == (S_IFREG | 0640) && status.st_nlink == 1);
    FAILS(EACCES, access("/tmp/attributes", X_OK));
    CHECK(chmod("/tmp/attributes", 0755) == 0 && access("/tmp/attributes", R_OK | W_OK | X_OK) == 0);
    CHECK(fchown(file, 12, -1) == 0 && chown("/tmp/attributes", -1, 34) == 0 &&
          stat("/tmp/attributes", &status) == 0);
    CHECK(status.st_uid == 12 && status.st_gid == 34 && status.st_mode == (S_IFREG | 0755));
    struct timespec times[2] = {{123, 456}, {.tv_nsec = UTIME_OMIT}};
    time_t written = status.st_mtime;
    CHECK(utimensat(AT_FDCWD, "/tmp/attributes", times, 0) == 0 && stat("/tmp/attributes", &status) == 0);
    CHECK(status.st_atim.tv_sec == 123 && status.st_atim.tv_nsec == 456 && status.st_mtime == written);
    FAILS(EINVAL, (times[0].tv_nsec = 1000000000, utimensat(AT_FDCWD, "/tmp/attributes", times, 0)));
    CHECK(futimens(file, NULL) == 0 && fstat(file, &status) == 0 && status.st_atim.tv_sec > 1600000000);
    CHECK(syscall(SYS_statx, AT_FDCWD, "/tmp/attributes", 0, 0x7ff, more) == 0 && more[5] == 12);
    CHECK(syscall(SYS_statx, file, "", 0x1000, 0x7ff, more) == 0 && more[7] == (S_IFREG | 0755));
    FAILS(ENOTSUP, syscall(SYS_getxattr, "/tmp/attributes", "user.x", NULL, 0));
    FAILS(ENOENT, syscall(SYS_getxattr, "/tmp/none", "user.x", NULL, 0));
    CHECK(syscall(SYS_listxattr, "/tmp/attributes", NULL, 0) == 0);
    FAILS(EPERM, mknod("/tmp/device", S_IFCHR | 0600, 0x103));
    /* Paths relative to a directory that is open. */
    int directory = open("/tmp", O_PATH | O_DIRECTORY);
    CHECK(openat(directory, "attributes", O_RDONLY) >= 0 &&
          fstatat(directory, "attributes", &status, 0) == 0);
    FAILS(ENOTDIR, openat(file, "attributes", O_RDONLY));
    FAILS(EBADF, openat(99, "attributes", O_RDONLY));
    FAILS(EBADF, read(directory, &status, 1));
    CHECK(fchdir(directory) == 0 && stat("attributes", &status) == 0);
}

static void check_readonly(void)
{
    struct stat status;
    FAILS(EROFS, open("/new", O_CREAT | O_RDWR, 0644));
    FAILS(EROFS, mkdir("/new", 0755));
    FAILS(EROFS, symlink("x", "/new"));
    FAILS(EROFS, open("/proc/self/exe", O_RDWR));
    FAILS(EROFS, unlink(realpath("/proc/self/exe", NULL)));
    FAILS(EROFS, chmod(realpath("/proc/self/exe", NULL), 0));
    FAILS(EROFS, access("/", W_OK));
    FAILS(EROFS, truncate(realpath("/proc/self/exe", NULL), 0));
    FAILS(EBUSY, rename("/tmp", "/new"));
    FAILS(EACCES, open("/proc/new", O_CREAT | O_RDWR, 0644));
    FAILS(EPERM, mkdir("/proc/new", 0755));
    FAILS(ENOENT, open("/new", O_RDONLY));
    /* A page of the program, from the image. */
    char magic[4];
    int file = open("/proc/self/exe", O_RDONLY);
    CHECK(read(file, magic, 4) == 4 && memcmp(magic, "\177ELF", 4) == 0);
    CHECK(fstat(file, &status) == 0 && lseek(file, 0, SEEK_END) == status.st_size &&
          read(file, magic, 4) == 0);
    void *page = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, file, 0);
    CHECK(page != MAP_FAILED && memcmp(page, "\177ELF", 4) == 0);
}

static void check_mapped(void)
{
    int file = make("/tmp/m", "before");
    CHECK(ftruncate(file, 8192) == 0);
    char *shared = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    char *private = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE, file, 0);
    CHECK(shared != MAP_FAILED && private != MAP_FAILED && strcmp(shared, "before") == 0 &&
          strcmp(private, "before") == 0);
    strcpy(shared, "shared");
    char text[16] = "";
    CHECK(pread(file, text, 6, 0) == 6 && strcmp(text, "shared") == 0 && strcmp(private, "shared") == 0);
    strcpy(private, "private");
    CHECK(pread(file, text, 6, 0) == 6 && strcmp(text, "shared") == 0);
    CHECK(pwrite(file, "written", 7, 4096) == 7 && strcmp(shared + 4096, "written") == 0);
    /* A write whose source is the very page that is written. */
    CHECK(pwrite(file, shared, 4096, 2) == 4096 && memcmp(shared, "shshared", 8) == 0);
    close(file);
    CHECK(unlink("/tmp/m") == 0 && memcmp(shared, "shshared", 8) == 0);
    int zero = open("/dev/zero", O_RDWR);
    char *zeroes = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE, zero, 0);
    CHECK(zeroes != MAP_FAILED && zeroes[7] == 0 && (zeroes[7] = 1) == 1);
    FAILS(ENODEV,
          mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, open("/dev/null", O_RDWR), 0) == MAP_FAILED ? -1 : 0);
    int memory = memfd_create("name", 0);
    CHECK(memory >= 0 && ftruncate(memory, 4096) == 0 && write(memory, "mem", 3) == 3);
    char *mapped = mmap(NULL, 4096, PROT_READ, MAP_SHARED, memory, 0);
    CHECK(mapped != MAP_FAILED && strcmp(mapped, "mem") == 0);
}

static const struct check checks[] = {
    {"contents", check_contents},     {"large", check_large},       {"descriptors", check_descriptors},
    {"attributes", check_attributes}, {"readonly", check_readonly}, {"mapped", check_mapped},
};

int main(int argc, char **argv)
{
    RUN_FILE_CHECKS(argc, argv, checks);
    return 0;
}
