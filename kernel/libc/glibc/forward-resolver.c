/* SPDX-License-Identifier: MIT */
/* Names of libresolv's for functions that libc has under others. */
#include "x86_64/forward.h"

GLIBC_FORWARD(__dn_comp, dn_comp);
GLIBC_FORWARD(__dn_skipname, dn_skipname);
GLIBC_FORWARD(__libc_dn_expand, dn_expand);
GLIBC_FORWARD(__libc_dn_skipname, dn_skipname);
GLIBC_FORWARD(__ns_get16, ns_get16);
GLIBC_FORWARD(__ns_get32, ns_get32);
GLIBC_FORWARD(__ns_name_uncompress, ns_name_uncompress);
