/* SPDX-License-Identifier: MIT */
/* The generators of drand48's family with a state of the caller (glibc's stdlib.h). The sequence itself is
 * POSIX's: x' = a x + c modulo 2^48. */
#include "private.h"

#include <stdint.h>
#include <string.h>

struct drand48_data {
    unsigned short x[3];     /* least significant first */
    unsigned short old_x[3]; /* before the last seeding */
    unsigned short c;
    unsigned short initialized;
    unsigned long long a;
};
_Static_assert(sizeof(struct drand48_data) == 24, "as in glibc's stdlib.h");

static void use_defaults(struct drand48_data *data)
{
    if (data->initialized) return;
    data->a = 0x5deece66dull;
    data->c = 0xb;
    data->initialized = 1;
}

static uint64_t step(unsigned short x[3], struct drand48_data *data)
{
    use_defaults(data);
    uint64_t value = (uint64_t)x[2] << 32 | (uint64_t)x[1] << 16 | x[0];
    value = (value * data->a + data->c) & 0xffffffffffffull;
    x[0] = (unsigned short)value;
    x[1] = (unsigned short)(value >> 16);
    x[2] = (unsigned short)(value >> 32);
    return value;
}

int erand48_r(unsigned short x[3], struct drand48_data *data, double *result);
GLIBC_EXPORT int erand48_r(unsigned short x[3], struct drand48_data *data, double *result)
{
    *result = (double)step(x, data) / 0x1p48;
    return 0;
}

int nrand48_r(unsigned short x[3], struct drand48_data *data, long *result);
GLIBC_EXPORT int nrand48_r(unsigned short x[3], struct drand48_data *data, long *result)
{
    *result = (long)(step(x, data) >> 17);
    return 0;
}

int jrand48_r(unsigned short x[3], struct drand48_data *data, long *result);
GLIBC_EXPORT int jrand48_r(unsigned short x[3], struct drand48_data *data, long *result)
{
    *result = (int32_t)(step(x, data) >> 16);
    return 0;
}

int drand48_r(struct drand48_data *data, double *result);
GLIBC_EXPORT int drand48_r(struct drand48_data *data, double *result)
{
    return erand48_r(data->x, data, result);
}

int lrand48_r(struct drand48_data *data, long *result);
GLIBC_EXPORT int lrand48_r(struct drand48_data *data, long *result)
{
    return nrand48_r(data->x, data, result);
}

int mrand48_r(struct drand48_data *data, long *result);
GLIBC_EXPORT int mrand48_r(struct drand48_data *data, long *result)
{
    return jrand48_r(data->x, data, result);
}

int srand48_r(long seed, struct drand48_data *data);
GLIBC_EXPORT int srand48_r(long seed, struct drand48_data *data)
{
    data->x[2] = (unsigned short)(seed >> 16);
    data->x[1] = (unsigned short)seed;
    data->x[0] = 0x330e;
    data->initialized = 0;
    use_defaults(data);
    return 0;
}

int seed48_r(unsigned short seed[3], struct drand48_data *data);
GLIBC_EXPORT int seed48_r(unsigned short seed[3], struct drand48_data *data)
{
    memcpy(data->old_x, data->x, sizeof data->x);
    memcpy(data->x, seed, sizeof data->x);
    data->initialized = 0;
    use_defaults(data);
    return 0;
}

int lcong48_r(unsigned short parameters[7], struct drand48_data *data);
GLIBC_EXPORT int lcong48_r(unsigned short parameters[7], struct drand48_data *data)
{
    memcpy(data->x, parameters, sizeof data->x);
    data->a = (uint64_t)parameters[5] << 32 | (uint64_t)parameters[4] << 16 | parameters[3];
    data->c = parameters[6];
    data->initialized = 1;
    return 0;
}
