// SPDX-License-Identifier: MIT
/* Reads every file of the file system of the directory in the first argument, and prints each path that
 * cannot be, with the error. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char path[4096];

static void complain(void)
{
    printf("%s: %s\n", path, strerror(errno));
}

static void read_file(void)
{
    static char block[65536];
    int file = open(path, O_RDONLY);
    ssize_t count = -1;
    while (file >= 0 && (count = read(file, block, sizeof(block))) > 0)
        ;
    if (count < 0) complain();
    close(file);
}

static void walk(dev_t device)
{
    DIR *directory = opendir(path);
    if (directory == NULL) {
        complain();
        return;
    }
    size_t length = strlen(path);
    for (struct dirent *entry; errno = 0, (entry = readdir(directory)) != NULL; path[length] = 0) {
        struct stat status;
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
        snprintf(path + length, sizeof(path) - length, "%s%s", length > 1 ? "/" : "", entry->d_name);
        if (lstat(path, &status) != 0)
            complain();
        else if (S_ISDIR(status.st_mode) && status.st_dev == device)
            walk(device);
        else if (S_ISREG(status.st_mode))
            read_file();
    }
    if (errno != 0) complain();
    closedir(directory);
}

int main(int argc, char **argv)
{
    struct stat status;
    strcpy(path, argc > 1 ? argv[1] : "/");
    if (stat(path, &status) != 0) return 1;
    walk(status.st_dev);
    printf("done\n");
    return 0;
}
