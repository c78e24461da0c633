// SPDX-License-Identifier: MIT
/* Files, trees of them, messages and databases as glibc's headers have them: named checks, see check.h. */
#define _FORTIFY_SOURCE 2
#define _GNU_SOURCE
#include "check.h"

#include <dirent.h>
#include <fcntl.h>
#include <fts.h>
#include <ftw.h>
#include <grp.h>
#include <netdb.h>
#include <pwd.h>
#include <resolv.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>
#include <utmpx.h>

static int visits[8], visit_order;

static int visit(const char *path, const struct stat *status, int type, struct FTW *where)
{
    (void)status;
    CHECK(type >= FTW_F && type <= FTW_SLN && where->level <= 2);
    if (strcmp(path, "walk") == 0) CHECK(type == FTW_DP);
    visits[type]++;
    visit_order = visit_order * 10 + type;
    return 0;
}

static int visit_simply(const char *path, const struct stat *status, int type)
{
    (void)status;
    if (strcmp(path, "walk/link") == 0) CHECK(type == FTW_F); /* it is followed */
    visits[type]++;
    return 0;
}

/* A folder of its own, which is removed again: the checks run on the host too. */
static char folder[32];

static void make_tree(void)
{
    strcpy(folder, "/tmp/glibc-XXXXXX");
    CHECK(mkdtemp(folder) != NULL && chdir(folder) == 0);
    CHECK(mkdir("walk", 0755) == 0 && mkdir("walk/folder", 0755) == 0);
    int fd = open("walk/folder/file", O_CREAT | O_WRONLY, 0644);
    CHECK(fd >= 0 && close(fd) == 0 && symlink("folder/file", "walk/link") == 0);
}

static void remove_tree(void)
{
    CHECK(unlink("walk/folder/file") == 0 && unlink("walk/link") == 0 && rmdir("walk/folder") == 0);
    CHECK(rmdir("walk") == 0 && chdir("/") == 0 && rmdir(folder) == 0);
}

static void test_trees(void)
{
    make_tree();
    CHECK(nftw("walk", visit, 8, FTW_PHYS | FTW_DEPTH) == 0);
    CHECK(visits[FTW_F] == 1 && visits[FTW_DP] == 2 && visits[FTW_SL] == 1 && visits[FTW_D] == 0);
    memset(visits, 0, sizeof visits);
    CHECK(ftw("walk", visit_simply, 8) == 0 && visits[FTW_F] == 2 && visits[FTW_D] == 2);
    FTS *fts = fts_open((char *[]){"walk", NULL}, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
    FTSENT *entry;
    int files = 0, folders = 0, links = 0;
    CHECK(fts != NULL);
    while ((entry = fts_read(fts)) != NULL) {
        files += entry->fts_info == FTS_F;
        folders += entry->fts_info == FTS_DP;
        links += entry->fts_info == FTS_SL;
    }
    CHECK(errno == 0 && files == 1 && folders == 2 && links == 1 && fts_close(fts) == 0);
    struct dirent **names;
    int fd = open("walk", O_RDONLY | O_DIRECTORY);
    CHECK(scandirat(fd, "folder", &names, NULL, alphasort) == 3 && strcmp(names[2]->d_name, "file") == 0);
    for (int i = 0; i < 3; i++) free(names[i]);
    free(names);
    close(fd);
    remove_tree();
}

static void test_files(void)
{
    struct statx status;
    make_tree();
    CHECK(statx(AT_FDCWD, "walk/folder/file", 0, STATX_BASIC_STATS, &status) == 0 && status.stx_size == 0);
    CHECK(open64("/tmp/nothing", O_RDONLY) == -1 && errno == ENOENT);
    int fd = open("walk/folder/file", O_RDWR);
    CHECK(fcntl64(fd, F_GETFL) >= 0 && pwrite(fd, "hello", 5, 0) == 5);
    char text[8] = "";
    struct iovec parts = {text, sizeof text};
    CHECK(preadv2(fd, &parts, 1, 0, 0) == 5 && strcmp(text, "hello") == 0);
    CHECK(renameat2(AT_FDCWD, "walk/folder/file", AT_FDCWD, "walk/folder/other", 0) == 0);
    CHECK(rename("walk/folder/other", "walk/folder/file") == 0);
    int other = dup2(fd, 70);
    CHECK(other == 70 && close_range(60, 80, 0) == 0 && fcntl(70, F_GETFD) == -1 && errno == EBADF);
    closefrom(50);
    char *path = canonicalize_file_name("walk/link");
    CHECK(path != NULL && strstr(path, "/walk/folder/file") != NULL);
    free(path);
    close(fd);
    remove_tree();
}

/* A message with 250 descriptors, nearly what Linux allows; musl's sendmsg has less room for them. */
static void test_messages(void)
{
    enum { COUNT = 250 };
    int pair[2];
    char control[CMSG_SPACE(COUNT * sizeof(int))], byte = 'x';
    struct iovec part = {&byte, 1};
    struct msghdr message = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
    CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0);
    memset(control, 0, sizeof control);
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(COUNT * sizeof(int));
    for (int i = 0; i < COUNT; i++)
        memcpy(CMSG_DATA(header) + (size_t)i * sizeof(int), &pair[0], sizeof(int));
    CHECK(sendmsg(pair[0], &message, 0) == 1);
    message.msg_controllen = sizeof control;
    CHECK(recvmsg(pair[1], &message, 0) == 1 && message.msg_iovlen == 1);
    header = CMSG_FIRSTHDR(&message);
    CHECK(header != NULL && header->cmsg_len == CMSG_LEN(COUNT * sizeof(int)));
    CHECK(CMSG_NXTHDR(&message, header) == NULL);
}

static void test_databases(void)
{
    struct passwd user, *found_user;
    struct group group, *found_group;
    struct protoent protocol, *found_protocol;
    char buffer[1024], small[4];
    int users = 0;
    setpwent();
    CHECK(getpwent_r(&user, small, sizeof small, &found_user) == ERANGE);
    while (getpwent_r(&user, buffer, sizeof buffer, &found_user) == 0) users++;
    setpwent();
    while (getpwent() != NULL) users--;
    CHECK(users == 0);
    setgrent();
    CHECK(getgrent_r(&group, buffer, sizeof buffer, &found_group) == 0 && group.gr_mem != NULL);
    CHECK(getprotobyname_r("tcp", &protocol, buffer, sizeof buffer, &found_protocol) == 0);
    CHECK(found_protocol == &protocol && protocol.p_proto == 6);
    struct __res_state state = {0};
    CHECK(res_ninit(&state) == 0 && state.nscount >= 1 && (state.options & RES_INIT));
    res_nclose(&state);
    CHECK(innetgr("group", "host", "user", "domain") == 0);
    setutxent();
    endutxent();
}

static const struct check checks[] = {
    {"trees", test_trees}, {"files", test_files}, {"messages", test_messages}, {"databases", test_databases}};

int main(int argc, char **argv)
{
    RUN_CHECKS(argc, argv, checks);
    return 0;
}
