/* SPDX-License-Identifier: MIT */
/* Terminals (asm-generic/termbits.h, asm-generic/ioctls.h; termios(3), ioctl_tty(2)). */
#pragma once

#include <core/types.h>

#define TCGETS 0x5401ul
#define TCSETS 0x5402ul
#define TCSETSW 0x5403ul
#define TCSETSF 0x5404ul
#define TCSBRK 0x5409ul
#define TCXONC 0x540aul
#define TCFLSH 0x540bul
#define TIOCSCTTY 0x540eul
#define TIOCGPGRP 0x540ful
#define TIOCSPGRP 0x5410ul
#define TIOCOUTQ 0x5411ul
#define TIOCGWINSZ 0x5413ul
#define TIOCSWINSZ 0x5414ul
#define TIOCNOTTY 0x5422ul
#define TCSBRKP 0x5425ul
#define TIOCGSID 0x5429ul

/* TCFLSH */
#define TCIFLUSH 0
#define TCOFLUSH 1
#define TCIOFLUSH 2

/* c_iflag */
#define ISTRIP 0000040u
#define INLCR 0000100u
#define IGNCR 0000200u
#define ICRNL 0000400u
#define IUTF8 0040000u

/* c_oflag */
#define OPOST 0000001u
#define ONLCR 0000004u
#define OCRNL 0000010u

/* c_cflag */
#define CS8 0000060u
#define CREAD 0000200u
#define HUPCL 0002000u
#define B115200 0010002u

/* c_lflag */
#define ISIG 0000001u
#define ICANON 0000002u
#define ECHO 0000010u
#define ECHOE 0000020u
#define ECHOK 0000040u
#define ECHONL 0000100u
#define NOFLSH 0000200u
#define ECHOCTL 0001000u
#define ECHOKE 0004000u
#define IEXTEN 0100000u

/* c_cc */
enum {
    VINTR,
    VQUIT,
    VERASE,
    VKILL,
    VEOF,
    VTIME,
    VMIN,
    VSWTC,
    VSTART,
    VSTOP,
    VSUSP,
    VEOL,
    VREPRINT,
    VDISCARD,
    VWERASE,
    VLNEXT,
    VEOL2,
    NCCS = 19
};

/** The kernel's struct termios, not the C library's longer one. */
struct termios {
    uint32_t c_iflag, c_oflag, c_cflag, c_lflag;
    uint8_t c_line;
    uint8_t c_cc[NCCS];
};
_Static_assert(sizeof(struct termios) == 36, "struct termios of x86-64");

struct winsize {
    uint16_t ws_row, ws_col, ws_xpixel, ws_ypixel;
};
_Static_assert(sizeof(struct winsize) == 8, "struct winsize");
