/* SPDX-License-Identifier: MIT */
/* Calls a function of a library by its distance from another one, which nobody can foresee. */
extern void near(void);
extern const long distance;

int main(void)
{
    near();
    ((void (*)(void))((char *)near + distance))();
    return 0;
}
