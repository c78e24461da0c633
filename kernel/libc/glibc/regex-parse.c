/* SPDX-License-Identifier: MIT */
/* Patterns to trees. Which of the many syntaxes it is, is said by bits; what a bit means is in glibc's
 * regex.h and in its manual. */
#include "regex-parse.h"

#include <stdlib.h>
#include <string.h>

/* Groups in groups: each is a call deep. */
enum { DEPTH_MAX = 1000 };

static struct regex_node *fail(struct regex_parser *parser, int error)
{
    if (parser->error == REGEX_OK) parser->error = error;
    return NULL;
}

static struct regex_node *make_node(struct regex_parser *parser, struct regex_node node)
{
    struct regex_nodes *block = parser->nodes;
    if (block == NULL || block->count == sizeof block->nodes / sizeof *block->nodes) {
        block = malloc(sizeof *block);
        if (block == NULL) return fail(parser, REGEX_ESPACE);
        block->next = parser->nodes;
        block->count = 0;
        parser->nodes = block;
    }
    struct regex_node *made = &block->nodes[block->count++];
    *made = node;
    return made;
}

hidden void regex_free_nodes(struct regex_parser *parser)
{
    while (parser->nodes != NULL) {
        struct regex_nodes *block = parser->nodes;
        parser->nodes = block->next;
        free(block);
    }
}

static struct regex_node *make_leaf(struct regex_parser *parser, enum regex_operation operation,
                                    uint32_t value)
{
    return make_node(parser, (struct regex_node){.kind = REGEX_LEAF, .operation = operation, .value = value});
}

static bool has(const struct regex_parser *parser, unsigned long bits)
{
    return (parser->syntax & bits) != 0;
}

/* A backslash and the byte behind it. */
static struct regex_token escaped_token(const struct regex_parser *parser, unsigned char c)
{
    static const char letters[] = "<>bB`'";
    static const unsigned char assertions[] = {REGEX_WORD_FIRST,   REGEX_WORD_LAST,    REGEX_WORD_EDGE,
                                               REGEX_NO_WORD_EDGE, REGEX_BUFFER_FIRST, REGEX_BUFFER_LAST};
    struct regex_token token = {TOKEN_CHARACTER, 0, 2};
    const char *letter = c != '\0' ? strchr(letters, c) : NULL;
    if (letter != NULL && !has(parser, SYNTAX_NO_GNU_OPS)) {
        token.kind = TOKEN_ASSERTION;
        token.value = assertions[letter - letters];
    } else if (c != '\0' && strchr("wWsS", c) != NULL && !has(parser, SYNTAX_NO_GNU_OPS)) {
        token.kind = TOKEN_CLASS;
        token.value = c;
    } else if (c >= '1' && c <= '9' && !has(parser, SYNTAX_NO_BK_REFS)) {
        token.kind = TOKEN_BACK;
        token.value = c - '0';
    } else if (c == '|' && !has(parser, SYNTAX_LIMITED_OPS | SYNTAX_NO_BK_VBAR)) {
        token.kind = TOKEN_ALTERNATIVE;
    } else if (c == '(' && !has(parser, SYNTAX_NO_BK_PARENS)) {
        token.kind = TOKEN_OPEN;
    } else if (c == ')' && !has(parser, SYNTAX_NO_BK_PARENS)) {
        token.kind = TOKEN_CLOSE;
    } else if (c == '+' && !has(parser, SYNTAX_LIMITED_OPS) && has(parser, SYNTAX_BK_PLUS_QM)) {
        token.kind = TOKEN_PLUS;
    } else if (c == '?' && !has(parser, SYNTAX_LIMITED_OPS) && has(parser, SYNTAX_BK_PLUS_QM)) {
        token.kind = TOKEN_QUESTION;
    } else if (c == '{' && has(parser, SYNTAX_INTERVALS) && !has(parser, SYNTAX_NO_BK_BRACES)) {
        token.kind = TOKEN_OPEN_INTERVAL;
    } else if (c == '}' && has(parser, SYNTAX_INTERVALS) && !has(parser, SYNTAX_NO_BK_BRACES)) {
        token.kind = TOKEN_CLOSE_INTERVAL;
    }
    return token;
}

static struct regex_token token_at(const struct regex_parser *parser, const unsigned char *at,
                                   unsigned long more);

/* Whether the ^ at `at` is an anchor. `more` has SYNTAX_CARET_ANCHORS_HERE behind an opening or an
 * alternative. */
static bool is_anchor_first(const struct regex_parser *parser, const unsigned char *at, unsigned long more)
{
    if (has(parser, SYNTAX_CONTEXT_INDEP_ANCHORS) || (more & SYNTAX_CARET_ANCHORS_HERE) ||
        at == parser->start)
        return true;
    return has(parser, SYNTAX_NEWLINE_ALT) && at[-1] == '\n';
}

static bool is_anchor_last(const struct regex_parser *parser, const unsigned char *at)
{
    if (has(parser, SYNTAX_CONTEXT_INDEP_ANCHORS) || at + 1 == parser->end) return true;
    enum regex_token_kind next = token_at(parser, at + 1, 0).kind;
    return next == TOKEN_ALTERNATIVE || next == TOKEN_CLOSE;
}

/* Of the operators without a backslash; TOKEN_CHARACTER for all else. */
static enum regex_token_kind operator_of(const struct regex_parser *parser, unsigned char c)
{
    bool interval = has(parser, SYNTAX_INTERVALS) && has(parser, SYNTAX_NO_BK_BRACES);
    bool plus = !has(parser, SYNTAX_LIMITED_OPS | SYNTAX_BK_PLUS_QM);
    switch (c) {
    case '\n': return has(parser, SYNTAX_NEWLINE_ALT) ? TOKEN_ALTERNATIVE : TOKEN_CHARACTER;
    case '|':
        return !has(parser, SYNTAX_LIMITED_OPS) && has(parser, SYNTAX_NO_BK_VBAR) ? TOKEN_ALTERNATIVE
                                                                                  : TOKEN_CHARACTER;
    case '*': return TOKEN_STAR;
    case '+': return plus ? TOKEN_PLUS : TOKEN_CHARACTER;
    case '?': return plus ? TOKEN_QUESTION : TOKEN_CHARACTER;
    case '{': return interval ? TOKEN_OPEN_INTERVAL : TOKEN_CHARACTER;
    case '}': return interval ? TOKEN_CLOSE_INTERVAL : TOKEN_CHARACTER;
    case '(': return has(parser, SYNTAX_NO_BK_PARENS) ? TOKEN_OPEN : TOKEN_CHARACTER;
    case ')': return has(parser, SYNTAX_NO_BK_PARENS) ? TOKEN_CLOSE : TOKEN_CHARACTER;
    case '[': return TOKEN_BRACKET;
    case '.': return TOKEN_ANY;
    default: return TOKEN_CHARACTER;
    }
}

static struct regex_token token_at(const struct regex_parser *parser, const unsigned char *at,
                                   unsigned long more)
{
    struct regex_token token = {TOKEN_END, 0, 0};
    if (at >= parser->end) return token;
    if (*at == '\\') {
        if (at + 1 >= parser->end) return (struct regex_token){TOKEN_BACKSLASH, '\\', 1};
        token = escaped_token(parser, at[1]);
        if (token.kind != TOKEN_CHARACTER) return token;
        token.value = regex_decode(&parser->program->reading, at + 1, parser->end, &token.length);
        token.length++;
        return token;
    }
    token.value = regex_decode(&parser->program->reading, at, parser->end, &token.length);
    token.kind = operator_of(parser, *at);
    if (*at == '^' && is_anchor_first(parser, at, more))
        return (struct regex_token){TOKEN_ASSERTION, REGEX_LINE_FIRST, 1};
    if (*at == '$' && is_anchor_last(parser, at))
        return (struct regex_token){TOKEN_ASSERTION, REGEX_LINE_LAST, 1};
    return token;
}

static void advance_with(struct regex_parser *parser, unsigned long more)
{
    parser->token = token_at(parser, parser->at, more);
    parser->token_at = parser->at;
    parser->at += parser->token.length;
}

static void advance(struct regex_parser *parser)
{
    advance_with(parser, 0);
}

/* A number of an interval, and the token behind it. -1: none. -2: not a number. */
static int read_number(struct regex_parser *parser)
{
    int number = -1;
    for (;;) {
        advance(parser);
        const struct regex_token *token = &parser->token;
        if (token->kind == TOKEN_END) return -2;
        if (token->kind == TOKEN_CLOSE_INTERVAL || token->value == ',') return number;
        if (token->kind != TOKEN_CHARACTER || token->value < '0' || token->value > '9' || number == -2)
            number = -2;
        else
            number = number == -1 ? (int)(token->value - '0') : number * 10 + (int)(token->value - '0');
        if (number > REGEX_DUP_MAX) number = REGEX_DUP_MAX + 1;
    }
}

/* {n}, {n,}, {n,m} or {,m}: true if it is one. If it is not, and that is allowed, the brace is a character,
 * false; else parser->error. The token is then the last that was read. */
static bool read_interval(struct regex_parser *parser, int *from, int *to)
{
    const unsigned char *brace = parser->token_at;
    unsigned length = parser->token.length;
    *from = read_number(parser);
    bool comma = parser->token.kind == TOKEN_CHARACTER && parser->token.value == ',';
    if (*from == -1 && !comma) {
        fail(parser, REGEX_BADBR);
        return false;
    }
    if (*from == -1) *from = 0;
    *to = *from;
    if (*from != -2)
        *to = parser->token.kind == TOKEN_CLOSE_INTERVAL ? *from : comma ? read_number(parser) : -2;
    if (*from == -2 || *to == -2) {
        if (!has(parser, SYNTAX_INVALID_INTERVAL_ORD)) {
            fail(parser, parser->token.kind == TOKEN_END ? REGEX_EBRACE : REGEX_BADBR);
            return false;
        }
        parser->token_at = brace;
        parser->at = brace + length;
        parser->token = (struct regex_token){TOKEN_CHARACTER, brace[length - 1], length};
        return false;
    }
    if ((*to != REGEX_NO_LIMIT && *from > *to) || parser->token.kind != TOKEN_CLOSE_INTERVAL)
        fail(parser, REGEX_BADBR);
    else if ((*to == REGEX_NO_LIMIT ? *from : *to) > REGEX_DUP_MAX)
        fail(parser, REGEX_ESIZE);
    return parser->error == REGEX_OK;
}

static bool is_repetition(enum regex_token_kind kind)
{
    return kind == TOKEN_STAR || kind == TOKEN_PLUS || kind == TOKEN_QUESTION || kind == TOKEN_OPEN_INTERVAL;
}

/* The operators behind an expression. */
static struct regex_node *parse_repetitions(struct regex_parser *parser, struct regex_node *node)
{
    while (parser->error == REGEX_OK && is_repetition(parser->token.kind)) {
        int from = parser->token.kind == TOKEN_PLUS,
            to = parser->token.kind == TOKEN_QUESTION ? 1 : REGEX_NO_LIMIT;
        if (parser->token.kind == TOKEN_OPEN_INTERVAL && !read_interval(parser, &from, &to)) break;
        advance(parser);
        if (node != NULL && to == 0)
            node = NULL;
        else if (node != NULL)
            node = make_node(parser, (struct regex_node){REGEX_REPETITION, 0, 0, from, to, node, NULL});
        if (has(parser, SYNTAX_CONTEXT_INVALID_DUP) &&
            (parser->token.kind == TOKEN_STAR || parser->token.kind == TOKEN_OPEN_INTERVAL))
            fail(parser, REGEX_BADRPT);
    }
    return node;
}

static struct regex_node *parse_choice(struct regex_parser *parser, bool nested);

static struct regex_node *parse_group(struct regex_parser *parser)
{
    uint32_t number = ++parser->group_count;
    struct regex_node *inner = NULL;
    if (++parser->depth > DEPTH_MAX) return fail(parser, REGEX_ESPACE);
    advance_with(parser, SYNTAX_CARET_ANCHORS_HERE);
    if (parser->token.kind != TOKEN_CLOSE) {
        inner = parse_choice(parser, true);
        if (parser->error == REGEX_OK && parser->token.kind != TOKEN_CLOSE) return fail(parser, REGEX_EPAREN);
    }
    parser->depth--;
    if (number <= 9) parser->completed |= 1u << number;
    return make_node(parser, (struct regex_node){.kind = REGEX_GROUP, .value = number, .left = inner});
}

/* \w and \s and what is not. */
static struct regex_node *parse_class(struct regex_parser *parser, uint32_t letter)
{
    bool word = letter == 'w' || letter == 'W';
    struct regex_set *set = regex_new_set(parser);
    if (set == NULL) return NULL;
    regex_set_add_class(set, word ? "alnum" : "space", 5, false);
    if (word) regex_set_add(set, '_');
    set->negated = letter == 'W' || letter == 'S';
    return make_leaf(parser, REGEX_SET, parser->program->set_count - 1);
}

/* An operator where an expression should begin. */
static struct regex_node *parse_misplaced(struct regex_parser *parser);

/* One expression with its repetitions. NULL without an error: an empty one. */
static struct regex_node *parse_expression(struct regex_parser *parser)
{
    struct regex_node *node = NULL;
    struct regex_token token = parser->token;
    switch (token.kind) {
    case TOKEN_CHARACTER:
    case TOKEN_CLOSE_INTERVAL: node = make_leaf(parser, REGEX_CHARACTER, token.value); break;
    case TOKEN_ANY:
        node = make_leaf(parser, REGEX_ANY,
                         (has(parser, SYNTAX_DOT_NOT_NULL) ? 1u : 0) |
                             (has(parser, SYNTAX_DOT_NEWLINE) ? 0 : 2u));
        break;
    case TOKEN_BRACKET: node = make_leaf(parser, REGEX_SET, regex_parse_bracket(parser)); break;
    case TOKEN_OPEN: node = parse_group(parser); break;
    case TOKEN_BACK:
        if (!(parser->completed >> token.value & 1)) return fail(parser, REGEX_ESUBREG);
        parser->program->has_back = true;
        node = make_leaf(parser, REGEX_BACK, token.value);
        break;
    case TOKEN_ASSERTION:
        /* Nothing repeats it: in "^*" the star is misplaced. */
        node = make_leaf(parser, REGEX_ASSERT, token.value);
        advance(parser);
        return node;
    case TOKEN_CLASS: node = parse_class(parser, token.value); break;
    case TOKEN_ALTERNATIVE:
    case TOKEN_END: return NULL;
    case TOKEN_BACKSLASH: return fail(parser, REGEX_EESCAPE);
    default: return parse_misplaced(parser);
    }
    if (parser->error != REGEX_OK) return NULL;
    advance(parser);
    return parse_repetitions(parser, node);
}

static struct regex_node *parse_misplaced(struct regex_parser *parser)
{
    enum regex_token_kind kind = parser->token.kind;
    if (kind == TOKEN_CLOSE) {
        if (!has(parser, SYNTAX_UNMATCHED_RIGHT_PAREN_ORD)) return fail(parser, REGEX_ERPAREN);
    } else {
        if (kind == TOKEN_OPEN_INTERVAL && has(parser, SYNTAX_CONTEXT_INVALID_DUP))
            return fail(parser, REGEX_BADRPT);
        if (has(parser, SYNTAX_CONTEXT_INVALID_OPS)) return fail(parser, REGEX_BADRPT);
        if (has(parser, SYNTAX_CONTEXT_INDEP_OPS)) {
            advance(parser);
            return parse_expression(parser);
        }
    }
    /* It is a character then. */
    parser->token.kind = TOKEN_CHARACTER;
    parser->token.value = parser->token_at[parser->token.length - 1];
    return parse_expression(parser);
}

static bool ends_branch(const struct regex_parser *parser, bool nested)
{
    enum regex_token_kind kind = parser->token.kind;
    return kind == TOKEN_ALTERNATIVE || kind == TOKEN_END || (nested && kind == TOKEN_CLOSE);
}

/* Sequences and choices are lists along `right`, however long, so that nobody has to go deep for them. */
static struct regex_node *parse_branch(struct regex_parser *parser, bool nested)
{
    struct regex_node *branch = NULL, **last = &branch;
    while (parser->error == REGEX_OK && !ends_branch(parser, nested)) {
        struct regex_node *next = parse_expression(parser);
        if (next == NULL) continue;
        if (*last != NULL) {
            *last =
                make_node(parser, (struct regex_node){.kind = REGEX_SEQUENCE, .left = *last, .right = next});
            if (*last != NULL) last = &(*last)->right;
        } else {
            *last = next;
        }
    }
    return branch;
}

static struct regex_node *parse_choice(struct regex_parser *parser, bool nested)
{
    uint32_t completed = parser->completed;
    struct regex_node *choice = parse_branch(parser, nested), **last = &choice;
    while (parser->error == REGEX_OK && parser->token.kind == TOKEN_ALTERNATIVE) {
        advance_with(parser, SYNTAX_CARET_ANCHORS_HERE);
        struct regex_node *branch = NULL;
        if (!ends_branch(parser, nested)) {
            /* What one alternative closed the next cannot refer to. */
            uint32_t all_completed = parser->completed;
            parser->completed = completed;
            branch = parse_branch(parser, nested);
            parser->completed |= all_completed;
        }
        /* Nothing as the first alternative is tried after the second, as in glibc: "|()" sets its group. */
        bool swap = choice == NULL && last == &choice;
        *last = make_node(parser, (struct regex_node){.kind = REGEX_CHOICE,
                                                      .left = swap ? branch : *last,
                                                      .right = swap ? NULL : branch});
        if (*last != NULL) last = &(*last)->right;
    }
    return choice;
}

hidden struct regex_node *regex_parse(struct regex_parser *parser)
{
    advance_with(parser, SYNTAX_CARET_ANCHORS_HERE);
    struct regex_node *tree = parse_choice(parser, false);
    return parser->error == REGEX_OK ? tree : NULL;
}
