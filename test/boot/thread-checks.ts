// SPDX-License-Identifier: MIT

/** What programs/threads.c checks. */
export const THREAD_CHECKS = {
  create: 'threads have thread-local storage of their own and hand their result to pthread_join',
  mutex: 'a mutex lets one thread in at a time',
  condition: 'waiters on a condition variable are woken, or time out',
  semaphore: 'semaphores hand each item over once',
  vectors: 'vector registers are kept apart between preempted threads',
  futex: 'futexes wake, move and refuse waiters as futex(2) says',
  robust: 'the lock of a thread that ended goes to the next one, who learns of it',
  cancel: 'a sleeping thread can be cancelled',
  storm: 'signals from timers and threads disturb neither computing nor locking',
  many: 'what an ended thread used is given back',
  identity: 'the process is 2, a root without children',
  fork: 'fork, vfork and system fail with ENOSYS',
} as const;
