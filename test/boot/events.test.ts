// SPDX-License-Identifier: MIT
import { testChecks } from './checks.ts';

testChecks('events', {
  pipe: 'pipes hold 64 KiB, write small pieces whole, and end in EOF or SIGPIPE',
  stream: 'a megabyte passes through a pipe between threads unchanged',
  fifo: 'opening a named pipe waits for the other side',
  poll: 'poll and ppoll tell events, wait for them, and keep to their timeouts',
  signals: 'signals end poll with EINTR, under the mask that ppoll was given',
  select: 'select and pselect tell the descriptors that are ready',
  crowd: 'epoll tells of many at once, each once, and of all in turn to who takes some',
  epoll: 'epoll tells level, edge and one-shot events, nests, and forgets what is closed',
  eventfd: 'eventfd counts, as a semaphore too',
  signalfd: 'signalfd gives the signals of its set, with their senders and values, and wakes who waits',
});

testChecks('proc', {
  proc: 'what programs read in /proc and /sys is there, and open files are reached through it',
  devices: 'the devices in /dev do what mem(4) and random(4) say',
});
