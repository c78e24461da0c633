/* SPDX-License-Identifier: MIT */
/* Requests of ioctl(2) that every file knows (asm-generic/ioctls.h). Those of terminals are in
 * <abi/termios.h>. */
#pragma once

#define FIONREAD 0x541bul
/** Of sockets: bytes that were sent and not taken yet; TIOCOUTQ of terminals. */
#define SIOCOUTQ 0x5411ul
#define FIONBIO 0x5421ul
#define FIONCLEX 0x5450ul
#define FIOCLEX 0x5451ul
#define FIOASYNC 0x5452ul
