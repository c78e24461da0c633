/* SPDX-License-Identifier: MIT */
/* Reading numbers under further names. Those with a locale drop it: none here has another decimal point or
 * other digits. Those called _internal have a last argument that asks for thousands separators, which no
 * locale here has either. */
#include "x86_64/forward.h"

GLIBC_FORWARD(strtol_l, strtol);
GLIBC_FORWARD(strtoul_l, strtoul);
GLIBC_FORWARD(strtoll_l, strtoll);
GLIBC_FORWARD(strtoull_l, strtoull);
GLIBC_FORWARD(__strtol_l, strtol);
GLIBC_FORWARD(__strtoul_l, strtoul);
GLIBC_FORWARD(__strtoll_l, strtoll);
GLIBC_FORWARD(__strtoull_l, strtoull);
GLIBC_FORWARD(wcstol_l, wcstol);
GLIBC_FORWARD(wcstoul_l, wcstoul);
GLIBC_FORWARD(wcstoll_l, wcstoll);
GLIBC_FORWARD(wcstoull_l, wcstoull);
GLIBC_FORWARD(wcstof_l, wcstof);
GLIBC_FORWARD(wcstod_l, wcstod);
GLIBC_FORWARD(wcstold_l, wcstold);
GLIBC_FORWARD(strptime_l, strptime);
GLIBC_FORWARD(strtoq, strtoll);
GLIBC_FORWARD(strtouq, strtoull);
GLIBC_FORWARD(wcstoq, wcstoll);
GLIBC_FORWARD(wcstouq, wcstoull);

GLIBC_FORWARD(__strtof_internal, strtof);
GLIBC_FORWARD(__strtod_internal, strtod);
GLIBC_FORWARD(__strtold_internal, strtold);
GLIBC_FORWARD(__wcstof_internal, wcstof);
GLIBC_FORWARD(__wcstod_internal, wcstod);
GLIBC_FORWARD(__wcstold_internal, wcstold);
GLIBC_FORWARD(__wcstol_internal, wcstol);
GLIBC_FORWARD(__wcstoul_internal, wcstoul);
GLIBC_FORWARD(__wcstoll_internal, wcstoll);
GLIBC_FORWARD(__wcstoull_internal, wcstoull);

/* The C23 forms of scanf, which glibc 2.38 and later give to all programs. They differ from the older ones in
 * %i, which takes 0b101 for 5, and in %b; neither is done here. */
GLIBC_FORWARD(__isoc23_scanf, scanf);
GLIBC_FORWARD(__isoc23_fscanf, fscanf);
GLIBC_FORWARD(__isoc23_sscanf, sscanf);
GLIBC_FORWARD(__isoc23_vscanf, vscanf);
GLIBC_FORWARD(__isoc23_vfscanf, vfscanf);
GLIBC_FORWARD(__isoc23_vsscanf, vsscanf);
GLIBC_FORWARD(__isoc23_wscanf, wscanf);
GLIBC_FORWARD(__isoc23_fwscanf, fwscanf);
GLIBC_FORWARD(__isoc23_swscanf, swscanf);
GLIBC_FORWARD(__isoc23_vwscanf, vwscanf);
GLIBC_FORWARD(__isoc23_vfwscanf, vfwscanf);
GLIBC_FORWARD(__isoc23_vswscanf, vswscanf);
