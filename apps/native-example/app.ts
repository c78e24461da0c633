// SPDX-License-Identifier: MIT
import { defineApp } from '../../src/component/index.ts';

export default defineApp({
  summary: 'A C program, compiled and linked as for any Linux, that shows what it finds in the guest',
  program: { sources: ['hello.c'], flags: ['-O2'] },
  libc: 'kernel',
  args: ['Thimble'],
  memory: '16M',
});
