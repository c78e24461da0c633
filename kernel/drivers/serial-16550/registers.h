/* SPDX-License-Identifier: MIT */
/* Registers of the 16550 UART (TI PC16550D data sheet, table 2), as offsets from the port's base. */
#pragma once

#define UART_DATA 0 /* read: received byte, write: byte to send */
#define UART_INTERRUPT_ENABLE 1
#define UART_FIFO_CONTROL 2 /* write */
#define UART_INTERRUPT_ID 2 /* read */
#define UART_LINE_CONTROL 3
#define UART_MODEM_CONTROL 4
#define UART_LINE_STATUS 5
#define UART_SCRATCH 7
/* While UART_LINE_DIVISOR is set in the line control register: */
#define UART_DIVISOR_LOW 0
#define UART_DIVISOR_HIGH 1

#define UART_INTERRUPT_RECEIVED (1u << 0)

#define UART_FIFO_ENABLE (1u << 0)
#define UART_FIFO_CLEAR_RECEIVE (1u << 1)
#define UART_FIFO_CLEAR_SEND (1u << 2)
#define UART_FIFO_TRIGGER_14 (3u << 6) /* interrupts at 14 bytes, or when four character times passed */

#define UART_LINE_8N1 0x03u
#define UART_LINE_DIVISOR (1u << 7)

#define UART_MODEM_DTR (1u << 0)
#define UART_MODEM_RTS (1u << 1)
#define UART_MODEM_OUT2 (1u << 3) /* lets the interrupt through to the PC's interrupt controller */
#define UART_MODEM_LOOPBACK (1u << 4)

#define UART_STATUS_RECEIVED (1u << 0)
#define UART_STATUS_SEND_EMPTY (1u << 5) /* the whole send FIFO is empty */
#define UART_STATUS_SENT (1u << 6)       /* and the byte that was on its way has left */
#define UART_STATUS_ABSENT 0xffu         /* what an unused port reads as */

#define UART_FIFO_SIZE 16
#define UART_DIVISOR_115200 1
