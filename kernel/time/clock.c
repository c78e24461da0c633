/* SPDX-License-Identifier: MIT */
/*
 * The monotonic clock is the CPU's time stamp counter, scaled. Its frequency comes from the hypervisor or
 * from CPUID; where nobody tells, it is measured against the PIT, without waiting: counters are sampled at
 * boot, and again when time is first asked for; then once more over 30 ms, which makes the scale exact. Each
 * new scale goes on from where the clock stands, so that time never jumps.
 *
 * A virtual CPU may be stopped at any moment, also between two reads that belong together, and for longer
 * than the PIT runs. So each sample knows how far apart its reads were, and a measurement that is not much
 * longer than that, or than the PIT runs, is begun anew.
 */
#include <arch/cpu.h>
#include <arch/timer.h>
#include <core/log.h>
#include <sched/lock.h>
#include <time/clock.h>
#include <time/tick.h>

/* The first measurement takes 80 us at least, and longer (up to 2 ms) until the error is below an eighth. */
#define ROUGH_MIN_TICKS 100u
#define ROUGH_MAX_TICKS 2400u
#define ROUGH_PRECISION 8
#define ROUGH_ATTEMPTS 100
#define FINE_NS (30 * NS_PER_MS)
#define FINE_PRECISION 256
#define FINE_ATTEMPTS 20
/* Where there is nothing to measure with. */
#define GUESSED_HZ 2000000000ull
#define SCALE_SHIFT 32

/* Written under clock_lock; readers repeat when `sequence` changed or is odd. */
static struct spinlock clock_lock = SPINLOCK_INIT;
static volatile uint32_t sequence;
static uint64_t base_timestamp, base_ns;
static uint64_t timestamp_scale; /* ns per count, in 2^-32 */
static uint64_t timer_scale;     /* timer ticks per ns, in 2^-32 */
static bool measuring;
static struct timer fine_timer;
static unsigned fine_attempts;

/* The counter before and after something else was read. */
struct moment {
    uint64_t before, after;
};
static struct moment measure_start; /* under clock_lock */

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

static void restart(bool timer_too)
{
    measure_start.before = arch_timestamp();
    arch_reference_start();
    if (timer_too) arch_timer_measure_start();
    measure_start.after = arch_timestamp();
}

/* Whether what passed between the start and `end` is at least `precision` times what the reads themselves
 * took. */
static bool precise(const struct moment *end, unsigned precision)
{
    uint64_t error = measure_start.after - measure_start.before + end->after - end->before;
    return (end->before - measure_start.after) / precision >= error;
}

/* The first scales. When nothing is there to measure with, they are guessed. With clock_lock held. */
static void measure_roughly(void)
{
    struct moment end = {0, 0};
    uint32_t reference = ARCH_REFERENCE_OVER, timer = 0;
    for (unsigned attempt = 0; attempt < ROUGH_ATTEMPTS;) {
        end.before = arch_timestamp();
        reference = arch_reference_elapsed();
        timer = arch_timer_measure_elapsed();
        end.after = arch_timestamp();
        if (reference >= ROUGH_MIN_TICKS && reference != ARCH_REFERENCE_OVER &&
            precise(&end, ROUGH_PRECISION))
            break;
        if (reference > ROUGH_MAX_TICKS) {
            restart(true);
            attempt++;
        }
    }
    arch_timer_measure_end();
    uint64_t ns = reference * NS_PER_SECOND / ARCH_REFERENCE_HZ;
    uint64_t elapsed = end.before - measure_start.before;
    if (reference == ARCH_REFERENCE_OVER) {
        log_warn("the machine has no clock of known frequency; times are guesses (give it a PIT)");
        ns = elapsed / (GUESSED_HZ / NS_PER_SECOND);
    }
    base_ns = ns;
    base_timestamp = end.before;
    set_scales(end.before, ratio(ns, elapsed), ratio(timer, ns));
}

static void fine_measure(struct timer *timer)
{
    spin_lock(&clock_lock);
    struct moment end = {.before = arch_timestamp()};
    uint32_t reference = arch_reference_elapsed();
    end.after = arch_timestamp();
    bool good = reference != ARCH_REFERENCE_OVER && precise(&end, FINE_PRECISION);
    if (good)
        set_scales(end.before,
                   ratio(reference * NS_PER_SECOND / ARCH_REFERENCE_HZ, end.before - measure_start.before),
                   timer_scale);
    else
        restart(false);
    spin_unlock(&clock_lock);
    if (!good && ++fine_attempts < FINE_ATTEMPTS)
        timer_start(timer, clock_monotonic_ns() + FINE_NS, fine_measure);
}

void clock_init(void)
{
    base_timestamp = arch_timestamp();
    uint64_t timestamp_hz = arch_timestamp_frequency_hint(), timer_hz = arch_timer_frequency_hint();
    if (timestamp_hz != 0 && timer_hz != 0) {
        set_scales(base_timestamp, ratio(NS_PER_SECOND, timestamp_hz), ratio(timer_hz, NS_PER_SECOND));
        return;
    }
    measuring = true;
    restart(true);
}

static void end_first_measurement(void)
{
    uint64_t flags = spin_lock_irqsave(&clock_lock);
    bool first = measuring;
    if (first) {
        measure_roughly();
        restart(false);
        /* Last, since others read the clock without the lock. */
        __atomic_store_n(&measuring, false, __ATOMIC_RELEASE);
    }
    spin_unlock_irqrestore(&clock_lock, flags);
    if (first) timer_start(&fine_timer, clock_monotonic_ns() + FINE_NS, fine_measure);
}

static inline uint64_t read_monotonic_ns(void)
{
    uint32_t before;
    uint64_t ns;
    do {
        before = __atomic_load_n(&sequence, __ATOMIC_ACQUIRE);
        /* A CPU whose counter is slightly behind the one that set the base must not see time go back by 2^64.
         */
        uint64_t now = arch_timestamp();
        ns = base_ns + (now > base_timestamp ? scale(now - base_timestamp, timestamp_scale) : 0);
        __atomic_signal_fence(__ATOMIC_SEQ_CST);
    } while (unlikely((before & 1) || before != sequence));
    return ns;
}

uint64_t clock_monotonic_ns(void)
{
    if (unlikely(measuring)) end_first_measurement();
    return read_monotonic_ns();
}

bool clock_peek_ns(bool realtime, uint64_t *ns)
{
    if (unlikely(measuring || (realtime && !realtime_known))) return false;
    *ns = read_monotonic_ns() + (realtime ? __atomic_load_n(&realtime_offset_ns, __ATOMIC_RELAXED) : 0);
    return true;
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
    if (unlikely(!__atomic_load_n(&realtime_known, __ATOMIC_ACQUIRE))) {
        uint64_t wall = arch_wall_clock_seconds();
        if (wall == 0) log_warn("the machine has no clock that tells the date; it is taken to be 1970-01-01");
        uint64_t now = clock_monotonic_ns();
        uint64_t flags = spin_lock_irqsave(&clock_lock);
        if (!realtime_known) {
            realtime_offset_ns = wall * NS_PER_SECOND - now;
            /* Release: others look at it without the lock. */
            __atomic_store_n(&realtime_known, true, __ATOMIC_RELEASE);
        }
        spin_unlock_irqrestore(&clock_lock, flags);
    }
    return clock_monotonic_ns() + __atomic_load_n(&realtime_offset_ns, __ATOMIC_RELAXED);
}
DO_FOR_USE(file_times, clock_realtime_ns);

void clock_set_realtime_ns(uint64_t now_ns)
{
    uint64_t offset = now_ns - clock_monotonic_ns();
    uint64_t flags = spin_lock_irqsave(&clock_lock);
    __atomic_store_n(&realtime_offset_ns, offset, __ATOMIC_RELAXED);
    __atomic_store_n(&realtime_known, true, __ATOMIC_RELEASE);
    spin_unlock_irqrestore(&clock_lock, flags);
}
