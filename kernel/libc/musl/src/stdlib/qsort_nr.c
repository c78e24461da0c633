/* SPDX-License-Identifier: MIT */
/* qsort in place of libc's: glibc's is a merge sort that keeps equal elements in order, which the output of
 * programs depends on. It needs memory as large as the array; libc's own sort, which does not, is for when
 * there is none. */
#include <libc/compat.h>

#include <stdlib.h>
#include <string.h>

typedef int comparison(const void *, const void *, void *);

hidden void __qsort_r(void *base, size_t count, size_t size, comparison *compare, void *argument);

struct order {
    size_t size;
    comparison *compare;
    void *argument;
    char *room; /* for all elements */
};

static void merge_sort(char *base, size_t count, const struct order *order)
{
    if (count < 2) return;
    size_t size = order->size, left = count / 2, right = count - left;
    char *a = base, *b = base + left * size, *to = order->room;
    merge_sort(a, left, order);
    merge_sort(b, right, order);
    while (left > 0 && right > 0) {
        char **from = order->compare(a, b, order->argument) <= 0 ? &a : &b;
        *(from == &a ? &left : &right) -= 1;
        memcpy(to, *from, size);
        *from += size;
        to += size;
    }
    /* What is left of the second run is in its place. */
    memcpy(to, a, left * size);
    memcpy(base, order->room, (count - right) * size);
}

GLIBC_EXPORT void qsort_r(void *base, size_t count, size_t size, comparison *compare, void *argument)
{
    _Alignas(max_align_t) char few[1024];
    size_t total;
    if (count < 2 || size == 0) return;
    if (__builtin_mul_overflow(count, size, &total)) return; /* there is no such array */
    char *room = total <= sizeof few ? few : malloc(total);
    if (room == NULL) {
        __qsort_r(base, count, size, compare, argument);
        return;
    }
    merge_sort(base, count, &(struct order){size, compare, argument, room});
    if (room != few) free(room);
}

static int compare_two(const void *a, const void *b, void *compare)
{
    return ((int (*)(const void *, const void *))compare)(a, b);
}

GLIBC_EXPORT void qsort(void *base, size_t count, size_t size, int (*compare)(const void *, const void *))
{
    qsort_r(base, count, size, compare_two, (void *)compare);
}
