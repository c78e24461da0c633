/* SPDX-License-Identifier: MIT */
/* The variables that this layer exports, by all their names. */
#include <libc/copyable.h>

LIBC_COPYABLE(__libc_single_threaded);
LIBC_COPYABLE(error_message_count);
LIBC_COPYABLE(error_one_per_line);
LIBC_COPYABLE(error_print_progname);
LIBC_COPYABLE(obstack_alloc_failed_handler);
LIBC_COPYABLE(obstack_exit_failure);
LIBC_COPYABLE(optarg);
LIBC_COPYABLE(opterr);
LIBC_COPYABLE(optind);
LIBC_COPYABLE(optopt);
