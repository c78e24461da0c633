/* SPDX-License-Identifier: MIT */
/* Two libraries that need each other: this file, once with -DFIRST and once without. */
int cycle_one(int n);
int cycle_two(int n);

#ifdef FIRST
int cycle_one(int n)
{
    return n == 0 ? 1 : cycle_two(n - 1) + 1;
}
#else
int cycle_two(int n)
{
    return n == 0 ? 100 : cycle_one(n - 1) + 10;
}
#endif
