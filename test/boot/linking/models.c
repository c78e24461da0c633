/* SPDX-License-Identifier: MIT */
/* A library with a variable of each model of thread-local storage, a function of its own that the program has
 * too
 * (-Bsymbolic), and data that is read-only when it is relocated. */
#include <stddef.h>

static __thread int local_dynamic __attribute__((tls_model("local-dynamic"))) = 10;
static __thread int second __attribute__((tls_model("local-dynamic"))) = 20;
__thread int global_dynamic __attribute__((tls_model("global-dynamic"))) = 30;
static __thread int initial_exec __attribute__((tls_model("initial-exec"))) = 40;
static __thread char aligned[64] __attribute__((aligned(64)));

int models_sum(void)
{
    return ++local_dynamic + ++second + ++global_dynamic + ++initial_exec;
}

int models_aligned(void)
{
    return (size_t)aligned % 64 == 0;
}

int who(void)
{
    return 2;
}

int models_who(void)
{
    return who();
}

static int number = 5;
int *const models_constants[] = {&number, NULL};
int (*const *models_functions(void))(void)
{
    static int (*const functions[])(void) = {models_sum, models_who};
    return functions;
}

__attribute__((visibility("protected"))) int models_protected(void)
{
    return 6;
}

int (*models_protected_address(void))(void)
{
    return models_protected;
}
