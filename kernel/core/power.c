/* SPDX-License-Identifier: MIT */
#include <arch/cpu.h>
#include <core/log.h>
#include <core/power.h>

SET_DECLARE(power, struct power_method);

void power_stop(enum verdict verdict)
{
    arch_interrupts_disable();
    SET_FOREACH(power, struct power_method, method)
    (*method)->stop(verdict);
    arch_reset();
}

void power_reset(void)
{
    arch_interrupts_disable();
    SET_FOREACH(power, struct power_method, method)
    if ((*method)->reset != NULL) (*method)->reset();
    arch_reset();
}

void boot_failed(const char *format, ...)
{
    char text[384];
    va_list arguments;
    va_start(arguments, format);
    format_text_va(text, sizeof(text), format, arguments);
    va_end(arguments);
    log_line("boot failed: %s", text);
    power_stop(VERDICT_BOOT_FAILED);
}

void panic(const char *component, const char *format, ...)
{
    arch_interrupts_disable();
    char text[256];
    va_list arguments;
    va_start(arguments, format);
    format_text_va(text, sizeof(text), format, arguments);
    va_end(arguments);
    arch_panic(component, text);
}
