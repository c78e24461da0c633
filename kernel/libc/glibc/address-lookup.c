/* SPDX-License-Identifier: MIT */
/* getaddrinfo_a and what belongs to it: looking up several names at once, waiting for all or going on
 * meanwhile. */
#include "private.h"

#include <errno.h>
#include <netdb.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

struct gaicb {
    const char *ar_name;
    const char *ar_service;
    const struct addrinfo *ar_request;
    struct addrinfo *ar_result;
    int status; /* under `lock` */
    int reserved[5];
};
_Static_assert(sizeof(struct gaicb) == 56, "as in glibc's netdb.h");

enum { GAI_WAIT, GAI_NOWAIT };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t done = PTHREAD_COND_INITIALIZER;

/* A list that a thread works on. */
struct work {
    struct sigevent event;
    int count;
    struct gaicb *requests[];
};

static void look_up(struct gaicb *request)
{
    pthread_mutex_lock(&lock);
    int is_wanted = request->status == EAI_INPROGRESS;
    pthread_mutex_unlock(&lock);
    if (!is_wanted) return;
    struct addrinfo *result = NULL;
    int status = getaddrinfo(request->ar_name, request->ar_service, request->ar_request, &result);
    pthread_mutex_lock(&lock);
    request->ar_result = result;
    request->status = status;
    pthread_cond_broadcast(&done);
    pthread_mutex_unlock(&lock);
}

static void *work_on(void *argument)
{
    struct work *work = argument;
    for (int i = 0; i < work->count; i++)
        if (work->requests[i] != NULL) look_up(work->requests[i]);
    if (work->event.sigev_notify == SIGEV_SIGNAL)
        sigqueue(getpid(), work->event.sigev_signo, work->event.sigev_value);
    if (work->event.sigev_notify == SIGEV_THREAD) work->event.sigev_notify_function(work->event.sigev_value);
    free(work);
    return NULL;
}

int getaddrinfo_a(int mode, struct gaicb *requests[], int count, struct sigevent *event);
GLIBC_EXPORT int getaddrinfo_a(int mode, struct gaicb *requests[], int count, struct sigevent *event)
{
    if ((mode != GAI_WAIT && mode != GAI_NOWAIT) || count < 0) {
        errno = EINVAL;
        return EAI_SYSTEM;
    }
    struct work *work = malloc(sizeof *work + (size_t)count * sizeof work->requests[0]);
    if (work == NULL) return EAI_MEMORY;
    work->event = event != NULL ? *event : (struct sigevent){.sigev_notify = SIGEV_NONE};
    work->count = count;
    pthread_mutex_lock(&lock);
    for (int i = 0; i < count; i++) {
        work->requests[i] = requests[i];
        if (requests[i] != NULL) requests[i]->status = EAI_INPROGRESS;
    }
    pthread_mutex_unlock(&lock);
    if (mode == GAI_WAIT) {
        work->event.sigev_notify = SIGEV_NONE;
        work_on(work);
        return 0;
    }
    pthread_t thread;
    if (pthread_create(&thread, NULL, work_on, work) != 0) {
        free(work);
        return EAI_AGAIN;
    }
    pthread_detach(thread);
    return 0;
}

int gai_error(struct gaicb *request);
GLIBC_EXPORT int gai_error(struct gaicb *request)
{
    pthread_mutex_lock(&lock);
    int status = request->status;
    pthread_mutex_unlock(&lock);
    return status;
}

/* What a thread has taken on it does not give back, as in glibc for a lookup that has begun. */
int gai_cancel(struct gaicb *request);
GLIBC_EXPORT int gai_cancel(struct gaicb *request)
{
    return gai_error(request) == EAI_INPROGRESS ? EAI_NOTCANCELED : EAI_ALLDONE;
}

/* Until one of the requests is done. */
int gai_suspend(const struct gaicb *const requests[], int count, const struct timespec *timeout);
GLIBC_EXPORT int gai_suspend(const struct gaicb *const requests[], int count, const struct timespec *timeout)
{
    struct timespec until;
    if (timeout != NULL) {
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_sec += timeout->tv_sec;
        until.tv_nsec += timeout->tv_nsec;
        if (until.tv_nsec >= 1000000000) until.tv_sec++, until.tv_nsec -= 1000000000;
    }
    int error = 0, waiting = 0, finished = 0;
    pthread_mutex_lock(&lock);
    for (;;) {
        waiting = finished = 0;
        for (int i = 0; i < count; i++) {
            if (requests[i] == NULL) continue;
            waiting += requests[i]->status == EAI_INPROGRESS;
            finished += requests[i]->status != EAI_INPROGRESS;
        }
        if (waiting == 0 || finished > 0 || error != 0) break;
        error =
            timeout == NULL ? pthread_cond_wait(&done, &lock) : pthread_cond_timedwait(&done, &lock, &until);
    }
    pthread_mutex_unlock(&lock);
    if (finished > 0) return 0;
    return waiting == 0 ? EAI_ALLDONE : error == ETIMEDOUT ? EAI_AGAIN : EAI_INTR;
}
