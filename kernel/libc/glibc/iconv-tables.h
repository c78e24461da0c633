/* SPDX-License-Identifier: MIT */
/* Included behind the tables of libc's iconv: those of East Asia, which are large, are for a use of their
 * own. */
#include <core/demand.h>

FOR_USE(charsets, jis0208);
FOR_USE(charsets, gb18030);
FOR_USE(charsets, big5);
FOR_USE(charsets, hkscs);
FOR_USE(charsets, ksc);
FOR_USE(charsets, rev_jis);

#define jis0208 FOR(charsets, jis0208)
#define gb18030 FOR(charsets, gb18030)
#define big5 FOR(charsets, big5)
#define hkscs FOR(charsets, hkscs)
#define ksc FOR(charsets, ksc)
#define rev_jis FOR(charsets, rev_jis)
