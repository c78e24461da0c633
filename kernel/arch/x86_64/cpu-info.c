/* SPDX-License-Identifier: MIT */
/* /proc/cpuinfo as Linux writes it on x86 (Intel SDM vol. 2, CPUID). Of the flags, those that programs look
 * for. */
#include <arch/cpu-info.h>
#include <arch/cpu.h>
#include <core/log.h>
#include <core/string.h>
#include <sched/sched.h>

#define LEAF_EXTENDED 0x80000000u
#define LEAF_BRAND 0x80000002u
#define LEAF_BRAND_LAST 0x80000004u

enum flag_register {
    LEAF_1_EDX,
    LEAF_1_ECX,
    LEAF_EXTENDED_EDX,
    LEAF_EXTENDED_ECX,
    LEAF_7_EBX,
    FLAG_REGISTERS
};

/* For each register a text: a bit number, as a character from '@' (0) on, then the flag's name, in small
 * letters and digits. */
static const char *const flag_names[FLAG_REGISTERS] = {
    [LEAF_1_EDX] = "@fpu Dtsc Emsr Hcx8 Iapic Ocmov Sclflush Wmmx Xfxsr Ysse Zsse2 \\ht ",
    [LEAF_1_ECX] = "@pni Apclmulqdq Issse3 Lfma Mcx16 Ssse4_1 Tsse4_2 Vmovbe Wpopcnt Yaes Zxsave \\avx ]f16c "
                   "^rdrand _hypervisor ",
    [LEAF_EXTENDED_EDX] = "Ksyscall Tnx Zpdpe1gb [rdtscp ]lm ",
    [LEAF_EXTENDED_ECX] = "@lahf_lm Eabm Fsse4a ",
    [LEAF_7_EBX] = ("@fsgsbase Cbmi1 Eavx2 Gsmep Hbmi2 Ierms Pavx512f Qavx512dq Rrdseed Sadx Wclflushopt "
                    "\\avx512cd ]sha_ni "
                    "^avx512bw _avx512vl "),
};

struct output {
    char *buffer;
    size_t size, length;
};

static char *rest(const struct output *out)
{
    return out->buffer + MIN(out->length, out->size);
}
static size_t room(const struct output *out)
{
    return out->size - MIN(out->length, out->size);
}

/* The text is cut to what the buffer takes, its length counts whole. */
#define PUT(out, ...) ((out)->length += format_text(rest(out), room(out), __VA_ARGS__))

static void put_flags(struct output *out, uint32_t value, const char *names)
{
    while (*names != 0) {
        const char *end = strchr(names, ' ');
        if (value >> (*names - '@') & 1) PUT(out, " %.*s", (int)(end - names - 1), names + 1);
        names = end + 1;
    }
}

static void put_brand(struct output *out)
{
    uint32_t text[3 * 4 + 1] = {0};
    const char *brand = (const char *)text;
    for (uint32_t leaf = LEAF_BRAND; leaf <= LEAF_BRAND_LAST; leaf++) {
        struct cpuid id = arch_cpuid(leaf, 0);
        memcpy(text + (leaf - LEAF_BRAND) * 4, &id, sizeof(id));
    }
    while (*brand == ' ') brand++;
    PUT(out, "model name\t: %s\n", brand);
}

size_t arch_cpu_info(unsigned number, char *buffer, size_t size)
{
    struct output out = {buffer, size, 0};
    struct cpuid vendor = arch_cpuid(0, 0), version = arch_cpuid(1, 0),
                 extended = arch_cpuid(LEAF_EXTENDED, 0);
    uint32_t vendor_text[3] = {vendor.ebx, vendor.edx, vendor.ecx};
    uint32_t family = version.eax >> 8 & 15, model = version.eax >> 4 & 15;
    if (family == 6 || family == 15) model |= version.eax >> 12 & 0xf0;
    if (family == 15) family += version.eax >> 20 & 0xff;
    uint64_t hz = arch_timestamp_frequency_hint();
    PUT(&out, "processor\t: %u\nvendor_id\t: %.12s\ncpu family\t: %u\nmodel\t\t: %u\n", number,
        (const char *)vendor_text, family, model);
    if (extended.eax >= LEAF_BRAND_LAST) put_brand(&out);
    PUT(&out, "stepping\t: %u\n", version.eax & 15);
    if (hz != 0) PUT(&out, "cpu MHz\t\t: %lu.%03lu\n", hz / 1000000, hz / 1000 % 1000);
    PUT(&out,
        "physical id\t: 0\nsiblings\t: %u\ncore id\t\t: %u\ncpu cores\t: %u\nfpu\t\t: "
        "yes\nfpu_exception\t: yes\n",
        sched_cpu_count(), number, sched_cpu_count());
    PUT(&out, "cpuid level\t: %u\nwp\t\t: yes\nflags\t\t:", vendor.eax);
    uint32_t values[FLAG_REGISTERS] = {[LEAF_1_EDX] = version.edx, [LEAF_1_ECX] = version.ecx};
    if (extended.eax > LEAF_EXTENDED) {
        struct cpuid id = arch_cpuid(LEAF_EXTENDED + 1, 0);
        values[LEAF_EXTENDED_EDX] = id.edx;
        values[LEAF_EXTENDED_ECX] = id.ecx;
    }
    if (vendor.eax >= 7) values[LEAF_7_EBX] = arch_cpuid(7, 0).ebx;
    for (unsigned i = 0; i < FLAG_REGISTERS; i++) put_flags(&out, values[i], flag_names[i]);
    PUT(&out, "\nclflush size\t: %u\ncache_alignment\t: 64\n\n", (version.ebx >> 8 & 0xff) * 8);
    return out.length;
}
