// SPDX-License-Identifier: MIT
// sources: ../script.c
#include "../script.h"

#include <abi/errno.h>
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* In memory of exactly the size that is promised, so that a step beyond is seen. */
static int parse(const char *text, size_t size, const char *interpreter, const char *argument)
{
    char *bytes = malloc(size + 1);
    memcpy(bytes, text, size);
    struct script_line line = {NULL, NULL};
    int result = script_parse(bytes, size, &line);
    if (result == 1) {
        assert(strcmp(line.interpreter, interpreter) == 0);
        assert(argument == NULL ? line.argument == NULL
                                : line.argument != NULL && strcmp(line.argument, argument) == 0);
    }
    free(bytes);
    return result;
}

#define PARSE(text, interpreter, argument) parse(text, strlen(text), interpreter, argument)

int main(void)
{
    assert(PARSE("#!/bin/sh\necho", "/bin/sh", NULL) == 1);
    assert(PARSE("#! /bin/sh -e \t\r\n", "/bin/sh", "-e") == 1);
    assert(PARSE("#!/usr/bin/env lua5.4 -v\nx", "/usr/bin/env", "lua5.4 -v") == 1);
    assert(PARSE("#!/bin/sh", "/bin/sh", NULL) == 1);
    assert(PARSE("#!", NULL, NULL) == -ENOEXEC);
    assert(PARSE("#!  \n/bin/sh", NULL, NULL) == -ENOEXEC);
    assert(PARSE("", NULL, NULL) == 0);
    assert(PARSE("#", NULL, NULL) == 0);
    assert(PARSE("\177ELF", NULL, NULL) == 0);

    char text[SCRIPT_LINE_MAX];
    memset(text, 'a', sizeof(text));
    memcpy(text, "#!/", 3);
    assert(parse(text, sizeof(text), NULL, NULL) == -ENOEXEC);
    text[sizeof(text) - 1] = '\n';
    char expected[SCRIPT_LINE_MAX];
    memcpy(expected, text + 2, sizeof(text) - 3);
    expected[sizeof(text) - 3] = 0;
    assert(parse(text, sizeof(text), expected, NULL) == 1);
    puts("script_test: ok");
    return 0;
}
