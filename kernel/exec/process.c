/* SPDX-License-Identifier: MIT */
/* The start of the program. */
#include "script.h"
#include "stack.h"

#include <abi/errno.h>
#include <arch/page.h>
#include <arch/trap.h>
#include <boot/bootinfo.h>
#include <core/demand.h>
#include <core/log.h>
#include <core/option.h>
#include <core/string.h>
#include <exec/process.h>
#include <mm/area.h>
#include <mm/kmalloc.h>
#include <sched/thread.h>
#include <signal/signal.h>
#include <vfs/vfs.h>

/* A script's interpreter may be a script, up to this depth. */
#define SCRIPT_DEPTH_MAX 4

/* Written before the main thread starts; after that under whoever changes it (sethostname, prctl). */
struct process process = {.hostname = "thimble"};

static int parse_hostname(const char *value)
{
    size_t length = strlen(value);
    if (length == 0 || length >= sizeof(process.hostname)) return -EINVAL;
    memcpy(process.hostname, value, length + 1);
    return 0;
}

BOOT_OPTION(hostname, "--hostname=", parse_hostname);

static _Noreturn void out_of_memory(const char *path)
{
    load_failed(path, -ENOMEM);
}

static size_t count_strings(const char *const *strings)
{
    size_t count = 0;
    while (strings[count] != NULL) count++;
    return count;
}

static struct string_list list_create(const char *path, const char *const *strings, size_t extra)
{
    struct string_list list = {.count = count_strings(strings)};
    list.items = kmalloc((list.count + extra) * sizeof(*list.items));
    if (list.items == NULL) out_of_memory(path);
    memcpy(list.items, strings, list.count * sizeof(*list.items));
    return list;
}

static bool has_variable(const struct string_list *environment, const char *text)
{
    size_t length = (size_t)(strchr(text, '=') - text) + 1;
    for (size_t i = 0; i < environment->count; i++)
        if (strncmp(environment->items[i], text, length) == 0) return true;
    return false;
}

/* What was asked for, and what programs cannot well do without. */
static struct string_list environment_create(const struct process_request *request)
{
    static const char *const defaults[] = {
        "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        "HOME=/",
    };
    struct string_list list = list_create(request->path, request->environment, ARRAY_SIZE(defaults));
    for (size_t i = 0; i < ARRAY_SIZE(defaults); i++)
        if (!has_variable(&list, defaults[i])) list.items[list.count++] = defaults[i];
    return list;
}

static char *duplicate(const char *path, const char *text)
{
    char *copy = kstrdup(text, strlen(text));
    if (copy == NULL) out_of_memory(path);
    return copy;
}

/* Turns "script ARGS" into "interpreter [argument] script ARGS". */
static void prepend_interpreter(struct string_list *arguments, const char *script,
                                const struct script_line *line)
{
    size_t added = line->argument != NULL ? 2 : 1;
    const char **items = krealloc(arguments->items, (arguments->count + added) * sizeof(*items));
    if (items == NULL) out_of_memory(script);
    memmove(items + added, items, arguments->count * sizeof(*items));
    items[0] = duplicate(script, line->interpreter);
    if (line->argument != NULL) items[1] = duplicate(script, line->argument);
    items[added] = script;
    *arguments = (struct string_list){items, arguments->count + added};
}

/* Puts the interpreter of a script in its place, which *path is then; false: the file is no script. */
static bool replace_script(struct file *file, const char **path, struct string_list *arguments)
{
    char bytes[SCRIPT_LINE_MAX + 1];
    ssize64_t size = file_read_kernel(file, bytes, SCRIPT_LINE_MAX, 0);
    if (size < 0) load_failed(*path, (int)size);
    struct script_line line;
    int script = script_parse(bytes, (size_t)size, &line);
    if (script == 0) return false;
    if (script < 0 || line.interpreter[0] != '/')
        boot_failed("%s: its first line names no interpreter by an absolute path of less than %u bytes; "
                    "write #!/path",
                    *path, SCRIPT_LINE_MAX);
    file_put(file);
    prepend_interpreter(arguments, *path, &line);
    *path = arguments->items[0];
    return true;
}
DO_FOR_USE(image_scripts, replace_script);

/* Opens the program, and if that is a script the interpreter it names instead, and so on. *path is what got
 * opened. */
static struct file *open_program(const char **path, struct string_list *arguments)
{
    const char *needed_by = NULL;
    for (unsigned depth = 0; depth <= SCRIPT_DEPTH_MAX; depth++) {
        struct file *file = load_open(*path, needed_by);
        needed_by = *path;
        if (!DO(image_scripts, replace_script)(file, path, arguments)) return file;
    }
    boot_failed("%s: scripts that are interpreted by scripts are nested too deep (%u at most)", *path,
                SCRIPT_DEPTH_MAX);
}

/* The calling thread becomes the program's main thread, named as its file. */
static void become_main_thread(const char *path)
{
    struct thread *thread = thread_current();
    if (thread_become_user() != 0 || signal_state_create(thread, NULL) != 0) out_of_memory(path);
    ASSERT("exec", thread->tid == PROCESS_ID);
    const char *name = strrchr(path, '/') + 1;
    size_t length = MIN(strlen(name), sizeof(thread->name) - 1);
    memset(thread->name, 0, sizeof(thread->name));
    memcpy(thread->name, name, length);
}

void process_start(const struct process_request *request)
{
    const char *path = request->path;
    if (path[0] != '/') boot_failed("%s: the program's path must be absolute, as it is in the image", path);
    struct string_list arguments = list_create(path, request->arguments, 0);
    struct string_list environment = environment_create(request);
    process.executable = open_program(&path, &arguments);

    struct loaded_program program;
    load_program(process.executable, path, &program);
    area_set_brk(program.end);
    vaddr_t stack = stack_build(&program, path, &arguments, &environment);
    if (stack == 0)
        boot_failed("%s: its arguments and environment do not fit into its stack, or memory is too small",
                    path);
    become_main_thread(path);
    kfree(arguments.items);
    kfree(environment.items);
    boot_stage_done("program");
    bootchart_print();
    struct trap_frame frame;
    trap_frame_start(&frame, program.start, stack);
    arch_thread_enter_user(&frame);
}
