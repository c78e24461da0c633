/* SPDX-License-Identifier: MIT */
/* Names with two underscores that glibc gives to its own functions, and which headers, libraries (libstdc++,
 * libgcc) and old programs use. Each means what the plain name means. */
#include "x86_64/forward.h"

/* Files and processes. */
GLIBC_FORWARD(__adjtimex, adjtimex);
GLIBC_FORWARD(__arch_prctl, arch_prctl);
GLIBC_FORWARD(__close, close);
GLIBC_FORWARD(__connect, connect);
GLIBC_FORWARD(__dup2, dup2);
GLIBC_FORWARD(__fcntl, fcntl);
GLIBC_FORWARD(__fork, fork);
GLIBC_FORWARD(__getpagesize, getpagesize);
GLIBC_FORWARD(__getpgid, getpgid);
GLIBC_FORWARD(__getpid, getpid);
GLIBC_FORWARD(__getrlimit, getrlimit);
GLIBC_FORWARD(__gettimeofday, gettimeofday);
GLIBC_FORWARD(__nanosleep, nanosleep);
GLIBC_FORWARD(__open, open);
GLIBC_FORWARD(__pipe, pipe);
GLIBC_FORWARD(__poll, poll);
GLIBC_FORWARD(__read, read);
GLIBC_FORWARD(__recv, recv);
GLIBC_FORWARD(__sbrk, sbrk);
GLIBC_FORWARD(__select, select);
GLIBC_FORWARD(__send, send);
GLIBC_FORWARD(__sendmmsg, sendmmsg);
GLIBC_FORWARD(__setpgid, setpgid);
GLIBC_FORWARD(__socket, socket);
GLIBC_FORWARD(__statfs, statfs);
GLIBC_FORWARD(__sysconf, sysconf);
GLIBC_FORWARD(__vfork, vfork);
GLIBC_FORWARD(__waitpid, waitpid);
GLIBC_FORWARD(__write, write);

/* Scheduling and signals. */
GLIBC_FORWARD(__sched_get_priority_max, sched_get_priority_max);
GLIBC_FORWARD(__sched_get_priority_min, sched_get_priority_min);
GLIBC_FORWARD(__sched_getparam, sched_getparam);
GLIBC_FORWARD(__sched_getscheduler, sched_getscheduler);
GLIBC_FORWARD(__sched_setscheduler, sched_setscheduler);
GLIBC_FORWARD(__sched_yield, sched_yield);
GLIBC_FORWARD(__sigsuspend, sigsuspend);
GLIBC_FORWARD(__sigtimedwait, sigtimedwait);

/* Strings. */
GLIBC_FORWARD(__bzero, bzero);
GLIBC_FORWARD(__ffs, ffs);
GLIBC_FORWARD(__mempcpy, mempcpy);
GLIBC_FORWARD(__strcasecmp, strcasecmp);
GLIBC_FORWARD(__strcasestr, strcasestr);
GLIBC_FORWARD(__strdup, strdup);
GLIBC_FORWARD(__strndup, strndup);
GLIBC_FORWARD(__strtok_r, strtok_r);
GLIBC_FORWARD(__strverscmp, strverscmp);

/* Wide characters, dates. */
GLIBC_FORWARD(__strftime_l, strftime_l);
GLIBC_FORWARD(__iswctype, iswctype);
GLIBC_FORWARD(__mbrlen, mbrlen);
GLIBC_FORWARD(__mbrtowc, mbrtowc);
GLIBC_FORWARD(__towctrans, towctrans);
GLIBC_FORWARD(__wcscasecmp_l, wcscasecmp_l);
GLIBC_FORWARD(__wcsncasecmp_l, wcsncasecmp_l);

/* stdio. */
GLIBC_FORWARD(__asprintf, asprintf);
GLIBC_FORWARD(__snprintf, snprintf);
GLIBC_FORWARD(__vfscanf, vfscanf);
GLIBC_FORWARD(__vsnprintf, vsnprintf);
GLIBC_FORWARD(__vsscanf, vsscanf);

/* Searching, translating, mount tables, temporary names, the environment. */
GLIBC_FORWARD(__tdelete, tdelete);
GLIBC_FORWARD(__tfind, tfind);
GLIBC_FORWARD(__tsearch, tsearch);
GLIBC_FORWARD(__twalk, twalk);
GLIBC_FORWARD(__dcgettext, dcgettext);
GLIBC_FORWARD(__dgettext, dgettext);
GLIBC_FORWARD(__endmntent, endmntent);
GLIBC_FORWARD(__getmntent_r, getmntent_r);
GLIBC_FORWARD(__setmntent, setmntent);
GLIBC_FORWARD(__mktemp, mktemp);
GLIBC_FORWARD(__secure_getenv, secure_getenv);
GLIBC_FORWARD(__libc_secure_getenv, secure_getenv);

/* Threads. */
GLIBC_FORWARD(__pthread_key_create, pthread_key_create);
GLIBC_FORWARD(__pthread_getspecific, pthread_getspecific);
GLIBC_FORWARD(__pthread_setspecific, pthread_setspecific);
GLIBC_FORWARD(__pthread_mutex_init, pthread_mutex_init);
GLIBC_FORWARD(__pthread_mutex_destroy, pthread_mutex_destroy);
GLIBC_FORWARD(__pthread_mutexattr_init, pthread_mutexattr_init);
GLIBC_FORWARD(__pthread_mutexattr_destroy, pthread_mutexattr_destroy);
GLIBC_FORWARD(__pthread_mutexattr_settype, pthread_mutexattr_settype);
GLIBC_FORWARD(__pthread_rwlock_init, pthread_rwlock_init);
GLIBC_FORWARD(__pthread_rwlock_destroy, pthread_rwlock_destroy);

/* What libc.so.6 calls its own inside. */
GLIBC_FORWARD(__libc_fork, fork);
GLIBC_FORWARD(__libc_memalign, memalign);
GLIBC_FORWARD(__libc_pread, pread);
GLIBC_FORWARD(__libc_pwrite, pwrite);
GLIBC_FORWARD(__libc_reallocarray, reallocarray);
GLIBC_FORWARD(__libc_system, system);
GLIBC_FORWARD(__libc_valloc, valloc);

/* Classification of floating point numbers. */
GLIBC_FORWARD(__finite, finite);
GLIBC_FORWARD(__finitef, finitef);
