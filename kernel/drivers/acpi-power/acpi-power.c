/* SPDX-License-Identifier: MIT */
/*
 * Power off and reset by ACPI (ACPI 6.3, 4.8.3.2, 4.8.3.6, 4.8.3.7): the sleep type of S5 goes into the PM1
 * control registers, or on machines without them (hardware-reduced: QEMU's microvm, Cloud Hypervisor) into
 * the sleep control register. All that is needed is found and mapped in the stage `driver`, since whoever
 * stops the machine may not be able to; the long table with the sleep type is read only when the machine
 * stops.
 */
#include <acpi/fadt.h>
#include <arch/io.h>
#include <core/init.h>
#include <core/power.h>
#include <mm/vmap.h>

#include "sleep-type.h"

#define PM1_SCI_EN (1u << 0)
#define PM1_SLP_TYP_SHIFT 10
#define PM1_SLP_TYP_MASK (7u << PM1_SLP_TYP_SHIFT)
#define PM1_SLP_EN (1u << 13)
#define SLEEP_CONTROL_TYPE_SHIFT 2
#define SLEEP_CONTROL_ENABLE (1u << 5)
/* The firmware takes over in its own time; reading a port takes about a microsecond. */
#define ENABLE_POLLS 300000

/* A register of one byte; neither: there is none. */
struct byte_register {
    uint16_t port;
    volatile uint8_t *memory;
};

/* Written in the stage `driver`, read when the machine stops. */
static const struct acpi_header *dsdt; /* its sum is not checked yet */
static uint16_t pm1a, pm1b, smi_command;
static uint8_t enable_value, reset_value;
static struct byte_register sleep_control, reset_register;

static struct byte_register find_register(const struct acpi_address *address)
{
    struct byte_register found = {0, NULL};
    if (address->space == ACPI_SPACE_IO && address->address <= UINT16_MAX)
        found.port = (uint16_t)address->address;
    else if (address->space == ACPI_SPACE_MEMORY && address->address != 0)
        found.memory = (volatile uint8_t *)mmio_map(address->address, 1);
    return found;
}

static void write_register(const struct byte_register *target, uint8_t value)
{
    if (target->memory != NULL)
        mmio_write8(target->memory, value);
    else if (target->port != 0)
        io_out8(target->port, value);
}

static void write_pm1(uint16_t port, uint8_t type)
{
    if (port == 0) return;
    uint16_t value = io_in16(port) & (uint16_t)~PM1_SLP_TYP_MASK;
    io_out16(port, value | (uint16_t)((type & 7u) << PM1_SLP_TYP_SHIFT) | PM1_SLP_EN);
}

/* Takes the power registers over from the firmware's system management mode. */
static void enable_acpi(void)
{
    if (smi_command == 0 || enable_value == 0 || (io_in16(pm1a) & PM1_SCI_EN)) return;
    io_out8(smi_command, enable_value);
    for (unsigned i = 0; i < ENABLE_POLLS && !(io_in16(pm1a) & PM1_SCI_EN); i++)
        ;
}

static void acpi_power_stop(enum verdict verdict)
{
    (void)verdict;
    struct sleep_types types;
    if (dsdt == NULL || !acpi_table_ok(dsdt) ||
        !find_sleep_types((const uint8_t *)(dsdt + 1), dsdt->length - sizeof(*dsdt), &types))
        return;
    write_register(&sleep_control,
                   (uint8_t)((types.a & 7u) << SLEEP_CONTROL_TYPE_SHIFT | SLEEP_CONTROL_ENABLE));
    if (pm1a == 0) return;
    enable_acpi();
    write_pm1(pm1a, types.a);
    write_pm1(pm1b, types.b);
}

static void acpi_power_reset(void)
{
    write_register(&reset_register, reset_value);
}

static int acpi_power_init(void)
{
    const struct acpi_fadt *fadt = (const struct acpi_fadt *)acpi_find_table("FACP");
    if (fadt == NULL || !ACPI_FADT_HAS(fadt, flags)) return 0;
    if (ACPI_FADT_HAS(fadt, reset_value) && (fadt->flags & ACPI_FADT_RESET_REG_SUP)) {
        reset_register = find_register(&fadt->reset_reg);
        reset_value = fadt->reset_value;
    }
    if (ACPI_FADT_HAS(fadt, x_dsdt)) dsdt = acpi_table_at(fadt->x_dsdt, "DSDT");
    if (dsdt == NULL) dsdt = acpi_table_at(fadt->dsdt, "DSDT");
    if (ACPI_FADT_HAS(fadt, sleep_control_reg) && (fadt->flags & ACPI_FADT_HW_REDUCED)) {
        sleep_control = find_register(&fadt->sleep_control_reg);
        return 0;
    }
    pm1a = (uint16_t)fadt->pm1a_cnt_blk;
    pm1b = (uint16_t)fadt->pm1b_cnt_blk;
    smi_command = (uint16_t)fadt->smi_cmd;
    enable_value = fadt->acpi_enable;
    return 0;
}
INIT_CALL(driver, acpi_power_init);

static const struct power_method acpi_power = {"acpi-power", acpi_power_stop, acpi_power_reset};
SET_ADD_ORDERED(power, 3, struct power_method, acpi_power);
