// SPDX-License-Identifier: MIT
/* Paths and directories: each argument names a check, which prints "ok NAME" or says what went wrong and
 * exits with 1. */
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

static void check_paths(void)
{
    char path[PATH_MAX + 64], cwd[PATH_MAX];
    CHECK(mkdir("/tmp/a", 0755) == 0 && mkdir("/tmp/a/b", 0755) == 0);
    close(make("/tmp/a/b/c", "c"));
    CHECK(contains("/tmp//a/./b/../b//c", "c"));
    CHECK(contains("/../tmp/a/b/c", "c"));
    CHECK(chdir("/tmp/a/b") == 0 && contains("../../a/b/c", "c"));
    CHECK(getcwd(cwd, sizeof(cwd)) && strcmp(cwd, "/tmp/a/b") == 0);
    /* Up over the root of a mount. */
    CHECK(contains("../../../tmp/a/b/c", "c"));
    CHECK(chdir("/dev/shm") == 0 && chdir("..") == 0 && getcwd(cwd, sizeof(cwd)) && strcmp(cwd, "/dev") == 0);
    FAILS(ERANGE, syscall(SYS_getcwd, cwd, 3));
    FAILS(ENOENT, open("", O_RDONLY));
    FAILS(ENOENT, open("/tmp/x/y", O_RDONLY));
    FAILS(ENOTDIR, open("/tmp/a/b/c/", O_RDONLY));
    FAILS(ENOTDIR, open("/tmp/a/b/c/d", O_RDONLY));
    FAILS(ENOTDIR, open("/tmp/a/b/c/..", O_RDONLY));
    FAILS(EISDIR, open("/tmp/new/", O_CREAT | O_RDWR, 0644));
    FAILS(EISDIR, open("/tmp/a", O_RDWR));
    FAILS(EFAULT, open((char *)1, O_RDONLY));
    memset(path, 'x', sizeof(path));
    path[0] = '/';
    path[NAME_MAX + 2] = 0;
    FAILS(ENAMETOOLONG, open(path, O_RDONLY));
    memset(path, '/', sizeof(path));
    path[PATH_MAX] = 0;
    FAILS(ENAMETOOLONG, open(path, O_RDONLY));
    path[PATH_MAX - 1] = 0;
    CHECK(open(path, O_RDONLY) >= 0);
    /* A long path, beyond what fits on the kernel's stack. */
    strcpy(path, "/tmp");
    for (int i = 0; i < 100; i++) strcat(path, "/../tmp/./a");
    strcat(path, "/b/c");
    FAILS(ENOENT, open(path, O_RDONLY));
    strcpy(path, "/tmp");
    for (int i = 0; i < 100; i++) strcat(path, "/a/b/../..");
    strcat(path, "/a/b/c");
    CHECK(contains(path, "c"));
    /* A directory that is removed under who works in it. */
    CHECK(mkdir("/tmp/gone", 0755) == 0 && chdir("/tmp/gone") == 0 && rmdir("/tmp/gone") == 0);
    FAILS(ENOENT, syscall(SYS_getcwd, cwd, sizeof(cwd)));
    FAILS(ENOENT, open("file", O_CREAT | O_RDWR, 0644));
    FAILS(ENOENT, mkdir("directory", 0755));
    CHECK(chdir("..") == 0 && getcwd(cwd, sizeof(cwd)) && strcmp(cwd, "/tmp") == 0);
}

static void check_links(void)
{
    struct stat one, two;
    char target[64];
    CHECK(mkdir("/tmp/d", 0755) == 0);
    close(make("/tmp/d/f", "f"));
    CHECK(symlink("d/f", "/tmp/s") == 0 && contains("/tmp/s", "f"));
    CHECK(symlink("/tmp/d", "/tmp/sd") == 0 && contains("/tmp/sd/f", "f"));
    CHECK(symlink("sd/", "/tmp/d/../ss") == 0 && contains("/tmp/ss/f", "f"));
    CHECK(readlink("/tmp/s", target, sizeof(target)) == 3 && memcmp(target, "d/f", 3) == 0);
    CHECK(readlink("/tmp/s", target, 2) == 2);
    FAILS(EINVAL, readlink("/tmp/d/f", target, sizeof(target)));
    FAILS(EEXIST, symlink("x", "/tmp/s"));
    CHECK(lstat("/tmp/s", &one) == 0 && S_ISLNK(one.st_mode) && one.st_size == 3);
    CHECK(stat("/tmp/s", &one) == 0 && S_ISREG(one.st_mode));
    /* Slashes follow a link even where it is not to be followed. */
    CHECK(lstat("/tmp/sd/", &one) == 0 && S_ISDIR(one.st_mode));
    FAILS(ELOOP, open("/tmp/s", O_RDONLY | O_NOFOLLOW));
    CHECK(symlink("loop", "/tmp/loop") == 0);
    FAILS(ELOOP, open("/tmp/loop", O_RDONLY));
    /* 40 links are followed, not one more. */
    for (int i = 0; i < 41; i++) {
        char from[32], to[32];
        snprintf(from, sizeof(from), "/tmp/chain%d", i);
        snprintf(to, sizeof(to), i == 0 ? "d/f" : "chain%d", i - 1);
        CHECK(symlink(to, from) == 0);
    }
    CHECK(contains("/tmp/chain39", "f"));
    FAILS(ELOOP, open("/tmp/chain40", O_RDONLY));
    /* Creating through a link that leads nowhere yet. */
    CHECK(symlink("d/created", "/tmp/dangling") == 0);
    FAILS(ENOENT, open("/tmp/dangling", O_RDONLY));
    FAILS(EEXIST, open("/tmp/dangling", O_CREAT | O_EXCL | O_RDWR, 0644));
    close(make("/tmp/dangling", "made"));
    CHECK(contains("/tmp/d/created", "made"));
    /* Hard links are the same file, which lives as long as one of them. */
    CHECK(link("/tmp/d/f", "/tmp/h") == 0 && stat("/tmp/h", &one) == 0 && stat("/tmp/d/f", &two) == 0);
    CHECK(one.st_ino == two.st_ino && one.st_nlink == 2);
    CHECK(unlink("/tmp/d/f") == 0 && contains("/tmp/h", "f") && stat("/tmp/h", &one) == 0 &&
          one.st_nlink == 1);
    FAILS(EPERM, link("/tmp/d", "/tmp/hd"));
    FAILS(EXDEV, link("/tmp/h", "/dev/shm/h"));
    FAILS(EEXIST, link("/tmp/h", "/tmp/s"));
}

static void check_directories(void)
{
    struct stat status;
    char name[300];
    CHECK(mkdir("/tmp/many", 0755) == 0);
    FAILS(EEXIST, mkdir("/tmp/many", 0755));
    FAILS(EEXIST, mkdir("/tmp/", 0755));
    FAILS(ENOENT, mkdir("/tmp/no/such", 0755));
    CHECK(mkdir("/tmp/slash/", 0755) == 0);
    for (int i = 0; i < 3000; i++) {
        snprintf(name, sizeof(name), "/tmp/many/file-%d", i);
        close(make(name, ""));
    }
    /* What is removed while it is read does not confuse the rest. */
    DIR *directory = opendir("/tmp/many");
    int seen = 0, dots = 0;
    for (struct dirent *entry; (entry = readdir(directory)) != NULL;) {
        if (entry->d_name[0] == '.') {
            dots++;
            continue;
        }
        CHECK(entry->d_type == DT_REG);
        seen++;
        snprintf(name, sizeof(name), "/tmp/many/%s", entry->d_name);
        CHECK(unlink(name) == 0);
    }
    CHECK(seen == 3000 && dots == 2);
    rewinddir(directory);
    CHECK(readdir(directory) && readdir(directory) && !readdir(directory));
    closedir(directory);
    CHECK(stat("/tmp/many", &status) == 0 && status.st_nlink == 2);
    CHECK(mkdir("/tmp/many/in", 0755) == 0 && stat("/tmp/many", &status) == 0 && status.st_nlink == 3);
    FAILS(ENOTEMPTY, rmdir("/tmp/many"));
    FAILS(EINVAL, rmdir("/tmp/many/."));
    FAILS(ENOTEMPTY, rmdir("/tmp/many/.."));
    FAILS(EBUSY, rmdir("/tmp"));
    FAILS(EISDIR, unlink("/tmp/many"));
    CHECK(rmdir("/tmp/many/in") == 0 && rmdir("/tmp/many/") == 0);
    FAILS(ENOENT, rmdir("/tmp/many"));
    /* Mount points are there although the image does not have them. */
    int found = 0;
    directory = opendir("/");
    for (struct dirent *entry; (entry = readdir(directory)) != NULL;)
        found += strcmp(entry->d_name, "tmp") == 0 || strcmp(entry->d_name, "proc") == 0;
    CHECK(found == 2);
}

static void check_rename(void)
{
    CHECK(mkdir("/tmp/x", 0755) == 0 && mkdir("/tmp/y", 0755) == 0);
    close(make("/tmp/x/1", "one"));
    close(make("/tmp/2", "two"));
    CHECK(rename("/tmp/x/1", "/tmp/y/1") == 0 && contains("/tmp/y/1", "one"));
    FAILS(ENOENT, open("/tmp/x/1", O_RDONLY));
    CHECK(rename("/tmp/2", "/tmp/y/1") == 0 && contains("/tmp/y/1", "two"));
    FAILS(ENOENT, rename("/tmp/2", "/tmp/3"));
    /* An open file keeps its contents when its name is taken by another. */
    int old = make("/tmp/old", "old");
    close(make("/tmp/new", "new"));
    CHECK(rename("/tmp/new", "/tmp/old") == 0 && contains("/tmp/old", "new"));
    char text[4] = "";
    CHECK(pread(old, text, 3, 0) == 3 && strcmp(text, "old") == 0);
    /* Directories: into themselves not, onto empty ones yes. */
    FAILS(EINVAL, rename("/tmp/y", "/tmp/y/z"));
    FAILS(ENOTEMPTY, rename("/tmp/x", "/tmp/y"));
    FAILS(EISDIR, rename("/tmp/old", "/tmp/x"));
    FAILS(ENOTDIR, rename("/tmp/x", "/tmp/old"));
    CHECK(rename("/tmp/y", "/tmp/x") == 0 && contains("/tmp/x/1", "two"));
    FAILS(ENOENT, open("/tmp/y", O_RDONLY));
    FAILS(EXDEV, rename("/tmp/x", "/dev/shm/x"));
    FAILS(EBUSY, rename("/tmp/x/.", "/tmp/z"));
    FAILS(EBUSY, rename("/dev/shm", "/dev/x"));
    /* The working directory moves along. */
    char cwd[64];
    CHECK(chdir("/tmp/x") == 0 && rename("/tmp/x", "/tmp/moved") == 0);
    CHECK(getcwd(cwd, sizeof(cwd)) && strcmp(cwd, "/tmp/moved") == 0 && contains("1", "two"));
    FAILS(EEXIST, syscall(SYS_renameat2, AT_FDCWD, "1", AT_FDCWD, "/tmp/old", 1));
    CHECK(syscall(SYS_renameat2, AT_FDCWD, "1", AT_FDCWD, "/tmp/old", 2) == 0);
    CHECK(contains("1", "new") && contains("/tmp/old", "two"));
    CHECK(rename("1", "1") == 0);
}

static const struct check checks[] = {
    {"paths", check_paths},
    {"links", check_links},
    {"directories", check_directories},
    {"rename", check_rename},
};

int main(int argc, char **argv)
{
    RUN_FILE_CHECKS(argc, argv, checks);
    return 0;
}
