/* SPDX-License-Identifier: MIT */
int nobody_has_this(void)
{
    return 1234;
}
