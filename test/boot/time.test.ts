// SPDX-License-Identifier: MIT
import { testChecks } from './checks.ts';

testChecks('time', {
  clocks: 'no clock goes backwards, and each tells a resolution',
  sleep: 'a sleep takes as long as asked and not much longer',
  set: 'setting the real time leaves the monotonic clock alone',
  'cpu-time': 'CPU time is counted by thread, and stays when a thread has ended',
  due: 'an expiry is not lost that comes while the timer is being set',
  timers: 'timers fire again and again, count overruns, and go by CPU time',
  timerfd: 'a timer file counts expirations, wakes poll, and takes times in the past',
  system: 'sysinfo, adjtimex and gettimeofday tell what is plausible',
});
