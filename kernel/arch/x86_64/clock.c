/* SPDX-License-Identifier: MIT */
/* Clocks and frequencies of the machine: what hypervisor and CPUID tell, the PIT, the CMOS clock. */
#include <arch/cpu.h>
#include <arch/io.h>
#include <arch/page.h>
#include <arch/timer.h>
#include <core/string.h>

/* Intel SDM vol. 2, CPUID: leaf 0x15 (TSC and crystal). Hypervisors: 0x40000000 signature, 0x40000010
 * frequencies in kHz (VMware's interface, also KVM's through QEMU). KVM:
 * Documentation/virt/kvm/x86/{cpuid,msr}.rst. */
#define CPUID_TSC 0x15
#define CPUID_HYPERVISOR 0x40000000u
#define CPUID_HYPERVISOR_FREQUENCY 0x40000010u
#define CPUID_KVM_FEATURES 0x40000001u
#define KVM_FEATURE_CLOCKSOURCE2 (1u << 3)
#define MSR_KVM_SYSTEM_TIME_NEW 0x4b564d01
#define MSR_KVM_WALL_CLOCK_NEW 0x4b564d00
#define TIMER_DIVIDER 16
#define KVM_APIC_HZ 1000000000u

struct pvclock_time {
    uint32_t version, pad0;
    uint64_t tsc_timestamp, system_time;
    uint32_t tsc_to_system_mul;
    int8_t tsc_shift;
    uint8_t flags, pad[2];
};
_Static_assert(sizeof(struct pvclock_time) == 32, "msr.rst");

struct pvclock_wall {
    uint32_t version, sec, nsec;
};

/* Both are written by the hypervisor at their physical addresses, once each when the MSR is written. */
static struct pvclock_time pvclock __attribute__((aligned(32)));
static struct pvclock_wall pvwall __attribute__((aligned(4)));

static bool on_kvm(void)
{
    struct cpuid id = arch_cpuid(CPUID_HYPERVISOR, 0);
    return (arch_cpuid(1, 0).ecx & 1u << 31) && id.ebx == 0x4b4d564b && id.ecx == 0x564b4d56 &&
           id.edx == 0x4d;
}

static bool kvm_clock(void)
{
    return on_kvm() && (arch_cpuid(CPUID_KVM_FEATURES, 0).eax & KVM_FEATURE_CLOCKSOURCE2);
}

static struct cpuid hypervisor_frequencies(void)
{
    if (!(arch_cpuid(1, 0).ecx & 1u << 31) ||
        arch_cpuid(CPUID_HYPERVISOR, 0).eax < CPUID_HYPERVISOR_FREQUENCY)
        return (struct cpuid){0};
    return arch_cpuid(CPUID_HYPERVISOR_FREQUENCY, 0);
}

uint64_t arch_timestamp_frequency_hint(void)
{
    uint64_t khz = hypervisor_frequencies().eax;
    if (khz != 0) return khz * 1000;
    if (kvm_clock()) {
        arch_write_msr(MSR_KVM_SYSTEM_TIME_NEW, virt_to_phys(&pvclock) | 1);
        volatile struct pvclock_time *time = &pvclock;
        uint64_t hz = 0;
        if (time->tsc_to_system_mul != 0) hz = (1000000000ull << 32) / time->tsc_to_system_mul;
        hz = time->tsc_shift < 0 ? hz << -time->tsc_shift : hz >> time->tsc_shift;
        arch_write_msr(MSR_KVM_SYSTEM_TIME_NEW, 0);
        return hz;
    }
    if (arch_cpuid(0, 0).eax >= CPUID_TSC) {
        struct cpuid tsc = arch_cpuid(CPUID_TSC, 0);
        if (tsc.eax != 0 && tsc.ebx != 0 && tsc.ecx != 0) return (uint64_t)tsc.ecx * tsc.ebx / tsc.eax;
    }
    return 0;
}

uint64_t arch_timer_frequency_hint(void)
{
    uint64_t khz = hypervisor_frequencies().ebx;
    if (khz != 0) return khz * 1000 / TIMER_DIVIDER;
    return on_kvm() ? KVM_APIC_HZ / TIMER_DIVIDER : 0;
}

/* The 8254: channel 2, whose gate is bit 0 of port 0x61, in mode 0, low byte then high byte. */
#define PIT_CHANNEL_2 0x42
#define PIT_COMMAND 0x43
#define PIT_GATE 0x61
#define PIT_LATCH_2 0xc8    /* read back: status, then count */
#define PIT_STATUS_OUT 0x80 /* the count has run through */
#define PIT_MODE_2_0 0xb0

void arch_reference_start(void)
{
    io_out8(PIT_GATE, (io_in8(PIT_GATE) & 0xfc) | 1);
    io_out8(PIT_COMMAND, PIT_MODE_2_0);
    io_out8(PIT_CHANNEL_2, 0xff);
    io_out8(PIT_CHANNEL_2, 0xff);
}

uint32_t arch_reference_elapsed(void)
{
    io_out8(PIT_COMMAND, PIT_LATCH_2);
    uint8_t status = io_in8(PIT_CHANNEL_2);
    uint32_t low = io_in8(PIT_CHANNEL_2), high = io_in8(PIT_CHANNEL_2);
    return status & PIT_STATUS_OUT ? ARCH_REFERENCE_OVER : 0xffff - (low | high << 8);
}

/* The MC146818's registers in CMOS. */
#define CMOS_INDEX 0x70
#define CMOS_DATA 0x71
#define RTC_SECONDS 0
#define RTC_MINUTES 2
#define RTC_HOURS 4
#define RTC_DAY 7
#define RTC_MONTH 8
#define RTC_YEAR 9
#define RTC_STATUS_A 10
#define RTC_STATUS_B 11
#define RTC_UPDATING 0x80
#define RTC_24_HOURS 0x02
#define RTC_BINARY 0x04
#define RTC_PM 0x80

static uint8_t cmos_read(uint8_t index)
{
    io_out8(CMOS_INDEX, index);
    return io_in8(CMOS_DATA);
}

struct rtc {
    uint8_t second, minute, hour, day, month, year;
};

static struct rtc rtc_read(void)
{
    return (struct rtc){cmos_read(RTC_SECONDS), cmos_read(RTC_MINUTES), cmos_read(RTC_HOURS),
                        cmos_read(RTC_DAY),     cmos_read(RTC_MONTH),   cmos_read(RTC_YEAR)};
}

/* Days since 1970 of a date in the proleptic Gregorian calendar; the year begins in March, so that the leap
 * day is its last. */
static int64_t days_since_epoch(int64_t year, int64_t month, int64_t day)
{
    year -= month <= 2;
    int64_t era = year / 400, year_of_era = year % 400;
    int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719468;
}

static uint64_t rtc_seconds(void)
{
    /* A clock that is not there reads as ones. The same values twice, with no update in progress, are no mix
     * of two moments. */
    if (cmos_read(RTC_STATUS_A) == 0xff) return 0;
    struct rtc now, again = rtc_read();
    int tries = 1000;
    do {
        while (cmos_read(RTC_STATUS_A) & RTC_UPDATING && --tries > 0) arch_pause();
        now = again;
        again = rtc_read();
    } while (memcmp(&now, &again, sizeof(now)) != 0 && --tries > 0);
    uint8_t status = cmos_read(RTC_STATUS_B);
    bool afternoon = now.hour & RTC_PM;
    now.hour &= (uint8_t)~RTC_PM;
    if (!(status & RTC_BINARY)) {
        uint8_t *values = (uint8_t *)&now;
        for (unsigned i = 0; i < sizeof(now); i++)
            values[i] = (uint8_t)((values[i] >> 4) * 10 + (values[i] & 15));
    }
    if (!(status & RTC_24_HOURS)) now.hour = (uint8_t)(now.hour % 12 + (afternoon ? 12 : 0));
    int64_t days = days_since_epoch(2000 + now.year, now.month, now.day);
    return (uint64_t)days * 86400 + now.hour * 3600u + now.minute * 60u + now.second;
}

uint64_t arch_wall_clock_seconds(void)
{
    if (!kvm_clock()) return rtc_seconds();
    /* The wall clock is that of the boot; the time since then is what the monotonic clock adds, and boot was
     * just now. */
    arch_write_msr(MSR_KVM_WALL_CLOCK_NEW, virt_to_phys(&pvwall));
    uint32_t seconds = ((volatile struct pvclock_wall *)&pvwall)->sec;
    return seconds != 0 ? seconds : rtc_seconds();
}
