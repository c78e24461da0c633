/* SPDX-License-Identifier: MIT */
/* What the compiler calls where code does what C leaves undefined: the interface of clang's -fsanitize= to
 * its library (LLVM, compiler-rt/lib/ubsan/ubsan_handlers.h). Which checks there are stands in
 * src/toolchain/flags.ts. */
#include <core/log.h>

/** The first member of what every handler gets. */
struct source_location {
    const char *file;
    uint32_t line, column;
};
_Static_assert(sizeof(struct source_location) == 16, "struct SourceLocation of compiler-rt");

#define HANDLER(name, what)                                                                                  \
    _Noreturn void __ubsan_handle_##name(const struct source_location *at);                                  \
    _Noreturn void __ubsan_handle_##name(const struct source_location *at)                                   \
    {                                                                                                        \
        panic("core", "%s:%u:%u: " what, at->file, at->line, at->column);                                    \
    }

HANDLER(add_overflow_abort, "a sum beyond its type")
HANDLER(sub_overflow_abort, "a difference beyond its type")
HANDLER(mul_overflow_abort, "a product beyond its type")
HANDLER(negate_overflow_abort, "a negated value beyond its type")
HANDLER(divrem_overflow_abort, "a division by zero, or a quotient beyond its type")
HANDLER(shift_out_of_bounds_abort, "a shift by more than the type has, or of a negative value")
HANDLER(out_of_bounds_abort, "an index beyond its array")
HANDLER(vla_bound_not_positive_abort, "an array of no or negative size")
HANDLER(load_invalid_value_abort, "a bool that is neither true nor false")
HANDLER(invalid_builtin_abort, "a count of zero bits of zero")
HANDLER(builtin_unreachable, "a place that nothing can reach")
