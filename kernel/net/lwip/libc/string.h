/* SPDX-License-Identifier: MIT */
/* lwIP asks for this header; what it needs of it is in arch/cc.h. */
#pragma once
