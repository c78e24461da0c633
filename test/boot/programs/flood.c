// SPDX-License-Identifier: MIT
/*
 * Runs on the host, beside a guest on a tap device: sends it frames that nobody should send, the same ones
 * for the same seed. When COUNT of them have been taken from the device, says so, and goes on more slowly
 * until it is ended.
 *
 *     flood syn|garbage DEVICE GUEST PORT COUNT SEED
 *
 * GUEST is an address that has been talked to, so that the hardware address to it is known.
 */
#include "flood-frames.h"

#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* What the device's queue takes. No more than some wait there, so that those of others find room. */
#define QUEUE_SIZE 1000
#define WAITING_MAX 400
#define MAX(a, b) ((a) > (b) ? (a) : (b))
#define BATCH 64
#define WAIT_US 200
/* Afterwards, a batch each. */
#define SLOW_WAIT_US 50000

static void fail(const char *what)
{
    perror(what);
    exit(1);
}

static void find_hardware_address(const char *device, const char *address, uint8_t *hardware)
{
    char line[256], ip[64], mac[64], name[64];
    FILE *file = fopen("/proc/net/arp", "r");
    while (file != NULL && fgets(line, sizeof(line), file) != NULL)
        if (sscanf(line, "%63s %*s %*s %63s %*s %63s", ip, mac, name) == 3 && strcmp(ip, address) == 0 &&
            strcmp(name, device) == 0 &&
            sscanf(mac, "%hhx:%hhx:%hhx:%hhx:%hhx:%hhx", &hardware[0], &hardware[1], &hardware[2],
                   &hardware[3], &hardware[4], &hardware[5]) == 6) {
            fclose(file);
            return;
        }
    fprintf(stderr, "the hardware address of %s is not known\n", address);
    exit(1);
}

/* Frames that the guest's machine has taken from the device, and those that found its queue full. */
static void count_frames(const char *device, long *taken, long *dropped)
{
    char line[512];
    FILE *file = fopen("/proc/net/dev", "r");
    if (file == NULL) fail("/proc/net/dev");
    while (fgets(line, sizeof(line), file) != NULL) {
        char *name = line + strspn(line, " "), *colon = strchr(name, ':');
        if (colon == NULL) continue;
        *colon = 0;
        if (strcmp(name, device) == 0)
            sscanf(colon + 1, "%*u %*u %*u %*u %*u %*u %*u %*u %*u %ld %*u %ld", taken, dropped);
    }
    fclose(file);
}

/* Waits until there is room in the queue. Frames of others are counted too, so how many of ours wait is an
 * estimate, which is made right where more is known, and falls where nothing is. */
static void wait_for_room(const char *device, long *taken, long *waiting)
{
    static long dropped;
    do {
        long taken_before = *taken, dropped_before = dropped;
        count_frames(device, taken, &dropped);
        *waiting -= MAX(*taken - taken_before, 1);
        if (*waiting < 0) *waiting = 0;
        if (dropped != dropped_before) *waiting = QUEUE_SIZE;
    } while (*waiting > WAITING_MAX && usleep(WAIT_US) == 0);
}

int main(int argc, char **argv)
{
    if (argc != 7) return 2;
    const char *kind = argv[1], *device = argv[2], *guest = argv[3];
    long count = atol(argv[5]);
    flood_random_state = strtoull(argv[6], NULL, 10);
    struct flood_target target = {.port = (uint16_t)atoi(argv[4])};
    inet_pton(AF_INET, guest, target.ip);
    find_hardware_address(device, guest, target.hardware);

    int packets = socket(AF_PACKET, SOCK_RAW, 0);
    struct sockaddr_ll address = {.sll_family = AF_PACKET, .sll_ifindex = (int)if_nametoindex(device)};
    if (packets < 0 || bind(packets, (struct sockaddr *)&address, sizeof(address)) != 0) fail("AF_PACKET");

    long taken = 0, waiting = 0;
    wait_for_room(device, &taken, &waiting);
    long last = taken + count;
    for (bool told = false;;) {
        for (unsigned i = 0; i < BATCH; i++) {
            uint8_t frame[FLOOD_FRAME_MAX];
            size_t size =
                strcmp(kind, "syn") == 0 ? flood_syn(frame, &target) : flood_garbage(frame, &target);
            if (send(packets, frame, size, 0) == (ssize_t)size) waiting++;
        }
        wait_for_room(device, &taken, &waiting);
        if (!told && taken >= last) {
            printf("sent %ld\n", count);
            fflush(stdout);
            told = true;
        }
        if (told) usleep(SLOW_WAIT_US);
    }
}
