/* SPDX-License-Identifier: MIT */
// sources: ../regex-parse.c ../regex-bracket.c ../regex-sets.c ../regex-compile.c ../regex-search.c ../regex-groups.c ../regex-buffer.c renamed_regex_posix.c renamed_regex_gnu.c
/* Our regular expressions against those of the host's glibc: patterns and texts put together at random from
 * what is special in them must give the same errors, matches and groups. */
#define _GNU_SOURCE
#include <locale.h>
#include <regex.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int our_regcomp(regex_t *, const char *, int);
int our_regexec(const regex_t *, const char *, size_t, regmatch_t *, int);
size_t our_regerror(int, const regex_t *, char *, size_t);
void our_regfree(regex_t *);
reg_syntax_t our_set_syntax(reg_syntax_t);
const char *our_compile_pattern(const char *, size_t, struct re_pattern_buffer *);
int our_search(struct re_pattern_buffer *, const char *, int, int, int, struct re_registers *);
int our_match(struct re_pattern_buffer *, const char *, int, int, struct re_registers *);
int our_search_2(struct re_pattern_buffer *, const char *, int, const char *, int, int, int,
                 struct re_registers *, int);
int our_compile_fastmap(struct re_pattern_buffer *);

static int failures;

static uint64_t state = 88172645463325252u;

/* xorshift: the same cases each time. */
static unsigned draw(unsigned below)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (unsigned)(state >> 11) % below;
}

static const char *const extended_parts[] = {
    "a",   "b",   "c",    "ab",   ".",   "(",     "(",     ")",        ")",    "*",           "+",     "?",
    "|",   "|",   "[ab]", "[^a]", "{2}", "{1,2}", "{0,1}", "{,2}",     "{1,}", "^",           "$",     "\\1",
    "\\2", "\\w", "\\b",  "\\<",  "\\>", "\\B",   "\\W",   "\\s",      "\\S",  "[[:alpha:]]", "[a-c]", "\n",
    "\\`", "\\'", "\\.",  "{",    "}",   "[]a]",  "[b-]",  "\xc3\xa9", "x"};
static const char *const basic_parts[] = {
    "a",   "b",   "c",    "ab",   ".",       "\\(",       "\\(",     "\\)",       "\\)",   "*",   "\\+",
    "\\?", "\\|", "[ab]", "[^a]", "\\{2\\}", "\\{1,2\\}", "^",       "$",         "\\1",   "\\2", "\\w",
    "\\b", "*",   "+",    "?",    "(",       ")",         "{",       "}",         "\\{",   "\\}", "|",
    "\n",  "[",   "]",    "\\",   "\\{1",    "[[.a.]]",   "[[=b=]]", "[[:foo:]]", "[z-a]", "[a"};
static const char *const text_parts[] = {"a", "b", "c", "a", "b", "\n", " ", "A", "ab", "\xc3\xa9", "x", "_"};

#define PUT_TOGETHER(to, parts, count)                                                                       \
    do {                                                                                                     \
        (to)[0] = '\0';                                                                                      \
        for (unsigned left = (count); left > 0; left--)                                                      \
            strcat(to, parts[draw(sizeof parts / sizeof *parts)]);                                           \
    } while (0)

static bool has_letter_escape(const char *pattern)
{
    for (const char *at = pattern; (at = strchr(at, '\\')) != NULL && at[1] != '\0'; at += 2)
        if (strchr("abcx", at[1]) != NULL) return true;
    return false;
}

static bool has_anchor(const char *pattern)
{
    if (strpbrk(pattern, "^$") != NULL) return true;
    for (const char *at = pattern; (at = strchr(at, '\\')) != NULL && at[1] != '\0'; at += 2)
        if (strchr("bB<>`'", at[1]) != NULL) return true;
    return false;
}

/* Three things that glibc does and its manual does not say are left out. Without REG_NEWLINE, ^ and $ within
 * a pattern sometimes match at a newline of the text. With REG_ICASE, an escaped letter that needs no escape
 * never matches. Anchors in what an interval repeats are lost: ($a){,2} matches "a". */
static bool is_known_difference(const char *pattern, const char *text, bool newline, bool icase)
{
    if (strchr(pattern, '{') != NULL && has_anchor(pattern)) return true;
    if (!newline && strpbrk(pattern, "^$") != NULL && strchr(text, '\n') != NULL) return true;
    return icase && has_letter_escape(pattern);
}

/* Whether a group's places differ. Of two ways that match nothing at the same place (alternatives, once more
 * or not), one of them by an assertion, glibc takes the other one whichever comes first, and we the first. */
static bool group_differs(const char *pattern, long start, long end, long other_start, long other_end)
{
    if (start == other_start && end == other_end) return false;
    return !has_anchor(pattern) || strpbrk(pattern, "|\n*+?") == NULL || start != end ||
           other_start != other_end;
}

static void complain(const char *what, const char *pattern, const char *text)
{
    if (++failures <= 20) printf("FAIL %s: /%s/ on \"%s\"\n", what, pattern, text);
}

static void compare_posix(const char *pattern, int flags)
{
    enum { GROUPS = 5 };
    regex_t theirs, ours;
    int their_result = regcomp(&theirs, pattern, flags), our_result = our_regcomp(&ours, pattern, flags);
    bool have_theirs = their_result == 0, have_ours = our_result == 0;
    if (their_result != our_result) complain("regcomp", pattern, "");
    for (int i = 0; i < 6 && have_theirs && have_ours; i++) {
        char text[64];
        regmatch_t their_match[GROUPS], our_match[GROUPS];
        PUT_TOGETHER(text, text_parts, draw(9));
        int how = draw(4) == 0 ? (int)draw(4) : 0;
        if (is_known_difference(pattern, text, flags & REG_NEWLINE, flags & REG_ICASE)) continue;
        if (draw(4) == 0) {
            /* A part of the text, which in UTF-8 does not begin or end within a character. */
            int end = (int)draw((unsigned)strlen(text) + 1), start = (int)draw((unsigned)end + 1);
            if (((unsigned char)text[end] & 0xc0) == 0x80) end--;
            if (start > 0 && ((unsigned char)text[start] & 0xc0) == 0x80) start--;
            how |= REG_STARTEND;
            their_match[0] = our_match[0] = (regmatch_t){start, end};
        }
        their_result = regexec(&theirs, text, GROUPS, their_match, how);
        our_result = our_regexec(&ours, text, GROUPS, our_match, how);
        if (their_result != our_result) complain("regexec", pattern, text);
        for (int group = 0; their_result == 0 && our_result == 0 && group < GROUPS; group++)
            if (group_differs(pattern, their_match[group].rm_so, their_match[group].rm_eo,
                              our_match[group].rm_so, our_match[group].rm_eo))
                complain("groups", pattern, text);
    }
    if (have_theirs) regfree(&theirs);
    if (have_ours) our_regfree(&ours);
}

static void test_posix(const char *locale)
{
    setlocale(LC_ALL, locale);
    for (int i = 0; i < 20000; i++) {
        static const int options[] = {0, 0, REG_ICASE, REG_NEWLINE, REG_ICASE | REG_NEWLINE};
        char pattern[128];
        int flags = options[draw(5)];
        if (draw(2)) {
            PUT_TOGETHER(pattern, extended_parts, 1 + draw(8));
            flags |= REG_EXTENDED;
        } else {
            PUT_TOGETHER(pattern, basic_parts, 1 + draw(8));
        }
        compare_posix(pattern, flags);
    }
}

static bool registers_differ(const char *pattern, const struct re_registers *a, const struct re_registers *b)
{
    if (a->num_regs != b->num_regs) return true;
    for (size_t group = 0; group < a->num_regs; group++)
        if (group_differs(pattern, a->start[group], a->end[group], b->start[group], b->end[group]))
            return true;
    return false;
}

static void compare_gnu(const char *pattern, reg_syntax_t syntax)
{
    struct re_pattern_buffer theirs = {0}, ours = {0};
    re_set_syntax(syntax);
    our_set_syntax(syntax);
    const char *their_error = re_compile_pattern(pattern, strlen(pattern), &theirs);
    const char *our_error = our_compile_pattern(pattern, strlen(pattern), &ours);
    if ((their_error == NULL) != (our_error == NULL) ||
        (their_error != NULL && strcmp(their_error, our_error) != 0))
        complain("re_compile_pattern", pattern, our_error == NULL ? "" : our_error);
    struct re_registers their_registers = {0}, our_registers = {0};
    for (int i = 0; i < 6 && their_error == NULL && our_error == NULL; i++) {
        char text[64];
        PUT_TOGETHER(text, text_parts, draw(9));
        if (is_known_difference(pattern, text, true, syntax & RE_ICASE)) continue;
        int length = (int)strlen(text), start = (int)draw((unsigned)length + 2);
        int range = (int)draw(2 * (unsigned)length + 1) - length;
        int they = re_search(&theirs, text, length, start, range, &their_registers);
        int we = our_search(&ours, text, length, start, range, &our_registers);
        if (they != we) complain("re_search", pattern, text);
        if (they >= 0 && we >= 0 && registers_differ(pattern, &their_registers, &our_registers))
            complain("registers", pattern, text);
        they = re_match(&theirs, text, length, start, NULL);
        we = our_match(&ours, text, length, start, NULL);
        if (they != we) complain("re_match", pattern, text);
        int stop = (int)draw((unsigned)length + 1), cut = (int)draw((unsigned)length + 1);
        they = re_search_2(&theirs, text, cut, text + cut, length - cut, 0, length, NULL, stop);
        we = our_search_2(&ours, text, cut, text + cut, length - cut, 0, length, NULL, stop);
        if (they != we) complain("re_search_2", pattern, text);
    }
    free(their_registers.start), free(their_registers.end);
    free(our_registers.start), free(our_registers.end);
    regfree(&theirs);
    our_regfree(&ours);
}

static void test_gnu(void)
{
    static const reg_syntax_t syntaxes[] = {RE_SYNTAX_EMACS,
                                            RE_SYNTAX_GREP,
                                            RE_SYNTAX_EGREP,
                                            RE_SYNTAX_POSIX_EGREP,
                                            RE_SYNTAX_AWK,
                                            RE_SYNTAX_GNU_AWK,
                                            RE_SYNTAX_SED,
                                            RE_SYNTAX_POSIX_EXTENDED,
                                            RE_SYNTAX_POSIX_MINIMAL_BASIC,
                                            RE_SYNTAX_POSIX_BASIC | RE_ICASE,
                                            RE_SYNTAX_GNU_AWK | RE_ICASE};
    setlocale(LC_ALL, "C");
    for (int i = 0; i < 20000; i++) {
        char pattern[128];
        if (draw(2))
            PUT_TOGETHER(pattern, extended_parts, 1 + draw(8));
        else
            PUT_TOGETHER(pattern, basic_parts, 1 + draw(8));
        compare_gnu(pattern, syntaxes[draw(sizeof syntaxes / sizeof *syntaxes)]);
    }
}

static void test_messages(void)
{
    for (int error = 0; error <= 16; error++) {
        char theirs[80], ours[80];
        size_t they = regerror(error, NULL, theirs, sizeof theirs),
               we = our_regerror(error, NULL, ours, sizeof ours);
        if (they != we || strcmp(theirs, ours) != 0) complain("regerror", theirs, ours);
        our_regerror(error, NULL, ours, 4);
        if (strncmp(theirs, ours, 3) != 0 || ours[3] != '\0') complain("regerror cut off", theirs, ours);
    }
}

/* A pattern that makes a matcher that tries one way after another take years, and a long text. */
static void test_length(void)
{
    size_t length = 200000;
    char *text = malloc(length + 1);
    regmatch_t match[3];
    regex_t pattern;
    memset(text, 'a', length);
    text[length] = '\0';
    if (our_regcomp(&pattern, "(a*)*b|(x+x+)+y", REG_EXTENDED) != 0) complain("regcomp", "(a*)*b", "");
    if (our_regexec(&pattern, text, 0, NULL, 0) != REG_NOMATCH) complain("no match", "(a*)*b", "aaa...");
    text[length - 1] = 'b';
    if (our_regexec(&pattern, text, 2, match, 0) != 0 || match[0].rm_eo != (int)length ||
        match[1].rm_eo != (int)length - 1)
        complain("groups", "(a*)*b", "aaa...b");
    our_regfree(&pattern);
    free(text);
}

/* The map says of each byte whether a match may begin with it. */
static void test_fastmap(void)
{
    struct re_pattern_buffer buffer = {.fastmap = malloc(256)};
    our_set_syntax(RE_SYNTAX_POSIX_EXTENDED);
    our_compile_pattern("[bc]x|d", 7, &buffer);
    our_compile_fastmap(&buffer);
    for (int c = 0; c < 256; c++)
        if (buffer.fastmap[c] != (c == 'b' || c == 'c' || c == 'd')) complain("fastmap", "[bc]x|d", "");
    our_regfree(&buffer);
}

/* An assertion that did not hold where the last way ended holds where the search goes on. */
static void test_going_on(void)
{
    regex_t pattern;
    regmatch_t match;
    if (our_regcomp(&pattern, "b?\\b ab", REG_EXTENDED) != 0) complain("regcomp", "b?\\b ab", "");
    if (our_regexec(&pattern, "-baba ab", 1, &match, 0) != 0 || match.rm_so != 5 || match.rm_eo != 8)
        complain("going on", "b?\\b ab", "-baba ab");
    our_regfree(&pattern);
}

int main(void)
{
    test_going_on();
    test_posix("C");
    test_posix("C.UTF-8");
    test_gnu();
    test_messages();
    test_length();
    test_fastmap();
    return failures > 0;
}
