/* SPDX-License-Identifier: MIT */
/* The working directory, and what the program has open when it starts. */
#include <abi/errno.h>
#include <abi/syscall.h>
#include <core/string.h>
#include <mm/kmalloc.h>
#include <mm/user.h>
#include <tty/tty.h>

#include "file.h"
#include "mount.h"
#include "walk.h"

static struct spinlock cwd_lock = SPINLOCK_INIT;
static struct name *cwd; /* referenced; NULL: /; under cwd_lock */

struct name *working_directory(void)
{
    spin_lock(&cwd_lock);
    struct name *name = name_get(cwd != NULL ? cwd : mount_root());
    spin_unlock(&cwd_lock);
    return name;
}

size_t vfs_working_directory(char *buffer, size_t size)
{
    struct name *name = working_directory();
    bool deleted;
    size_t length = name_path(name, buffer, size, &deleted);
    name_put(name);
    return length;
}

/* Takes the reference over. */
static void set_working_directory(struct name *name)
{
    spin_lock(&cwd_lock);
    struct name *old = cwd;
    cwd = name;
    spin_unlock(&cwd_lock);
    name_put(old);
}

/* To where a walk arrived. */
static int change_to(struct walk *walk)
{
    struct name *name = walk->file != NULL ? walk->file->name : walk->at;
    if (name == NULL || !S_ISDIR(name_vnode(name)->mode)) return -ENOTDIR;
    set_working_directory(name_get(name));
    return 0;
}

SYSCALL(chdir)(const char *path)
{
    struct walk walk;
    int status = walk_user(&walk, AT_FDCWD, path, WALK_FOLLOW);
    if (status == 0) status = change_to(&walk);
    walk_end(&walk);
    return status;
}

SYSCALL(fchdir)(int descriptor)
{
    struct file *file = descriptor_get(descriptor);
    if (file == NULL) return -EBADF;
    int status = -ENOTDIR;
    if (file->name != NULL && S_ISDIR(file->vnode->mode)) {
        set_working_directory(name_get(file->name));
        status = 0;
    }
    file_put(file);
    return status;
}

SYSCALL(getcwd)(char *buffer, size_t size)
{
    struct name *name = working_directory();
    char *path = kmalloc(PATH_MAX);
    long result = -ENOMEM;
    if (path != NULL) {
        bool deleted;
        size_t length = name_path(name, path, PATH_MAX, &deleted);
        if (deleted)
            result = -ENOENT;
        else if (length >= PATH_MAX)
            result = -ENAMETOOLONG;
        else if (length >= size)
            result = -ERANGE;
        else
            result = copy_to_user(buffer, path, length + 1) != 0 ? -EFAULT : (long)length + 1;
    }
    kfree(path);
    name_put(name);
    return result;
}

/* The root of a program cannot be changed; it has the machine to itself. */
SYSCALL(chroot)(const char *path)
{
    (void)path;
    return -EPERM;
}

int process_files_init(const char *path)
{
    struct walk walk;
    int status = walk_begin_kernel(&walk, path);
    if (status == 0) status = walk_all(&walk, WALK_FOLLOW);
    if (status == 0) status = change_to(&walk);
    walk_end(&walk);
    for (int which = 0; status == 0 && which < 3; which++) {
        struct file *file;
        status = tty_open_standard(which, &file);
        if (status == 0) status = MIN(descriptor_install(file, which, false), 0);
    }
    return status;
}
