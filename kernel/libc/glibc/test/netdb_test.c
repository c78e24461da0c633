// SPDX-License-Identifier: MIT
// sources: ../netdb-file.c
/* Entries of services(5), hosts(5) and networks(5), of which some are wrong, and buffers that are too small.
 */
#include "renamed.h"

#include <arpa/inet.h>
#include <assert.h>
#include <errno.h>
#include <netdb.h>

#define setservent our_setservent
#define endservent our_endservent
#define getservent our_getservent
#define getservent_r our_getservent_r
#include "../netdb-services.c"

#define sethostent our_sethostent
#define endhostent our_endhostent
#define gethostent our_gethostent
#define gethostent_r our_gethostent_r
#include "../netdb-hosts.c"

static const char *write_file(char *name, const char *text)
{
    int fd = mkstemp(name);
    assert(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text) && close(fd) == 0);
    return name;
}

static void test_services(void)
{
    char name[] = "/tmp/netdb-test-XXXXXX", buffer[256];
    services.path =
        write_file(name, "# comment\n\nhttp 80/tcp www web # more\nbad port/tcp\nworse 99999/udp\n"
                         "toofew\ndns\t53/udp\nnone 7");
    struct servent entry, *result;
    /* What does not fit comes again. */
    assert(our_getservent_r(&entry, buffer, 10, &result) == ERANGE && result == NULL);
    assert(our_getservent_r(&entry, buffer, sizeof buffer, &result) == 0 && result == &entry);
    assert(strcmp(entry.s_name, "http") == 0 && entry.s_port == htons(80) &&
           strcmp(entry.s_proto, "tcp") == 0);
    assert(strcmp(entry.s_aliases[0], "www") == 0 && strcmp(entry.s_aliases[1], "web") == 0 &&
           !entry.s_aliases[2]);
    result = our_getservent();
    assert(strcmp(result->s_name, "dns") == 0 && result->s_aliases[0] == NULL);
    assert(our_getservent() == NULL && our_getservent_r(&entry, buffer, sizeof buffer, &result) == ENOENT);
    our_setservent(0);
    assert(strcmp(our_getservent()->s_name, "http") == 0);
    /* A buffer at any address, of any size: never beyond it, which AddressSanitizer sees. */
    for (size_t size = 0; size < 120; size++) {
        char *place = malloc(size + 1);
        our_endservent();
        int status = our_getservent_r(&entry, place + 1, size, &result);
        assert(status == (size < 50 && status ? ERANGE : 0));
        free(place);
    }
    our_endservent();
    free(services.result);
    assert(unlink(name) == 0);
    services.path = "/nothing";
    assert(our_getservent() == NULL && our_getservent_r(&entry, buffer, sizeof buffer, &result) == ENOENT);
}

static void test_hosts(void)
{
    char name[] = "/tmp/netdb-test-XXXXXX", buffer[256];
    hosts.path = write_file(name, "10.1.2.3 one uno\n::1 six\nfe80::1 link\nnonsense x\n");
    struct hostent entry, *result;
    int error;
    assert(our_gethostent_r(&entry, buffer, sizeof buffer, &result, &error) == 0);
    assert(entry.h_addrtype == AF_INET && memcmp(entry.h_addr_list[0], "\x0a\1\2\3", 4) == 0 &&
           !entry.h_addr_list[1]);
    assert(strcmp(entry.h_name, "one") == 0 && strcmp(entry.h_aliases[0], "uno") == 0);
    assert(memcmp(our_gethostent()->h_addr_list[0], "\x7f\0\0\1", 4) == 0);
    assert(our_gethostent_r(&entry, buffer, sizeof buffer, &result, &error) == ENOENT &&
           error == HOST_NOT_FOUND);
    our_endhostent();
    free(hosts.result);
    assert(unlink(name) == 0);
}

int main(void)
{
    test_services();
    test_hosts();
    return 0;
}
