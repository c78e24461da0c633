/* SPDX-License-Identifier: MIT */
/* random, rand and their forms with a state, in place of libc's: a program that seeds them expects glibc's
 * numbers, those of BSD's additive feedback generator. Its degrees and taps are those of five primitive
 * trinomials over GF(2); a state array has the type in its first word, with the position times five added. */
#include "private.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>

#include "lock.h"

struct random_data {
    int32_t *front; /* next word to change */
    int32_t *rear;  /* word to add to it */
    int32_t *state; /* the words behind the first of the array */
    int type, degree, separation;
    int32_t *end;
};
_Static_assert(sizeof(struct random_data) == 48, "as in glibc's stdlib.h");

enum { TYPES = 5 };
static const unsigned char degrees[TYPES] = {0, 7, 15, 31, 63};
static const unsigned char separations[TYPES] = {0, 3, 1, 3, 1};
static const unsigned short sizes[TYPES] = {8, 32, 64, 128, 256}; /* bytes of the array, at least */

static int fail(void)
{
    errno = EINVAL;
    return -1;
}

int random_r(struct random_data *data, int32_t *result);
GLIBC_EXPORT int random_r(struct random_data *data, int32_t *result)
{
    if (data == NULL || result == NULL) return fail();
    if (data->type == 0) {
        /* The linear congruential generator of ANSI C's example. */
        data->state[0] = (int32_t)(((uint32_t)data->state[0] * 1103515245u + 12345u) & 0x7fffffffu);
        *result = data->state[0];
        return 0;
    }
    uint32_t sum = (uint32_t)*data->front + (uint32_t)*data->rear;
    *data->front = (int32_t)sum;
    *result = (int32_t)(sum >> 1); /* the lowest bit is the least random */
    if (++data->front >= data->end) data->front = data->state;
    if (++data->rear >= data->end) data->rear = data->state;
    return 0;
}

int srandom_r(unsigned seed, struct random_data *data);
GLIBC_EXPORT int srandom_r(unsigned seed, struct random_data *data)
{
    if (data == NULL || (unsigned)data->type >= TYPES) return -1;
    int32_t word = seed == 0 ? 1 : (int32_t)seed;
    data->state[0] = word;
    /* Park and Miller's generator, 16807 w mod 2^31 - 1, without a product of 64 bits (Schrage). */
    for (int i = 1; i < data->degree; i++) {
        word = 16807 * (word % 127773) - 2836 * (word / 127773);
        if (word < 0) word += 0x7fffffff;
        data->state[i] = word;
    }
    data->front = &data->state[data->separation];
    data->rear = data->state;
    int32_t discarded;
    for (int i = 0; i < data->degree * 10; i++) random_r(data, &discarded);
    return 0;
}

/* Where the generator stands goes to the first word of its array, so that setstate can go on from there. */
static void store_position(struct random_data *data)
{
    int32_t *array = data->state - 1;
    array[0] = data->type == 0 ? 0 : (int32_t)(TYPES * (data->rear - data->state) + data->type);
}

static void use_array(struct random_data *data, int32_t *array, int type)
{
    data->type = type;
    data->degree = degrees[type];
    data->separation = separations[type];
    data->state = array + 1;
    data->end = data->state + data->degree;
}

int initstate_r(unsigned seed, char *array, size_t size, struct random_data *data);
GLIBC_EXPORT int initstate_r(unsigned seed, char *array, size_t size, struct random_data *data)
{
    if (data == NULL) return fail();
    if (data->state != NULL) store_position(data);
    if (size < sizes[0]) return fail();
    int type = TYPES - 1;
    while (size < sizes[type]) type--;
    use_array(data, (int32_t *)(void *)array, type);
    srandom_r(seed, data);
    store_position(data);
    return 0;
}

int setstate_r(char *array, struct random_data *data);
GLIBC_EXPORT int setstate_r(char *array, struct random_data *data)
{
    if (array == NULL || data == NULL) return fail();
    int32_t *words = (int32_t *)(void *)array;
    int type = words[0] % TYPES, position = words[0] / TYPES;
    if (words[0] < 0 || position > degrees[type]) return fail();
    store_position(data);
    use_array(data, words, type);
    if (type != 0) {
        data->rear = &data->state[position];
        data->front = &data->state[(position + data->separation) % data->degree];
    }
    return 0;
}

/* The generator of the calls without a state. Its array is filled as srandom(1) would at the first use. */
static int32_t words[32];
static struct random_data shared;
static volatile int lock[1];

/* fork takes it (fork_impl.h of libc), so that the child does not find it locked. */
extern hidden volatile int *const __random_lockptr;
volatile int *const __random_lockptr = lock;

static struct random_data *take(void)
{
    LOCK(lock);
    if (shared.state == NULL) initstate_r(1, (char *)words, sizeof words, &shared);
    return &shared;
}

GLIBC_EXPORT long random(void)
{
    int32_t result;
    random_r(take(), &result);
    UNLOCK(lock);
    return result;
}

GLIBC_EXPORT void srandom(unsigned seed)
{
    srandom_r(seed, take());
    UNLOCK(lock);
}

GLIBC_EXPORT char *initstate(unsigned seed, char *array, size_t size)
{
    char *old = (char *)(take()->state - 1);
    int status = initstate_r(seed, array, size, &shared);
    UNLOCK(lock);
    return status == 0 ? old : NULL;
}

GLIBC_EXPORT char *setstate(char *array)
{
    char *old = (char *)(take()->state - 1);
    int status = setstate_r(array, &shared);
    UNLOCK(lock);
    return status == 0 ? old : NULL;
}

GLIBC_EXPORT int rand(void)
{
    return (int)random();
}
GLIBC_ALIAS(srandom, srand);

/* Three steps of the example of ANSI C for 31 bits. */
GLIBC_EXPORT int rand_r(unsigned *seed)
{
    static const unsigned char bits[] = {11, 10, 10};
    unsigned result = 0;
    for (size_t i = 0; i < sizeof bits; i++) {
        *seed = *seed * 1103515245u + 12345u;
        result = result << bits[i] | (*seed / 65536 & ((1u << bits[i]) - 1));
    }
    return (int)result;
}
