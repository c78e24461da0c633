// SPDX-License-Identifier: MIT
import { defineApp } from '../../src/component/index.ts';

export default defineApp({
  summary: 'The shell of SQLite',
  program: '/usr/bin/sqlite3',
  packages: ['sqlite3'],
  memory: '32M',
});
