/* SPDX-License-Identifier: MIT */
/* The command line (docs/guest-interface.md), split in place. */
#include <abi/errno.h>
#include <core/log.h>
#include <core/option.h>
#include <core/string.h>
#include <exec/process.h>
#include <mm/kmalloc.h>

#include "boot.h"

#define VIRTIO_MMIO_WORD "virtio_mmio.device="

SET_DECLARE(boot_option, struct boot_option);

struct boot_virtio_mmio boot_virtio_mmio[BOOT_VIRTIO_MMIO_DEVICES];
unsigned boot_virtio_mmio_count;

static const char *cwd = "/";
static const char **environment; /* NULL-terminated, grows by one with each --env */
static size_t environment_count;

/* Takes the next word off *at, its quotes and backslashes removed, 0-terminated. NULL: there is none. */
static char *next_word(char **at)
{
    char *from = *at;
    while (*from == ' ' || *from == '\n') from++;
    if (*from == 0) return NULL;
    char *word = from, *to = from;
    bool quoted = false;
    for (; *from != 0 && (quoted || (*from != ' ' && *from != '\n')); from++) {
        if (*from == '"') {
            quoted = !quoted;
            continue;
        }
        if (*from == '\\' && from[1] != 0) from++;
        *to++ = *from;
    }
    if (quoted) boot_failed("the command line ends inside of a quoted word: %s", word);
    *at = *from != 0 ? from + 1 : from;
    *to = 0;
    return word;
}

/* virtio_mmio.device=SIZE[KMG]@ADDRESS:IRQ[:ID], as in Linux'
 * Documentation/admin-guide/kernel-parameters.txt. */
static void parse_virtio_mmio(const char *word)
{
    const char *at = word + strlen(VIRTIO_MMIO_WORD), *end;
    struct boot_virtio_mmio device = {.size = parse_number(at, &end)};
    for (const char *unit = "KMG"; *unit != 0; unit++) {
        device.size <<= 10;
        if ((*end & ~0x20) == *unit) {
            end++;
            goto unit_done;
        }
    }
    device.size >>= 30;
unit_done:
    if (*end == '@') {
        device.address = parse_number(end + 1, &end);
        if (*end == ':') device.irq = (unsigned)parse_number(end + 1, &end);
    }
    if (device.address == 0 || device.size == 0 || device.irq == 0 || (*end != 0 && *end != ':'))
        boot_failed("%s: expected " VIRTIO_MMIO_WORD "SIZE@ADDRESS:IRQ", word);
    if (boot_virtio_mmio_count < BOOT_VIRTIO_MMIO_DEVICES)
        boot_virtio_mmio[boot_virtio_mmio_count++] = device;
}

/* Cuts the words that QEMU's microvm appends off the end, so that they do not become the program's arguments.
 */
static void take_virtio_mmio(char *line)
{
    size_t length = strlen(line);
    for (;;) {
        while (length > 0 && (line[length - 1] == ' ' || line[length - 1] == '\n')) line[--length] = 0;
        char *space = strrchr(line, ' ');
        char *word = space != NULL ? space + 1 : line;
        if (strncmp(word, VIRTIO_MMIO_WORD, strlen(VIRTIO_MMIO_WORD)) != 0) return;
        parse_virtio_mmio(word);
        *word = 0;
        length = (size_t)(word - line);
    }
}

static void parse_option(const char *word)
{
    const char *equals = strchr(word, '=');
    size_t length = equals != NULL ? (size_t)(equals - word) + 1 : strlen(word);
    SET_FOREACH(boot_option, struct boot_option, option)
    {
        const char *name = (*option)->name;
        if (strlen(name) != length || memcmp(name, word, length) != 0) continue;
        if ((*option)->parse(word + length) != 0)
            boot_failed("option %s: the value is wrong or not possible here", word);
        return;
    }
    boot_failed(
        "unknown option %s; the kernel's options come before the program, see docs/guest-interface.md", word);
}

static int parse_env(const char *value)
{
    if (strchr(value, '=') == NULL) return -EINVAL;
    const char **grown = krealloc(environment, (environment_count + 2) * sizeof(*grown));
    if (grown == NULL) return -ENOMEM;
    environment = grown;
    environment[environment_count++] = value;
    environment[environment_count] = NULL;
    return 0;
}

static int parse_cwd(const char *value)
{
    cwd = value;
    return value[0] == '/' ? 0 : -EINVAL;
}

BOOT_OPTION(env, "--env=", parse_env);
BOOT_OPTION(cwd, "--cwd=", parse_cwd);

const char *boot_cwd(void)
{
    return cwd;
}

void boot_parse_command_line(struct process_request *request)
{
    static const char *const no_environment[] = {NULL};
    if (bootinfo.command_line == NULL)
        boot_failed(
            "there is no command line; append one that names the program: [OPTIONS] /program [ARGS...]");
    take_virtio_mmio(bootinfo.command_line);
    char *at = bootinfo.command_line, *word;
    while ((word = next_word(&at)) != NULL && word[0] == '-' && word[1] == '-') parse_option(word);
    if (word == NULL) boot_failed("the command line names no program; append [OPTIONS] /program [ARGS...]");
    const char **arguments = NULL;
    size_t count = 0;
    for (; word != NULL; word = next_word(&at)) {
        const char **grown = krealloc(arguments, (count + 2) * sizeof(*grown));
        if (grown == NULL) boot_failed("too little memory for the command line; give the guest more memory");
        arguments = grown;
        arguments[count++] = word;
        arguments[count] = NULL;
    }
    *request = (struct process_request){
        .path = arguments[0],
        .arguments = arguments,
        .environment = environment != NULL ? environment : no_environment,
    };
}
