// SPDX-License-Identifier: MIT
import { defineComponent } from '../../../src/component/index.ts';

export default defineComponent({
  summary: "Character sets of East Asia for the kernel's iconv",
  kind: 'feature',
  side: 'program',
  requires: ['libc-glibc', 'libc-musl'],
  neededBy: {
    words: {
      importing: ['iconv_open'],
      texts: [
        'big5',
        'cp932',
        'cp936',
        'cp949',
        'cp950',
        'euc-cn',
        'euc-jp',
        'euc-kr',
        'euccn',
        'eucjp',
        'euckr',
        'gb18030',
        'gb2312',
        'gbk',
        'iso-2022-jp',
        'iso2022jp',
        'shift-jis',
        'shift_jis',
        'shiftjis',
        'sjis',
      ],
    },
  },
});
