/* SPDX-License-Identifier: MIT */
/* Prints what came of everything that a dynamic linker does for a program. The same is printed with glibc's.
 */
#define _GNU_SOURCE
#include "linking.h"

#include <dlfcn.h>
#include <libgen.h>
#include <link.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SHOW(what) printf("%s = %d\n", #what, (int)(what))

extern int never_defined(void) __attribute__((weak));

static void preinit(void)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
}
__attribute__((section(".preinit_array"), used)) static void (*const first)(void) = preinit;
__attribute__((constructor)) static void start(void)
{
    puts("program starts");
}
__attribute__((destructor)) static void end(void)
{
    puts("program ends");
}
static void at_exit(void)
{
    puts("program exits");
}

static void show_symbols(void)
{
    SHOW(shared_value);
    shared_value = 9;
    SHOW(*address_of_shared_value());
    SHOW(&shared_value == address_of_shared_value());
    puts(shared_text);
    SHOW(a_function());
    SHOW(address_of_a_function() == a_function);
    SHOW(b_next_of_a_function());
    SHOW(a_chosen());
    SHOW(versioned());
    SHOW(b_old_version());
    SHOW(b_sum());
    SHOW(text_value());
    SHOW(never_defined == NULL);
}

static void show_thread_local(void)
{
    SHOW(a_counter);
    a_counter++;
    SHOW(*address_of_a_counter());
    SHOW(&a_counter == address_of_a_counter());
    SHOW(a_initial_exec());
    SHOW(a_initial_exec());
}

static sem_t opened, done;
static int (*plugin_count)(void), (*plugin_zero_sum)(void);

static void *thread(void *early)
{
    show_thread_local();
    if (early != NULL) {
        sem_post(&done);
        sem_wait(&opened);
    }
    SHOW(plugin_count());
    SHOW(plugin_count());
    SHOW(plugin_zero_sum());
    SHOW(plugin_zero_sum());
    return NULL;
}

static void show_error(const char *what)
{
    const char *error = dlerror();
    printf("%s: %s\n", what,
           error == NULL                                             ? "no error"
           : strstr(error, "undefined symbol") != NULL               ? "undefined symbol"
           : strstr(error, "cannot open shared object file") != NULL ? "cannot open"
                                                                     : "another error");
}

static void show_plugin(void)
{
    pthread_t early, late;
    sem_init(&opened, 0, 0);
    sem_init(&done, 0, 0);
    pthread_create(&early, NULL, thread, "early");
    sem_wait(&done);

    SHOW(dlopen("plugin.so", RTLD_NOW | RTLD_NOLOAD) == NULL);
    SHOW(dlopen("plugin.so", RTLD_NOW) == NULL);
    show_error("a function is missing");
    show_error("again");
    void *plugin = dlopen("plugin.so", RTLD_LAZY);
    SHOW(plugin != NULL);
    SHOW(dlopen("plugin.so", RTLD_LAZY) == plugin);
    plugin_count = (int (*)(void))dlsym(plugin, "plugin_count");
    plugin_zero_sum = (int (*)(void))dlsym(plugin, "plugin_zero_sum");
    int (*plugin_late)(void) = (int (*)(void))dlsym(plugin, "plugin_late");
    int *counter = dlsym(plugin, "plugin_counter");
    SHOW(*counter);
    SHOW(dlsym(RTLD_DEFAULT, "plugin_count") == NULL);
    SHOW(dlsym(plugin, "address_of_shared_value") ==
         dlsym(dlopen("liba.so", RTLD_NOW), "address_of_shared_value"));
    SHOW(dlsym(plugin, "absent") == NULL);
    show_error("absent");

    sem_post(&opened);
    pthread_join(early, NULL);
    pthread_create(&late, NULL, thread, NULL);
    pthread_join(late, NULL);
    SHOW(plugin_count());

    SHOW(dlopen("absent.so", RTLD_NOW) == NULL);
    show_error("absent.so");
    SHOW(dlopen("late.so", RTLD_NOW | RTLD_GLOBAL) != NULL);
    SHOW(plugin_late());
    SHOW(plugin_late());
    SHOW(dlclose(plugin));
    SHOW(dlvsym(RTLD_DEFAULT, "versioned", "LIBA_1") != dlvsym(RTLD_DEFAULT, "versioned", "LIBA_2"));
}

static int visit(struct dl_phdr_info *info, size_t size, void *data)
{
    (void)size;
    (void)data;
    if (info->dlpi_name[0] == 0 || strstr(info->dlpi_name, "/linking/") != NULL)
        printf("object %s, storage %s\n",
               strrchr(info->dlpi_name, '/') != NULL ? strrchr(info->dlpi_name, '/') + 1 : "",
               info->dlpi_tls_modid == 0     ? "none"
               : info->dlpi_tls_data != NULL ? "there"
                                             : "not there");
    return 0;
}

static void show_objects(void)
{
    Dl_info info;
    struct link_map *map;
    char origin[4096];
    void *handle = dlopen("liba.so", RTLD_NOW);
    char *function = dlsym(handle, "address_of_a_counter");
    SHOW(dladdr(function + 1, &info));
    printf("%s in %s\n", info.dli_sname, basename((char *)info.dli_fname));
    SHOW(info.dli_saddr == function);
    SHOW(dladdr(&info, &info));
    SHOW(dladdr1(function, &info, (void **)&map, RTLD_DL_LINKMAP));
    printf("%s\n", basename(map->l_name));
    SHOW(dlinfo(handle, RTLD_DI_ORIGIN, origin));
    printf("%s\n", basename(origin));
    struct link_map *same;
    SHOW(dlinfo(handle, RTLD_DI_LINKMAP, &same));
    SHOW(same == map);
    dl_iterate_phdr(visit, NULL);
}

int main(void)
{
    atexit(at_exit);
    show_symbols();
    show_thread_local();
    show_plugin();
    show_objects();
    return 3;
}
