/* SPDX-License-Identifier: MIT */
/* The printf of the kernel: integers, strings, pointers; width, zero padding, left alignment, precision of
 * strings. */
#include <core/log.h>
#include <core/string.h>

struct output {
    char *buffer;
    size_t size, length;
};

static void put(struct output *out, char character)
{
    if (out->length + 1 < out->size) out->buffer[out->length] = character;
    out->length++;
}

static void put_padded(struct output *out, const char *text, size_t length, int width, bool left, char pad)
{
    int padding = width > (int)length ? width - (int)length : 0;
    if (!left)
        for (; padding > 0; padding--) put(out, pad);
    for (size_t i = 0; i < length; i++) put(out, text[i]);
    for (; padding > 0; padding--) put(out, ' ');
}

static void put_number(struct output *out, uint64_t value, unsigned base, bool negative, int width, bool left,
                       bool zero)
{
    char digits[24];
    size_t at = sizeof(digits);
    do {
        digits[--at] = "0123456789abcdef"[value % base];
        value /= base;
    } while (value != 0);
    if (negative && zero) {
        put(out, '-');
        width--;
    } else if (negative) {
        digits[--at] = '-';
    }
    put_padded(out, digits + at, sizeof(digits) - at, width, left, zero && !left ? '0' : ' ');
}

size_t format_text_va(char *buffer, size_t size, const char *format, va_list arguments)
{
    struct output out = {buffer, size, 0};
    for (; *format != 0; format++) {
        if (*format != '%') {
            put(&out, *format);
            continue;
        }
        bool left = false, zero = false, wide = false;
        int width = 0, precision = -1;
        for (format++; *format == '-' || *format == '0'; format++) {
            left |= *format == '-';
            zero |= *format == '0';
        }
        if (*format == '*') {
            width = va_arg(arguments, int);
            format++;
        }
        for (; *format >= '0' && *format <= '9'; format++) width = width * 10 + (*format - '0');
        if (*format == '.') {
            format++;
            precision = 0;
            if (*format == '*') {
                precision = va_arg(arguments, int);
                format++;
            }
            for (; *format >= '0' && *format <= '9'; format++) precision = precision * 10 + (*format - '0');
        }
        for (; *format == 'l' || *format == 'z'; format++) wide = true;
        switch (*format) {
        case 'd':
        case 'i': {
            int64_t value = wide ? va_arg(arguments, int64_t) : va_arg(arguments, int);
            put_number(&out, value < 0 ? -(uint64_t)value : (uint64_t)value, 10, value < 0, width, left,
                       zero);
            break;
        }
        case 'u':
        case 'x':
        case 'o': {
            uint64_t value = wide ? va_arg(arguments, uint64_t) : va_arg(arguments, unsigned);
            put_number(&out, value, *format == 'x' ? 16 : *format == 'o' ? 8 : 10, false, width, left, zero);
            break;
        }
        case 'p':
            put(&out, '0');
            put(&out, 'x');
            put_number(&out, va_arg(arguments, uintptr_t), 16, false, width, left, zero);
            break;
        case 's': {
            const char *text = va_arg(arguments, const char *);
            if (text == NULL) text = "(null)";
            put_padded(&out, text, precision >= 0 ? strnlen(text, (size_t)precision) : strlen(text), width,
                       left, ' ');
            break;
        }
        case 'c': {
            char character = (char)va_arg(arguments, int);
            put_padded(&out, &character, 1, width, left, ' ');
            break;
        }
        case '%': put(&out, '%'); break;
        default: /* also the end of the text: a format of ours that is wrong shows itself */
            put(&out, '%');
            format--;
            break;
        }
        if (*format == 0) break;
    }
    if (size != 0) buffer[MIN(out.length, size - 1)] = 0;
    return out.length;
}

size_t format_text(char *buffer, size_t size, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    size_t length = format_text_va(buffer, size, format, arguments);
    va_end(arguments);
    return length;
}
