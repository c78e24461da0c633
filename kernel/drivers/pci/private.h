/* SPDX-License-Identifier: MIT */
#pragma once

#include <core/types.h>

/** Whether the machine has PCI at all: the address port keeps what is written to it. */
bool pci_present(void);
