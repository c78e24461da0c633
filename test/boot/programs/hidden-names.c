// SPDX-License-Identifier: MIT
/* Uses what it puts the name of together while it runs, so that nothing in its file has it. */
#include <dlfcn.h>
#include <fcntl.h>
#include <iconv.h>
#include <stdio.h>
#include <string.h>

static int open_path(const char *part)
{
    char path[64];
    snprintf(path, sizeof(path), "/pr%s/self/status", part);
    return open(path, O_RDONLY) >= 0;
}

static int open_charset(const char *part)
{
    char name[64];
    snprintf(name, sizeof(name), "EUC-%s", part);
    return iconv_open("UTF-8", name) != (iconv_t)-1;
}

/* A library that is in the image with every bit changed, so that it is none before it is loaded. */
static int load_library(const char *from, const char *part)
{
    char path[64];
    snprintf(path, sizeof(path), "/tmp/%s.so", part);
    FILE *hidden = fopen(from, "rb");
    FILE *made = fopen(path, "wb");
    if (hidden == NULL || made == NULL) return 0;
    for (int byte = getc(hidden); byte != EOF; byte = getc(hidden)) putc(byte ^ 0xff, made);
    fclose(made);
    return dlopen(path, RTLD_NOW) != NULL;
}

int main(int count, char **words)
{
    const char *word = count > 1 ? words[1] : "";
    int works = 0;
    if (strcmp(word, "path") == 0) works = open_path(count > 5 ? "" : "oc");
    if (strcmp(word, "charset") == 0) works = open_charset(count > 5 ? "" : "JP");
    if (strcmp(word, "library") == 0) works = load_library("/hidden", count > 5 ? "" : "made");
    printf("%s %s\n", word, works ? "works" : "fails");
    return 0;
}
