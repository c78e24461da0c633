// SPDX-License-Identifier: MIT
import { defineApp } from '../../src/component/index.ts';

export default defineApp({
  summary: 'Lua 5.4',
  program: '/usr/bin/lua5.4',
  packages: ['lua5.4'],
  memory: '32M',
});
