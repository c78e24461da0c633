/* SPDX-License-Identifier: MIT */
/*
 * The monotonic clock is the CPU's time stamp counter, scaled. Its frequency comes from the hypervisor or from CPUID; where nobody
 * tells, it is measured against the PIT, without waiting: counters are sampled at boot, and again when time is first asked for,
 * then once more 30 ms later, which makes the scale exact. Each new scale goes on from where the clock stands, so that time
 * never jumps.
 */
#include <arch/cpu.h>
#include <arch/timer.h>
#include <core/log.h>
#include <sched/lock.h>
#include <time/clock.h>
#include <time/tick.h>

/* Only who asks for the time within the first 80 us of a boot has to wait; an error of one PIT tick is 1 % then, for 30 ms. */
#define MEASURE_MIN_TICKS 100u
#define MEASURE_FINE_NS (30 * NS_PER_MS)
#define SCALE_SHIFT 32

/* Written under clock_lock; readers repeat when `sequence` changed or is odd. */
static struct spinlock clock_lock = SPINLOCK_INIT;
static volatile uint32_t sequence;
static uint64_t base_timestamp, base_ns;
static uint64_t timestamp_scale; /* ns per count, in 2^-32 */
static uint64_t timer_scale;     /* timer ticks per ns, in 2^-32 */
static bool measuring;
static uint64_t boot_timestamp;
static struct timer fine_timer;

static uint64_t realtime_offset_ns; /* of the real time from the monotonic; under clock_lock */
static bool realtime_known;

static inline uint64_t scale(uint64_t value, uint64_t factor)
{
    return (uint64_t)((unsigned __int128)value * factor >> SCALE_SHIFT);
}

static uint64_t ratio(uint64_t numerator, uint64_t denominator)
{
    /* Without a 128-bit division, which would need a library: numerators here are below 2^32. */
    return denominator == 0 ? 0 : (numerator << SCALE_SHIFT) / denominator;
}

/* With clock_lock held. */
static void set_scales(uint64_t now_timestamp, uint64_t new_timestamp_scale, uint64_t new_timer_scale)
{
    sequence++;
    /* The compiler must not move the stores out from between the two steps; x86 keeps stores in order. */
    __atomic_signal_fence(__ATOMIC_SEQ_CST);
    base_ns += scale(now_timestamp - base_timestamp, timestamp_scale);
    base_timestamp = now_timestamp;
    timestamp_scale = new_timestamp_scale;
    timer_scale = new_timer_scale;
    __atomic_signal_fence(__ATOMIC_SEQ_CST);
    sequence++;
}

/* Ends the first or the second measurement: all counters against the PIT's since boot. */
static void measure(void)
{
    uint32_t pit;
    do
        pit = arch_reference_elapsed();
    while (pit < MEASURE_MIN_TICKS && timestamp_scale == 0);
    uint64_t timestamp = arch_timestamp(), elapsed = timestamp - boot_timestamp;
    uint64_t reference = pit;
    if (timestamp_scale != 0) {
        /* The PIT may have wrapped; the rough scale tells how often. */
        uint64_t rough = base_ns + scale(timestamp - base_timestamp, timestamp_scale);
        uint64_t expected = rough * (ARCH_REFERENCE_HZ / 1000) / NS_PER_MS;
        uint64_t wraps = expected > pit ? (expected - pit + (1u << (ARCH_REFERENCE_BITS - 1))) >> ARCH_REFERENCE_BITS : 0;
        reference += wraps << ARCH_REFERENCE_BITS;
    }
    uint64_t ns = reference * NS_PER_SECOND / ARCH_REFERENCE_HZ;
    if (ns > UINT32_MAX)
        return; /* the machine was stopped meanwhile: the PIT may have wrapped more often than the rough scale can tell */
    uint64_t first_timer = timer_scale;
    if (first_timer == 0) {
        first_timer = ratio(arch_timer_measure_elapsed(), ns);
        base_ns = ns;
        base_timestamp = timestamp;
    }
    set_scales(timestamp, ratio(ns, elapsed), first_timer);
}

static void fine_measure(struct timer *timer)
{
    (void)timer;
    spin_lock(&clock_lock);
    measure();
    spin_unlock(&clock_lock);
}

void clock_init(void)
{
    boot_timestamp = base_timestamp = arch_timestamp();
    uint64_t timestamp_hz = arch_timestamp_frequency_hint(), timer_hz = arch_timer_frequency_hint();
    if (timestamp_hz != 0 && timer_hz != 0) {
        set_scales(boot_timestamp, ratio(NS_PER_SECOND, timestamp_hz), ratio(timer_hz, NS_PER_SECOND));
        return;
    }
    measuring = true;
    arch_reference_start();
    arch_timer_measure_start();
}

static void end_first_measurement(void)
{
    uint64_t flags = spin_lock_irqsave(&clock_lock);
    bool first = measuring;
    if (first) {
        measuring = false;
        measure();
    }
    spin_unlock_irqrestore(&clock_lock, flags);
    if (first)
        timer_start(&fine_timer, clock_monotonic_ns() + MEASURE_FINE_NS, fine_measure);
}

uint64_t clock_monotonic_ns(void)
{
    if (unlikely(measuring))
        end_first_measurement();
    uint32_t before;
    uint64_t ns;
    do {
        before = __atomic_load_n(&sequence, __ATOMIC_ACQUIRE);
        /* A CPU whose counter is slightly behind the one that set the base must not see time go back by 2^64. */
        uint64_t now = arch_timestamp();
        ns = base_ns + (now > base_timestamp ? scale(now - base_timestamp, timestamp_scale) : 0);
        __atomic_signal_fence(__ATOMIC_SEQ_CST);
    } while (unlikely((before & 1) || before != sequence));
    return ns;
}

uint64_t clock_timer_ticks(uint64_t ns)
{
    return scale(ns, timer_scale);
}

uint64_t clock_timestamp_ns(uint64_t counts)
{
    clock_monotonic_ns(); /* measures the scale if need be */
    return scale(counts, timestamp_scale);
}

uint64_t clock_realtime_ns(void)
{
    if (unlikely(!realtime_known)) {
        uint64_t wall = arch_wall_clock_seconds();
        if (wall == 0)
            log_warn("the machine has no clock that tells the date; it is taken to be 1970-01-01");
        uint64_t now = clock_monotonic_ns();
        uint64_t flags = spin_lock_irqsave(&clock_lock);
        if (!realtime_known) {
            realtime_offset_ns = wall * NS_PER_SECOND - now;
            realtime_known = true;
        }
        spin_unlock_irqrestore(&clock_lock, flags);
    }
    return clock_monotonic_ns() + __atomic_load_n(&realtime_offset_ns, __ATOMIC_RELAXED);
}

void clock_set_realtime_ns(uint64_t now_ns)
{
    uint64_t offset = now_ns - clock_monotonic_ns();
    uint64_t flags = spin_lock_irqsave(&clock_lock);
    realtime_offset_ns = offset;
    realtime_known = true;
    spin_unlock_irqrestore(&clock_lock, flags);
}
