// SPDX-License-Identifier: MIT
/* Clocks and sleeping: named checks, see check.h. */
#define _GNU_SOURCE
#include "check.h"

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/sysinfo.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <sys/times.h>
#include <sys/timex.h>
#include <time.h>
#include <unistd.h>

static int64_t now_ns(clockid_t clock)
{
    struct timespec time;
    CHECK(clock_gettime(clock, &time) == 0);
    return time.tv_sec * 1000000000ll + time.tv_nsec;
}

static void test_clocks(void)
{
    static const clockid_t clocks[] = {CLOCK_REALTIME,          CLOCK_MONOTONIC,     CLOCK_PROCESS_CPUTIME_ID,
                                       CLOCK_THREAD_CPUTIME_ID, CLOCK_MONOTONIC_RAW, CLOCK_REALTIME_COARSE,
                                       CLOCK_MONOTONIC_COARSE,  CLOCK_BOOTTIME,      CLOCK_TAI};
    for (size_t i = 0; i < sizeof(clocks) / sizeof(clocks[0]); i++) {
        struct timespec resolution;
        int64_t before = now_ns(clocks[i]);
        for (int j = 0; j < 2000; j++) {
            int64_t time = now_ns(clocks[i]);
            CHECK(time >= before);
            before = time;
        }
        CHECK(clock_getres(clocks[i], &resolution) == 0 && resolution.tv_sec == 0 && resolution.tv_nsec > 0);
    }
    struct timespec time;
    CHECK(clock_gettime(77, &time) == -1 && errno == EINVAL);
    /* After this was written. */
    CHECK(now_ns(CLOCK_REALTIME) / 1000000000 > 1700000000);
}

static void test_sleep(void)
{
    static const int64_t lengths[] = {0, 1, 100000, 1000000, 30000000, 200000000};
    for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
        struct timespec length = {0, lengths[i]};
        int64_t start = now_ns(CLOCK_MONOTONIC);
        CHECK(nanosleep(&length, NULL) == 0);
        int64_t slept = now_ns(CLOCK_MONOTONIC) - start;
        CHECK(slept >= lengths[i]);
        /* Generous: the host may have other things to do. */
        CHECK(slept < lengths[i] + 10000000000);
    }
    struct timespec until, wrong = {0, 1000000000};
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += 50000000;
    if (until.tv_nsec >= 1000000000) until.tv_sec++, until.tv_nsec -= 1000000000;
    CHECK(clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, &until, NULL) == 0);
    CHECK(now_ns(CLOCK_REALTIME) >= until.tv_sec * 1000000000ll + until.tv_nsec);
    CHECK(clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &(struct timespec){0, 0}, NULL) == 0);
    CHECK(nanosleep(&wrong, NULL) == -1 && errno == EINVAL);
}

static void test_set(void)
{
    struct timespec time = {2000000000, 0};
    int64_t monotonic = now_ns(CLOCK_MONOTONIC);
    CHECK(clock_settime(CLOCK_REALTIME, &time) == 0);
    CHECK(now_ns(CLOCK_REALTIME) / 1000000000 - 2000000000 < 60);
    CHECK(now_ns(CLOCK_MONOTONIC) - monotonic < 60000000000);
    CHECK(clock_settime(CLOCK_MONOTONIC, &time) == -1 && errno == EINVAL);
}

static volatile int stop;
static void *burn(void *argument)
{
    while (!stop) continue;
    return argument;
}

static void test_cpu_time(void)
{
    pthread_t thread;
    clockid_t clock;
    CHECK(pthread_create(&thread, NULL, burn, NULL) == 0);
    CHECK(pthread_getcpuclockid(thread, &clock) == 0);
    int64_t mine = now_ns(CLOCK_THREAD_CPUTIME_ID), its = now_ns(clock),
            all = now_ns(CLOCK_PROCESS_CPUTIME_ID);
    usleep(200000);
    int64_t its_part = now_ns(clock) - its;
    CHECK(its_part > 50000000);
    CHECK(now_ns(CLOCK_THREAD_CPUTIME_ID) - mine < its_part);
    CHECK(now_ns(CLOCK_PROCESS_CPUTIME_ID) - all >= its_part);
    stop = 1;
    CHECK(pthread_join(thread, NULL) == 0);
    /* What ended threads used still counts. */
    CHECK(now_ns(CLOCK_PROCESS_CPUTIME_ID) - all >= its_part);
    struct rusage usage;
    struct tms times_used;
    CHECK(getrusage(RUSAGE_SELF, &usage) == 0 &&
          usage.ru_utime.tv_sec * 1000000 + usage.ru_utime.tv_usec > 50000);
    CHECK(usage.ru_maxrss > 0);
    CHECK(times(&times_used) != -1 && times_used.tms_utime >= 5);
}

static void test_system(void)
{
    struct sysinfo info;
    struct timex timex = {0};
    struct timeval time;
    CHECK(sysinfo(&info) == 0 && info.totalram > info.freeram && info.freeram > 0 && info.procs == 1);
    CHECK(adjtimex(&timex) == TIME_ERROR && timex.tick == 10000);
    CHECK(gettimeofday(&time, NULL) == 0 && time.tv_usec < 1000000);
}

static void test_timerfd(void)
{
    uint64_t count;
    int timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    struct itimerspec value = {.it_value.tv_nsec = 500000000, .it_interval.tv_nsec = 10000000}, left;
    struct pollfd poll_timer = {.fd = timer, .events = POLLIN};
    CHECK(timer >= 0 && read(timer, &count, 8) == -1 && errno == EAGAIN);
    int64_t start = now_ns(CLOCK_MONOTONIC);
    CHECK(timerfd_settime(timer, 0, &value, NULL) == 0 && poll(&poll_timer, 1, 0) == 0);
    CHECK(timerfd_gettime(timer, &left) == 0 && left.it_interval.tv_nsec == 10000000);
    CHECK(left.it_value.tv_nsec > 0 && left.it_value.tv_nsec <= 500000000);
    CHECK(poll(&poll_timer, 1, 60000) == 1 && now_ns(CLOCK_MONOTONIC) - start >= 500000000);
    CHECK(read(timer, &count, 8) == 8 && count >= 1);
    usleep(50000);
    CHECK(read(timer, &count, 8) == 8 && count >= 4);
    CHECK(read(timer, &count, 4) == -1 && errno == EINVAL);
    /* By the real time, in the past: at once; once. */
    int once = timerfd_create(CLOCK_REALTIME, 0);
    value = (struct itimerspec){.it_value.tv_sec = 1000};
    CHECK(timerfd_settime(once, TFD_TIMER_ABSTIME, &value, NULL) == 0);
    CHECK(read(once, &count, 8) == 8 && count == 1);
    CHECK(timerfd_gettime(once, &left) == 0 && left.it_value.tv_sec == 0 && left.it_value.tv_nsec == 0);
    CHECK(close(timer) == 0 && close(once) == 0);
    CHECK(timerfd_create(CLOCK_PROCESS_CPUTIME_ID, 0) == -1 && errno == EINVAL);
    CHECK(timerfd_settime(1, 0, &value, NULL) == -1 && errno == EINVAL);
}

static volatile sig_atomic_t count, last_code, last_value;
static void note(int signal, siginfo_t *info, void *context)
{
    (void)signal;
    (void)context;
    count++;
    last_code = info->si_code;
    last_value = info->si_value.sival_int;
}

static void handle(int signal)
{
    struct sigaction action = {.sa_sigaction = note, .sa_flags = SA_SIGINFO};
    CHECK(sigaction(signal, &action, NULL) == 0);
    count = 0;
}

static void set_mask(int how, int signal)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, signal);
    CHECK(sigprocmask(how, &set, NULL) == 0);
}

/* Not even if it comes before timer_settime is over. */
static void test_due(void)
{
    timer_t timer;
    sigset_t set;
    siginfo_t info;
    struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGRTMIN};
    struct itimerspec past = {.it_value.tv_nsec = 1};
    struct timespec long_time = {30, 0};
    sigemptyset(&set);
    sigaddset(&set, SIGRTMIN);
    set_mask(SIG_BLOCK, SIGRTMIN);
    CHECK(timer_create(CLOCK_MONOTONIC, &event, &timer) == 0);
    for (int i = 0; i < 2000; i++) {
        CHECK(timer_settime(timer, TIMER_ABSTIME, &past, NULL) == 0);
        CHECK(sigtimedwait(&set, &info, &long_time) == SIGRTMIN && info.si_code == SI_TIMER);
    }
    CHECK(timer_delete(timer) == 0);
    set_mask(SIG_UNBLOCK, SIGRTMIN);
}

static void test_timers(void)
{
    timer_t timer;
    struct sigevent event = {
        .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGRTMIN, .sigev_value.sival_int = 42};
    struct itimerspec value = {.it_value.tv_nsec = 5000000, .it_interval.tv_nsec = 5000000};
    handle(SIGRTMIN);
    CHECK(timer_create(CLOCK_MONOTONIC, &event, &timer) == 0);
    CHECK(timer_settime(timer, 0, &value, NULL) == 0);
    while (count < 3) pause();
    CHECK(last_code == SI_TIMER && last_value == 42);
    set_mask(SIG_BLOCK, SIGRTMIN);
    usleep(60000);
    count = 0;
    set_mask(SIG_UNBLOCK, SIGRTMIN);
    CHECK(count >= 1 && timer_getoverrun(timer) >= 5);
    CHECK(timer_gettime(timer, &value) == 0 && value.it_interval.tv_nsec == 5000000 &&
          value.it_value.tv_nsec > 0);
    CHECK(timer_delete(timer) == 0);
    CHECK(timer_create(CLOCK_PROCESS_CPUTIME_ID, &event, &timer) == 0);
    count = 0;
    value = (struct itimerspec){.it_value.tv_nsec = 20000000};
    CHECK(timer_settime(timer, 0, &value, NULL) == 0);
    struct timespec used;
    while (count == 0) clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    CHECK(used.tv_sec > 0 || used.tv_nsec >= 20000000);
    CHECK(timer_delete(timer) == 0);
    handle(SIGALRM);
    struct itimerval interval = {.it_value.tv_usec = 10000, .it_interval.tv_usec = 10000};
    CHECK(setitimer(ITIMER_REAL, &interval, NULL) == 0);
    while (count < 3) pause();
    CHECK(getitimer(ITIMER_REAL, &interval) == 0 && interval.it_interval.tv_usec == 10000);
    CHECK(alarm(0) == 1 && alarm(0) == 0);
}

static const struct check checks[] = {
    {"clocks", test_clocks}, {"sleep", test_sleep},     {"set", test_set},       {"cpu-time", test_cpu_time},
    {"system", test_system}, {"timerfd", test_timerfd}, {"timers", test_timers}, {"due", test_due},
};

int main(int argc, char **argv)
{
    RUN_CHECKS(argc, argv, checks);
    return 0;
}
