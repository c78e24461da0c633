/* SPDX-License-Identifier: MIT */
/* ../regex-gnu.c beside the host's functions of the same names. */
#define re_syntax_options our_syntax_options
#define re_set_syntax our_set_syntax
#define re_compile_pattern our_compile_pattern
#define re_compile_fastmap our_compile_fastmap
#define re_search our_search
#define re_match our_match
#define re_search_2 our_search_2
#define re_match_2 our_match_2
#define re_set_registers our_set_registers
#define re_comp our_comp
#define re_exec our_exec
#include "../regex-gnu.c"
