// SPDX-License-Identifier: MIT
// Facts about glibc's libraries that the libraries of one host do not tell.

import type { AdvertisedLibrary } from '../component/index.ts';

/**
 * glibc 2.34 moved nearly all of these libraries into libc.so.6 (its NEWS, "the functionality formerly implemented in the
 * libraries ... has been integrated into libc"). Programs that were linked before still ask the old library for the names,
 * which libc.so.6 therefore has twice: under its new version, and under the old one for them.
 */
export const MOVED_NAMES: Readonly<Partial<Record<AdvertisedLibrary, RegExp>>> = {
  'libdl.so.2': /^dl/,
  'libpthread.so.0': /^(_*(pthread|sem)_|(mtx|cnd|thrd|tss)_|call_once$)/,
  'libresolv.so.2': /^_*(ns|res|dn)_/,
  'librt.so.1': /^_*(aio|lio|mq|shm|timer)_/,
  'libutil.so.1': /^(forkpty|openpty|login|login_tty|logout|logwtmp)$/,
};

/** Names with a precision or a type in their suffix. */
function suffixed(stems: readonly string[], suffixes: readonly string[]): string[] {
  return stems.flatMap((stem) => suffixes.map((suffix) => stem + suffix));
}

/** C23 in <stdlib.h>, <inttypes.h>, <stdio.h>, <wchar.h>: what glibc 2.38 and newer compile calls of these functions to. */
const ISOC23 = [
  ...suffixed(['strtol', 'strtoll', 'strtoul', 'strtoull', 'wcstol', 'wcstoll'], ['', '_l']),
  ...suffixed(['wcstoul', 'wcstoull'], ['', '_l']),
  ...['strtoimax', 'strtoumax', 'wcstoimax', 'wcstoumax'],
  ...suffixed(['', 'f', 's', 'v', 'vf', 'vs', 'w', 'fw', 'sw', 'vw', 'vfw', 'vsw'], ['scanf']),
].map((name) => `__isoc23_${name}`);

/** What newer versions of glibc define besides what 2.36 does (its NEWS and manual), so that newer programs start too. */
export const LATER_NAMES: Readonly<Partial<Record<AdvertisedLibrary, readonly string[]>>> = {
  'libc.so.6': [
    // 2.38
    ...ISOC23,
    ...suffixed(['strlcat', 'strlcpy', 'wcslcat', 'wcslcpy'], ['']),
    ...['__strlcat_chk', '__strlcpy_chk', '__wcslcat_chk', '__wcslcpy_chk'],
    // 2.39
    ...['pidfd_getpid', 'pidfd_spawn', 'pidfd_spawnp'],
    ...['posix_spawnattr_getcgroup_np', 'posix_spawnattr_setcgroup_np'],
    // 2.41
    ...['sched_getattr', 'sched_setattr'],
    // 2.42
    ...['pthread_gettid_np', 'uabs', 'uimaxabs', 'ulabs', 'ullabs'],
    // 2.43
    ...['free_aligned_sized', 'free_sized', 'memset_explicit'],
  ],
  'libm.so.6': [
    // 2.40
    ...suffixed(['exp10m1', 'exp2m1', 'log10p1', 'log2p1'], ['', 'f', 'l']),
    // 2.41
    ...suffixed(['acospi', 'asinpi', 'atan2pi', 'atanpi', 'cospi', 'sinpi', 'tanpi'], ['', 'f', 'l']),
    // 2.42
    ...suffixed(['compoundn', 'pown', 'powr', 'rootn', 'rsqrt'], ['', 'f', 'l']),
  ],
};

/** Versions of names that only the libraries of one glibc use among themselves. */
export const PRIVATE_VERSION = 'GLIBC_PRIVATE';

/** The glibc that the lists are made from. */
export const LISTED_GLIBC = '2.36';
