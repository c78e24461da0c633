// SPDX-License-Identifier: MIT

/** What dynamic programs for glibc name as their interpreter (x86-64 psABI, 5.2.1). */
export const GLIBC_INTERPRETER = '/lib64/ld-linux-x86-64.so.2';

/**
 * The libraries that the kernel's libc stands for, so that no image needs them: what glibc consists of, and libcrypt, which
 * was part of it until 2.28.
 */
export const ADVERTISED_LIBRARIES = [
  'ld-linux-x86-64.so.2',
  'libc.so.6',
  'libcrypt.so.1',
  'libdl.so.2',
  'libm.so.6',
  'libpthread.so.0',
  'libresolv.so.2',
  'librt.so.1',
  'libutil.so.1',
] as const;

export type AdvertisedLibrary = (typeof ADVERTISED_LIBRARIES)[number];
