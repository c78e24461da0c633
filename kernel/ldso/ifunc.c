/* SPDX-License-Identifier: MIT */
#include "relocate.h"

uint64_t ldso_resolve_ifunc(uint64_t resolver)
{
    return ((uint64_t(*)(void))resolver)();
}
