// SPDX-License-Identifier: MIT
/* Prints sizes, offsets and numbers of the C library that it is compiled for, a line for each. */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <ftw.h>
#include <getopt.h>
#include <glob.h>
#include <grp.h>
#include <ifaddrs.h>
#include <limits.h>
#include <link.h>
#include <locale.h>
#include <mntent.h>
#include <mqueue.h>
#include <netdb.h>
#include <poll.h>
#include <pthread.h>
#include <pwd.h>
#include <regex.h>
#include <resolv.h>
#include <sched.h>
#include <search.h>
#include <semaphore.h>
#include <setjmp.h>
#include <shadow.h>
#include <signal.h>
#include <spawn.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/resource.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/statvfs.h>
#include <sys/sysinfo.h>
#include <sys/time.h>
#include <sys/times.h>
#include <sys/timex.h>
#include <sys/uio.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <termios.h>
#include <threads.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>
#include <utime.h>
#include <utmpx.h>
#include <wchar.h>
#include <wctype.h>
#include <wordexp.h>

#define SIZE(type) printf("sizeof(" #type ") %zu\n", sizeof(type))
#define AT(type, field) printf(#type "." #field " %zu\n", offsetof(type, field))
#define NUMBER(name) printf(#name " %lld\n", (long long)(name))

static void print_sizes(void)
{
    SIZE(pthread_mutex_t), SIZE(pthread_cond_t), SIZE(pthread_rwlock_t), SIZE(pthread_attr_t);
    SIZE(pthread_mutexattr_t), SIZE(pthread_condattr_t), SIZE(pthread_rwlockattr_t), SIZE(pthread_barrier_t);
    SIZE(pthread_barrierattr_t), SIZE(pthread_once_t), SIZE(pthread_key_t), SIZE(pthread_spinlock_t),
        SIZE(sem_t);
    SIZE(mtx_t), SIZE(cnd_t), SIZE(once_flag), SIZE(jmp_buf), SIZE(sigset_t), SIZE(struct sigaction);
    SIZE(siginfo_t), SIZE(stack_t), SIZE(ucontext_t), SIZE(mcontext_t), SIZE(struct sigevent),
        SIZE(cpu_set_t);
    SIZE(struct stat), SIZE(struct dirent), SIZE(struct statfs), SIZE(struct statvfs), SIZE(struct termios);
    SIZE(struct addrinfo), SIZE(struct hostent), SIZE(struct servent), SIZE(struct msghdr),
        SIZE(struct cmsghdr);
    SIZE(struct mmsghdr), SIZE(struct sockaddr_storage), SIZE(struct epoll_event), SIZE(struct pollfd),
        SIZE(fd_set);
    SIZE(struct lconv), SIZE(glob_t), SIZE(wordexp_t), SIZE(regex_t), SIZE(regmatch_t), SIZE(regoff_t),
        SIZE(fpos_t);
    SIZE(struct dl_phdr_info), SIZE(struct link_map), SIZE(struct passwd), SIZE(struct group),
        SIZE(struct spwd);
    SIZE(struct mntent), SIZE(struct tm), SIZE(struct itimerspec), SIZE(struct rusage), SIZE(struct sysinfo);
    SIZE(struct sched_param), SIZE(struct utmpx), SIZE(struct utsname), SIZE(struct timex), SIZE(struct tms);
    SIZE(struct option), SIZE(struct FTW), SIZE(struct hsearch_data), SIZE(struct ifaddrs),
        SIZE(struct __res_state);
    SIZE(posix_spawnattr_t), SIZE(posix_spawn_file_actions_t), SIZE(struct mq_attr), SIZE(struct msqid_ds);
    SIZE(struct shmid_ds), SIZE(struct semid_ds), SIZE(mbstate_t), SIZE(wctype_t), SIZE(wint_t),
        SIZE(wchar_t);
    SIZE(time_t), SIZE(off_t), SIZE(clock_t), SIZE(dev_t), SIZE(ino_t), SIZE(nlink_t), SIZE(rlim_t),
        SIZE(socklen_t);
    SIZE(max_align_t), SIZE(div_t), SIZE(struct iovec), SIZE(struct flock), SIZE(struct timeval),
        SIZE(struct utimbuf);
}

static void print_offsets(void)
{
    AT(struct stat, st_size), AT(struct stat, st_mtim), AT(struct dirent, d_type), AT(struct dirent, d_name);
    AT(struct sigaction, sa_mask), AT(struct sigaction, sa_flags), AT(siginfo_t, si_addr),
        AT(siginfo_t, si_value);
    AT(ucontext_t, uc_mcontext), AT(ucontext_t, uc_sigmask), AT(struct msghdr, msg_iov),
        AT(struct msghdr, msg_control);
    AT(struct msghdr, msg_controllen), AT(struct msghdr, msg_flags), AT(struct cmsghdr, cmsg_level);
    AT(struct addrinfo, ai_addr), AT(struct addrinfo, ai_canonname), AT(struct addrinfo, ai_next);
    AT(struct tm, tm_gmtoff), AT(struct tm, tm_zone), AT(glob_t, gl_offs);
    AT(regex_t, re_nsub), AT(struct utmpx, ut_tv), AT(struct lconv, int_n_sep_by_space),
        AT(struct termios, c_cc);
    AT(struct dl_phdr_info, dlpi_tls_data), AT(struct link_map, l_ld),
        AT(struct sigevent, sigev_notify_function);
    AT(struct __res_state, nsaddr_list), AT(struct __res_state, dnsrch), AT(struct rusage, ru_nivcsw);
    AT(struct sysinfo, mem_unit), AT(struct statfs, f_flags), AT(struct statvfs, f_namemax);
}

static void print_numbers(void)
{
    NUMBER(FTW_F), NUMBER(FTW_D), NUMBER(FTW_DNR), NUMBER(FTW_NS), NUMBER(FTW_SL), NUMBER(FTW_DP),
        NUMBER(FTW_SLN);
    NUMBER(FTW_PHYS), NUMBER(FTW_DEPTH), NUMBER(REG_EXTENDED), NUMBER(REG_NEWLINE), NUMBER(REG_NOTBOL);
    NUMBER(REG_EPAREN), NUMBER(REG_BADRPT), NUMBER(REG_ESPACE), NUMBER(_SC_NPROCESSORS_ONLN),
        NUMBER(_SC_PAGESIZE);
    NUMBER(_SC_GETPW_R_SIZE_MAX), NUMBER(_SC_PHYS_PAGES), NUMBER(_PC_PATH_MAX), NUMBER(_CS_PATH),
        NUMBER(EAI_NONAME);
    NUMBER(EAI_SYSTEM), NUMBER(AI_ADDRCONFIG), NUMBER(NI_NUMERICHOST), NUMBER(GLOB_NOMATCH);
    NUMBER(LC_ALL), NUMBER(LC_MESSAGES), NUMBER(LC_ALL_MASK), NUMBER(BUFSIZ), NUMBER(L_tmpnam),
        NUMBER(_IOLBF);
    NUMBER(PTHREAD_MUTEX_RECURSIVE), NUMBER(PTHREAD_MUTEX_ERRORCHECK), NUMBER(PTHREAD_CREATE_DETACHED);
    NUMBER(PTHREAD_CANCEL_DISABLE), NUMBER((long)PTHREAD_CANCELED), NUMBER(PTHREAD_BARRIER_SERIAL_THREAD);
    NUMBER(PTHREAD_KEYS_MAX), NUMBER(O_LARGEFILE), NUMBER(O_TMPFILE), NUMBER(O_PATH), NUMBER(F_SETLKW),
        NUMBER(SIG_BLOCK);
    NUMBER(POSIX_SPAWN_SETSIGMASK), NUMBER(RES_INIT), NUMBER(RES_DNSRCH), NUMBER(HOST_NOT_FOUND),
        NUMBER(thrd_nomem);
    NUMBER(mtx_recursive), NUMBER(RTLD_NEXT == (void *)-1), NUMBER(RTLD_GLOBAL), NUMBER(WEOF);
}

int main(void)
{
    print_sizes();
    print_offsets();
    print_numbers();
    return 0;
}
