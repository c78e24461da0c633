// SPDX-License-Identifier: MIT
/* Reads a file in pieces that jump to and fro, and prints its 32-bit FNV-1a sum. */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define PIECE 50000

int main(int argc, char **argv)
{
    struct stat status;
    int file = argc > 1 ? open(argv[1], O_RDONLY) : -1;
    if (file < 0 || fstat(file, &status) != 0) return 1;
    size_t size = (size_t)status.st_size, pieces = (size + PIECE - 1) / PIECE;
    unsigned char *bytes = malloc(size);
    for (size_t i = 0; i < pieces; i++) {
        /* From both ends to the middle, so that reading ahead is wrong as often as right. */
        size_t at = (i % 2 ? pieces - 1 - i / 2 : i / 2) * PIECE;
        size_t count = size - at < PIECE ? size - at : PIECE;
        if (pread(file, bytes + at, count, (off_t)at) != (ssize_t)count) return 2;
    }
    uint32_t sum = 0x811c9dc5;
    for (size_t i = 0; i < size; i++) sum = (sum ^ bytes[i]) * 0x01000193;
    printf("%08x\n", sum);
    return 7;
}
