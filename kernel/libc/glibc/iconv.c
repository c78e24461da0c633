/* SPDX-License-Identifier: MIT */
/* iconv as glibc has it, over libc's tables: what a set does not have is an error, or treated as a suffix of
 * the set's name says (libc's own writes an asterisk); names and marks of the order of bytes are glibc's. */
#include "private.h"

#include "iconv-names.h"
#include "iconv-record.h"

#include <core/set.h>
#include <libc/charsets.h>

#include <errno.h>
#include <langinfo.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define iconv_open libc_iconv_open
#define iconv libc_iconv
#include <iconv.h>
hidden iconv_t libc_iconv_open(const char *to, const char *from);
hidden size_t libc_iconv(iconv_t conversion, char **restrict in, size_t *restrict in_left,
                         char **restrict out, size_t *restrict out_left);
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Weverything"
#include <iconv-source.h>
#pragma clang diagnostic pop
#undef iconv_open
#undef iconv

GLIBC_EXPORT iconv_t iconv_open(const char *to, const char *from);
GLIBC_EXPORT size_t iconv(iconv_t conversion, char **restrict in, size_t *restrict in_left,
                          char **restrict out, size_t *restrict out_left);

/* The longest character of a set, and the most bytes that one byte of input can become. */
enum { LONGEST = 8, GROWTH = 8 };

/* Bytes that are converted at once. Small ones after a character that the set does not have: what stands
 * before it is converted twice. */
enum { FEW = 64, MANY = 1 << 16 };

struct conversion {
    iconv_t base;
    /* From the source's set to wchar_t, for transliteration. */
    iconv_t to_wide;
    struct iconv_name to, from;
    /* The mark is written, or read, or there is none. */
    bool is_marked, is_read;
    size_t most;
};

/* Where a conversion is, to go back to. */
struct position {
    char *in, *out;
    size_t in_left, out_left;
    unsigned state;
};

static struct stateful_cd *state_of(iconv_t base)
{
    return ((size_t)base & 1) != 0 ? NULL : (struct stateful_cd *)base;
}

SET_DECLARE(iconv_charsets, struct iconv_charsets);

/* What musl calls the sets of East Asia are the highest numbers. */
bool iconv_is_large_plain(size_t set)
{
    return charmaps[set] >= EUC_JP;
}
/* Kernels that record put iconv_is_large_recorded in its place. */
__attribute__((__weak__, __alias__("iconv_is_large_plain"))) bool iconv_is_large(size_t set);

/* Whether the tables are there that a conversion needs. */
static bool has_tables(iconv_t base)
{
    static const char text[] =
        "thimble: iconv: the character sets of East Asia are not in this kernel; build with "
        "--component libc-charsets=on\n";
    iconv_t sets = state_of(base) != NULL ? state_of(base)->base_cd : base;
    if (!iconv_is_large(extract_from(sets)) && !iconv_is_large(extract_to(sets))) return true;
    SET_FOREACH(iconv_charsets, struct iconv_charsets, each) return true;
    ssize_t written = write(STDERR_FILENO, text, sizeof(text) - 1);
    (void)written; /* There is nobody to tell that this did not work. */
    return false;
}

static void close_base(iconv_t base)
{
    free(state_of(base));
}

GLIBC_EXPORT iconv_t iconv_open(const char *to, const char *from)
{
    struct conversion *made = calloc(1, sizeof(*made));
    if (made == NULL) return (iconv_t)-1;
    const char *locale = nl_langinfo(CODESET);
    bool are_names = iconv_read_name(to, locale, &made->to) && iconv_read_name(from, locale, &made->from);
    made->base = are_names ? libc_iconv_open(made->to.set, made->from.set) : (iconv_t)-1;
    if (made->base != (iconv_t)-1 && !has_tables(made->base)) {
        close_base(made->base);
        made->base = (iconv_t)-1;
        errno = EINVAL;
    }
    made->to_wide = made->base == (iconv_t)-1 ? made->base : libc_iconv_open("wchar_t", made->from.set);
    if (made->to_wide != (iconv_t)-1) {
        made->most = MANY;
        return made;
    }
    if (!are_names) errno = EINVAL;
    if (made->base != (iconv_t)-1) close_base(made->base);
    free(made);
    return (iconv_t)-1;
}

GLIBC_EXPORT int iconv_close(iconv_t conversion)
{
    struct conversion *closed = conversion;
    close_base(closed->base);
    close_base(closed->to_wide);
    free(closed);
    return 0;
}

static void start_again(struct conversion *conversion)
{
    conversion->is_marked = conversion->is_read = false;
    if (state_of(conversion->base) != NULL) state_of(conversion->base)->state = 0;
}

static size_t mark_size(enum iconv_marks marks)
{
    return marks == ICONV_NO_MARK ? 0 : marks == ICONV_MARK_OF_16 ? 2 : 4;
}

/* 0 or -1 with errno. */
static int write_mark(struct conversion *conversion, struct position *at)
{
    size_t size = mark_size(conversion->to.marks);
    if (conversion->is_marked || size == 0) return 0;
    if (at->out_left < size) {
        errno = E2BIG;
        return -1;
    }
    memcpy(at->out, "\xff\xfe\0\0", size);
    at->out += size;
    at->out_left -= size;
    conversion->is_marked = true;
    return 0;
}

/* A mark of the other order changes the tables, which is what is behind a name in them. */
static int read_mark(struct conversion *conversion, struct position *at)
{
    size_t size = mark_size(conversion->from.marks);
    if (conversion->is_read || size == 0) return 0;
    if (at->in_left < size) {
        errno = EINVAL;
        return -1;
    }
    bool is_wide = size == 4;
    bool is_little = memcmp(at->in, "\xff\xfe\0\0", size) == 0;
    bool is_big = memcmp(at->in, is_wide ? "\0\0\xfe\xff" : "\xfe\xff", size) == 0;
    const char *set = is_wide ? (is_big ? "utf32be" : "utf32le") : (is_big ? "utf16be" : "utf16le");
    /* Neither of them has a state that would have to be allocated. */
    conversion->base = libc_iconv_open(conversion->to.set, set);
    conversion->to_wide = libc_iconv_open("wchar_t", set);
    if (is_little || is_big) {
        at->in += size;
        at->in_left -= size;
    }
    conversion->is_read = true;
    return 0;
}

/* Converts `length` bytes. The number of characters that the set does not have, or -1 with errno. */
static size_t convert(struct conversion *conversion, struct position *at, size_t length)
{
    size_t left = length;
    size_t result = libc_iconv(conversion->base, &at->in, &left, &at->out, &at->out_left);
    at->in_left -= length - left;
    return result;
}

static void save_state(const struct conversion *conversion, struct position *at)
{
    const struct stateful_cd *state = state_of(conversion->base);
    at->state = state == NULL ? 0 : state->state;
}

static void go_back(struct conversion *conversion, struct position *at, const struct position *to)
{
    struct stateful_cd *state = state_of(conversion->base);
    if (state != NULL) state->state = to->state;
    *at = *to;
}

/* The character at `at`, whose bytes are `length` many. */
static unsigned character_at(struct conversion *conversion, const struct position *at, size_t length)
{
    wchar_t character = 0;
    char *in = at->in, *out = (char *)&character;
    size_t in_left = length, out_left = sizeof(character);
    struct stateful_cd *state = state_of(conversion->to_wide);
    if (state != NULL) state->state = at->state;
    libc_iconv(conversion->to_wide, &in, &in_left, &out, &out_left);
    return (unsigned)character;
}

/* Writes ASCII in the target's set. 0, or -1 with errno E2BIG, or ENOENT when the set does not have it. */
static int write_text(struct conversion *conversion, struct position *at, const char *text)
{
    iconv_t base = libc_iconv_open(conversion->to.set, "ascii");
    char *in = (char *)text, *out = at->out;
    size_t in_left = strlen(text), out_left = at->out_left;
    if (libc_iconv(base, &in, &in_left, &out, &out_left) != 0) return -1;
    at->out = out;
    at->out_left = out_left;
    return 0;
}

/* A character of `length` bytes that the set does not have. 0 when it is dealt with, or -1 with errno. */
static int replace(struct conversion *conversion, struct position *at, size_t length, size_t *irreversible,
                   bool *is_lost)
{
    if (conversion->to.is_transliterated) {
        const char *text = iconv_transliterate(character_at(conversion, at, length));
        if (write_text(conversion, at, text == NULL ? "?" : text) != 0) return -1;
        (*irreversible)++;
    } else if (conversion->to.is_ignored) {
        *is_lost = true;
    } else {
        errno = EILSEQ;
        return -1;
    }
    at->in += length;
    at->in_left -= length;
    return 0;
}

/* Goes on from `at`, which is before some character that the set does not have, past the first of them. 0 or
 * -1 with errno. */
static int pass_one(struct conversion *conversion, struct position *at, size_t *irreversible, bool *is_lost)
{
    for (;;) {
        struct position start = *at;
        save_state(conversion, &start);
        size_t missing = 0;
        for (size_t length = 1; length <= LONGEST && at->in == start.in; length++) {
            if (length > start.in_left) return -1;
            missing = convert(conversion, at, length);
            if (missing == (size_t)-1 && errno != EINVAL) return -1;
        }
        if (at->in == start.in) return -1;
        if (missing == 0) continue;
        size_t length = (size_t)(at->in - start.in);
        go_back(conversion, at, &start);
        return replace(conversion, at, length, irreversible, is_lost);
    }
}

/* Converts until the input or the room is at its end. 0 or -1 with errno. */
static int run(struct conversion *conversion, struct position *at, size_t *irreversible, bool *is_lost)
{
    while (at->in_left > 0) {
        struct position start = *at;
        save_state(conversion, &start);
        /* As much as there is room for in any case, so that the first character that is too long is found
         * alone. */
        size_t length = at->out_left / GROWTH;
        if (length > conversion->most) length = conversion->most;
        if (length < LONGEST) length = LONGEST;
        if (length > at->in_left) length = at->in_left;
        size_t missing = convert(conversion, at, length);
        int error = missing == (size_t)-1 ? errno : 0;
        bool is_cut = error == EINVAL && length < start.in_left && at->in != start.in;
        if (error != 0 && at->in != start.in) {
            /* libc does not tell how many were missing before an error: so once more, up to there. */
            size_t good = (size_t)(at->in - start.in);
            go_back(conversion, at, &start);
            missing = convert(conversion, at, good);
        } else if (error != 0) {
            missing = 0;
        }
        if (missing > 0) {
            go_back(conversion, at, &start);
            conversion->most = FEW;
            if (pass_one(conversion, at, irreversible, is_lost) != 0) return -1;
            continue;
        }
        if (conversion->most < MANY) conversion->most *= 2;
        if (error == 0 || is_cut) continue;
        if (error != EILSEQ || !conversion->to.is_ignored) {
            errno = error;
            return -1;
        }
        *is_lost = true;
        at->in++;
        at->in_left--;
    }
    return 0;
}

GLIBC_EXPORT size_t iconv(iconv_t opened, char **restrict in, size_t *restrict in_left, char **restrict out,
                          size_t *restrict out_left)
{
    struct conversion *conversion = opened;
    if (in == NULL || *in == NULL) {
        start_again(conversion);
        return 0;
    }
    if (*in_left == 0) return 0;
    struct position at = {*in, *out, *in_left, *out_left, 0};
    size_t irreversible = 0;
    bool is_lost = false;
    int status = read_mark(conversion, &at);
    if (status == 0) status = write_mark(conversion, &at);
    if (status == 0) status = run(conversion, &at, &irreversible, &is_lost);
    *in = at.in;
    *in_left = at.in_left;
    *out = at.out;
    *out_left = at.out_left;
    if (status == 0 && is_lost) {
        errno = EILSEQ;
        status = -1;
    }
    return status == 0 ? irreversible : (size_t)-1;
}
