/* SPDX-License-Identifier: MIT */
#include "init.h"
#include "list.h"

#include "libc.h"

#include <unistd.h>

typedef void init_fn(int argc, char **argv, char **environment);
typedef void fini_fn(void);

int ldso_argc;
char **ldso_argv;

/* Linkers and programs mark an entry that is not to be called by 0 or -1. */
static bool is_function(uint64_t address)
{
    return address + 1 > 1;
}

static void start(struct ldso_image *image)
{
    const struct ldso_dynamic *dynamic = &image->dynamic;
    image->is_started = true;
    if (dynamic->init_function != 0)
        ((init_fn *)(image->map.l_addr + dynamic->init_function))(ldso_argc, ldso_argv, __environ);
    for (size_t i = 0; i < dynamic->init.count; i++)
        if (is_function(dynamic->init.items[i]))
            ((init_fn *)dynamic->init.items[i])(ldso_argc, ldso_argv, __environ);
}

static void end(struct ldso_image *image)
{
    const struct ldso_dynamic *dynamic = &image->dynamic;
    for (size_t i = dynamic->fini.count; i-- > 0;)
        if (is_function(dynamic->fini.items[i])) ((fini_fn *)dynamic->fini.items[i])();
    if (dynamic->fini_function != 0) ((fini_fn *)(image->map.l_addr + dynamic->fini_function))();
}

typedef void visit_fn(struct ldso_image *image);

/* Visits `image` and all that it needs and was not visited, each after what it needs. Without recursion: how
 * deep needs are nested is the files' to say. */
static void walk(struct ldso_image *image, visit_fn *visit)
{
    if (image->was_visited) return;
    image->was_visited = true;
    image->walk_from = NULL;
    while (image != NULL) {
        if (image->walked < image->needed_count) {
            struct ldso_image *next = image->needed[image->walked++];
            if (next->was_visited) continue;
            next->was_visited = true;
            next->walk_from = image;
            image = next;
        } else {
            struct ldso_image *from = image->walk_from;
            visit(image);
            image = from;
        }
    }
}

static void start_library(struct ldso_image *image)
{
    if (!image->is_started && !image->is_executable) start(image);
}

/* A library that was linked with -z initfirst goes before all others; of several, the last one loaded. */
static void start_marked(struct ldso_image *const *images, size_t count)
{
    for (size_t i = count; i-- > 0;) {
        if (!(images[i]->dynamic.flags_1 & DF_1_INITFIRST)) continue;
        start_library(images[i]);
        return;
    }
}

void ldso_construct(struct ldso_image *const *images, size_t count)
{
    start_marked(images, count);
    for (size_t i = count; i-- > 0;) walk(images[i], start_library);
}

void ldso_construct_first(const struct ldso_image *executable)
{
    start_marked(executable->closure.images, executable->closure.count);
    for (size_t i = 0; i < executable->dynamic.preinit.count; i++)
        if (is_function(executable->dynamic.preinit.items[i]))
            ((init_fn *)executable->dynamic.preinit.items[i])(ldso_argc, ldso_argv, __environ);
}

/* Called by __libc_start_main, before main. */
void __libc_start_init(void)
{
    struct ldso_image *executable = ldso_first();
    if (!executable->is_started) start(executable);
}

/* What is to end first is in front; by walk_from. */
static struct ldso_image *ending;

static void put_in_front(struct ldso_image *image)
{
    image->walk_from = ending;
    ending = image;
}

/* Called by exit, after what atexit registered. As glibc does, the order is made anew of all that there is,
 * since libraries that were opened later may need those that were there: each ends before what it needs. */
void __libc_exit_fini(void)
{
    struct ldso_image *last = NULL;
    for (struct ldso_image *image = ldso_first(); image != NULL; image = ldso_next(image)) {
        image->was_visited = false;
        image->walked = 0;
        last = image;
    }
    for (; last != NULL; last = (struct ldso_image *)last->map.l_prev) walk(last, put_in_front);
    while (ending != NULL) {
        struct ldso_image *image = ending;
        ending = image->walk_from;
        if (image->is_started) end(image);
    }
}
