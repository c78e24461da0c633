/* SPDX-License-Identifier: MIT */
/* Prints what comes of flags, models of thread-local storage and questions to the dynamic linker that main.c
 * has not. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <link.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SHOW(what) printf("%s = %d\n", #what, (int)(what))

int models_sum(void);
int models_aligned(void);
int models_who(void);
int models_protected(void);
int (*models_protected_address(void))(void);
int (*const *models_functions(void))(void);
extern int *const models_constants[];
extern __thread int global_dynamic;
extern int weak_variable __attribute__((weak));

static __thread int local_exec = 50;

int who(void)
{
    return 1;
}

static void *thread(void *unused)
{
    SHOW(models_sum());
    SHOW(++local_exec);
    SHOW(global_dynamic);
    SHOW(models_aligned());
    return unused;
}

static sigjmp_buf after;
static void on_fault(int signal)
{
    siglongjmp(after, signal);
}

/* Whether a byte cannot be written. */
static int is_read_only(const volatile void *address)
{
    if (sigsetjmp(after, 1) != 0) return 1;
    volatile char *byte = (volatile char *)address;
    *byte = *byte;
    return 0;
}

static void show_relro(void)
{
    struct sigaction action = {.sa_handler = on_fault};
    sigaction(SIGSEGV, &action, NULL);
    static int writable = 1;
    SHOW(is_read_only(&writable));
    SHOW(is_read_only(models_functions()));
    SHOW(is_read_only(&_DYNAMIC));
    SHOW(is_read_only((void *)show_relro));
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL ? path : slash + 1;
}

static void show_lookups(void)
{
    SHOW(who());
    SHOW(models_who());
    SHOW(((int (*)(void))dlsym(RTLD_DEFAULT, "who"))());
    SHOW(((int (*)(void))dlsym(RTLD_NEXT, "who"))());
    SHOW(models_protected_address() == models_protected);
    SHOW(&weak_variable == NULL);
    SHOW(*models_constants[0]);
    void *self = dlopen(NULL, RTLD_NOW);
    SHOW(dlsym(self, "who") == (void *)who);
    SHOW(dlsym(self, "order_init") != NULL);
    SHOW(dlsym(self, "printf") == dlsym(RTLD_DEFAULT, "printf"));
}

static void show_opening(void)
{
    SHOW(dlopen("nodlopen.so", RTLD_NOW) == NULL);
    const char *error = dlerror();
    SHOW(error != NULL && strstr(error, "shared object cannot be dlopen()ed") != NULL);
    void *local = dlopen("opened.so", RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    SHOW(local != NULL);
    SHOW(dlsym(RTLD_DEFAULT, "opened_only") == NULL);
    SHOW(dlopen("opened.so", RTLD_NOW | RTLD_NOLOAD | RTLD_GLOBAL) == local);
    SHOW(dlsym(RTLD_DEFAULT, "opened_only") != NULL);
    SHOW(dlmopen(LM_ID_BASE, "opened.so", RTLD_NOW) == local);
    SHOW(dlclose(local));
    SHOW(dlopen("opened.so", 0) == NULL);
    void *cycle = dlopen("cycle1.so", RTLD_NOW);
    SHOW(cycle != NULL);
    if (cycle == NULL) puts(dlerror());
    SHOW(((int (*)(int))dlsym(cycle, "cycle_one"))(6));
}

static void show_objects(void)
{
    struct dl_find_object found;
    SHOW(_dl_find_object((void *)models_who, &found));
    puts(base_name(found.dlfo_link_map->l_name));
    SHOW(found.dlfo_map_start <= (void *)models_who && (void *)models_who < found.dlfo_map_end);
    SHOW(found.dlfo_eh_frame != NULL);
    SHOW(_dl_find_object((void *)show_relro, &found));
    SHOW(_dl_find_object((void *)8, &found));
    Dl_info info;
    SHOW(dladdr((char *)who + 1, &info));
    puts(info.dli_sname);
    SHOW(info.dli_saddr == (void *)who);
    const ElfW(Sym) *symbol = NULL;
    SHOW(dladdr1((void *)models_who, &info, (void **)&symbol, RTLD_DL_SYMENT));
    SHOW(symbol != NULL && symbol->st_size > 0);
    void *handle = dlopen("libmodels.so", RTLD_NOW);
    size_t module = 0;
    Lmid_t space = 7;
    SHOW(dlinfo(handle, RTLD_DI_TLS_MODID, &module));
    SHOW(module > 0);
    void *storage = NULL;
    SHOW(dlinfo(handle, RTLD_DI_TLS_DATA, &storage));
    SHOW(storage != NULL);
    SHOW(dlinfo(handle, RTLD_DI_LMID, &space));
    SHOW(space == LM_ID_BASE);
    Dl_serinfo size;
    SHOW(dlinfo(handle, RTLD_DI_SERINFOSIZE, &size));
    SHOW(size.dls_cnt > 0);
    SHOW(dlinfo(handle, 99, &size));
}

int main(void)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    pthread_t other;
    thread(NULL);
    pthread_create(&other, NULL, thread, NULL);
    pthread_join(other, NULL);
    thread(NULL);
    show_lookups();
    show_relro();
    show_opening();
    show_objects();
    return 4;
}
