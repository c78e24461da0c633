/* SPDX-License-Identifier: MIT */
/* Configuration space (PCI Local Bus 3.0, 3.2.2.3.2, 6.1, 6.7, 6.8.2; PCI-to-PCI Bridge 1.2, 3.2). */
#pragma once

#define PCI_ADDRESS_PORT 0xcf8
#define PCI_DATA_PORT 0xcfc
#define PCI_ADDRESS_ENABLE (1u << 31)

#define PCI_SPACE_SIZE 256

#define PCI_VENDOR 0x00
#define PCI_VENDOR_NONE 0xffff
#define PCI_DEVICE 0x02
#define PCI_COMMAND 0x04
#define PCI_COMMAND_MEMORY (1u << 1)
#define PCI_COMMAND_MASTER (1u << 2)
#define PCI_COMMAND_NO_INTX (1u << 10)
#define PCI_STATUS 0x06
#define PCI_STATUS_CAPABILITIES (1u << 4)
#define PCI_CLASS 0x0a /* 16 bits: class and subclass */
#define PCI_CLASS_BRIDGE 0x0604
#define PCI_HEADER_TYPE 0x0e
#define PCI_HEADER_MULTIFUNCTION 0x80
#define PCI_HEADER_MASK 0x7f
#define PCI_HEADER_ORDINARY 0
#define PCI_HEADER_BRIDGE 1
#define PCI_BAR(n) (0x10 + 4 * (n))
#define PCI_SECONDARY_BUS 0x19
#define PCI_SUBSYSTEM 0x2e
#define PCI_CAPABILITIES 0x34
#define PCI_CAPABILITIES_START 0x40 /* behind the header */

#define PCI_BAR_IO (1u << 0)
#define PCI_BAR_TYPE_MASK (3u << 1)
#define PCI_BAR_TYPE_64 (2u << 1)
#define PCI_BAR_MASK (~0xfull)

#define PCI_CAPABILITY_MSIX 0x11
#define PCI_MSIX_CONTROL 2
#define PCI_MSIX_CONTROL_SIZE 0x7ffu /* vectors - 1 */
#define PCI_MSIX_CONTROL_MASK (1u << 14)
#define PCI_MSIX_CONTROL_ENABLE (1u << 15)
#define PCI_MSIX_TABLE 4
#define PCI_MSIX_TABLE_BAR 7u
#define PCI_MSIX_SIZE 12

/* One entry of the table: */
#define PCI_MSIX_ENTRY_SIZE 16
#define PCI_MSIX_ADDRESS_LOW 0
#define PCI_MSIX_ADDRESS_HIGH 4
#define PCI_MSIX_DATA 8
#define PCI_MSIX_VECTOR_CONTROL 12
#define PCI_MSIX_VECTOR_MASKED 1u
