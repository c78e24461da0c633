/* SPDX-License-Identifier: MIT */
#include <abi/errno.h>
#include <core/log.h>
#include <core/string.h>
#include <mm/kmalloc.h>

#include "procfs.h"

#define FIRST_SIZE 512u

/* Makes room for `more` bytes and a final 0. */
static bool reserve(struct proc_text *text, size_t more)
{
    if (text->length + more < text->size) return true;
    size_t size = MAX(text->size * 2, FIRST_SIZE);
    while (size <= text->length + more) size *= 2;
    char *bytes = text->status == 0 ? krealloc(text->bytes, size) : NULL;
    if (bytes == NULL) {
        text->status = -ENOMEM;
        return false;
    }
    text->bytes = bytes;
    text->size = size;
    return true;
}

void proc_append(struct proc_text *text, const void *bytes, size_t length)
{
    if (!reserve(text, length)) return;
    memcpy(text->bytes + text->length, bytes, length);
    text->length += length;
}

void proc_print(struct proc_text *text, const char *format, ...)
{
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    size_t room = text->size - text->length;
    size_t length = format_text_va(text->bytes + text->length, room, format, arguments);
    if (length >= room && reserve(text, length))
        format_text_va(text->bytes + text->length, text->size - text->length, format, again);
    if (text->status == 0) text->length += length;
    va_end(again);
    va_end(arguments);
}
