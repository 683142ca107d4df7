/* A disk that is watched or fails, laid under a real process: LD_PRELOAD=disk_shim.so, built by disk.py.
 *
 * Only files below the folder of FP_ROOT count. With FP_LOG every write, truncation, sync, rename and removal is written
 * down with its bytes. fp_arm makes the N-th of them fail, and all after it; fp_room lets so many bytes in and no more.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define MOST 4096
#define LONGEST 1024

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char *paths[MOST];
static char root[LONGEST];
static int log_fd = -2;
static long count, fail_at, room = -1;
static int fail_errno = EIO, fails_on, kills;

static ssize_t (*real_write)(int, const void *, size_t);
static ssize_t (*real_pwrite)(int, const void *, size_t, off64_t);
static int (*real_open)(const char *, int, ...);
static int (*real_close)(int);
static int (*real_fsync)(int);
static int (*real_fdatasync)(int);
static int (*real_ftruncate)(int, off64_t);
static int (*real_rename)(const char *, const char *);
static int (*real_unlink)(const char *);
static int (*real_mkdir)(const char *, mode_t);

__attribute__((constructor)) static void begin(void)
{
    real_write = dlsym(RTLD_NEXT, "write");
    real_pwrite = dlsym(RTLD_NEXT, "pwrite64");
    real_open = dlsym(RTLD_NEXT, "open64");
    real_close = dlsym(RTLD_NEXT, "close");
    real_fsync = dlsym(RTLD_NEXT, "fsync");
    real_fdatasync = dlsym(RTLD_NEXT, "fdatasync");
    real_ftruncate = dlsym(RTLD_NEXT, "ftruncate64");
    real_rename = dlsym(RTLD_NEXT, "rename");
    real_unlink = dlsym(RTLD_NEXT, "unlink");
    real_mkdir = dlsym(RTLD_NEXT, "mkdir");
    const char *given = getenv("FP_ROOT");
    if (given)
        snprintf(root, sizeof root, "%s", given);
    const char *log = getenv("FP_LOG");
    log_fd = log && *log ? real_open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600) : -1;
}

static int counts(const char *path)
{
    return *root && strncmp(path, root, strlen(root)) == 0 && !strstr(path, "-shm");
}

static void put(char what, const char *path, const char *other, uint64_t place, const void *data, uint64_t length)
{
    if (log_fd < 0)
        return;
    uint16_t first = strlen(path), second = other ? strlen(other) : 0;
    unsigned char head[21];
    head[0] = what;
    memcpy(head + 1, &first, 2);
    memcpy(head + 3, &second, 2);
    memcpy(head + 5, &place, 8);
    memcpy(head + 13, &length, 8);
    struct iovec parts[4] = {{head, sizeof head}, {(void *)path, first}, {(void *)other, second}, {(void *)data, data ? length : 0}};
    if (writev(log_fd, parts, 4) < 0)
        abort();
}

/* Say whether this operation fails; the caller holds the lock. */
static int fails(void)
{
    count++;
    if (!fail_at || count < fail_at || (!fails_on && count > fail_at))
        return 0;
    if (kills)
        raise(SIGKILL);
    errno = fail_errno;
    return 1;
}

void fp_arm(long at, int error, int goes_on, int is_kill)
{
    count = 0;
    fail_at = at;
    fail_errno = error;
    fails_on = goes_on;
    kills = is_kill;
}

void fp_room(long bytes) { room = bytes; }
void fp_root(const char *path) { snprintf(root, sizeof root, "%s", path); }
long fp_count(void) { return count; }

static int opened(int fd, const char *path, int flags, int was_there)
{
    if (fd < 0 || fd >= MOST || !counts(path))
        return fd;
    pthread_mutex_lock(&lock);
    free(paths[fd]);
    paths[fd] = strdup(path);
    if (!was_there)
        put('C', path, NULL, 0, NULL, 0);
    else if (flags & O_TRUNC)
        put('T', path, NULL, 0, NULL, 0);
    pthread_mutex_unlock(&lock);
    return fd;
}

static int opening(const char *path, int flags, mode_t mode)
{
    struct stat found;
    int was_there = stat(path, &found) == 0;
    if (fails_on && fail_at && count >= fail_at && counts(path)) {
        errno = fail_errno;
        return -1;
    }
    return opened(real_open(path, flags, mode), path, flags, was_there);
}

int open64(const char *path, int flags, ...)
{
    va_list more;
    va_start(more, flags);
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(more, mode_t) : 0;
    va_end(more);
    return opening(path, flags, mode);
}

int open(const char *path, int flags, ...)
{
    va_list more;
    va_start(more, flags);
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(more, mode_t) : 0;
    va_end(more);
    return opening(path, flags, mode);
}

int close(int fd)
{
    if (fd >= 0 && fd < MOST && paths[fd]) {
        pthread_mutex_lock(&lock);
        free(paths[fd]);
        paths[fd] = NULL;
        pthread_mutex_unlock(&lock);
    }
    return real_close(fd);
}

static ssize_t writing(int fd, const void *data, size_t length, off64_t place, int is_placed)
{
    if (fd < 0 || fd >= MOST || !paths[fd])
        return is_placed ? real_pwrite(fd, data, length, place) : real_write(fd, data, length);
    pthread_mutex_lock(&lock);
    ssize_t done = -1;
    if (!fails()) {
        if (room >= 0 && (long)length > room) {
            length = room;
            if (!length)
                errno = ENOSPC;
        }
        if (length || room != 0) {
            off64_t at = is_placed ? place : lseek64(fd, 0, SEEK_CUR);
            done = is_placed ? real_pwrite(fd, data, length, place) : real_write(fd, data, length);
            if (done > 0) {
                put('W', paths[fd], NULL, at, data, done);
                if (room >= 0)
                    room -= done;
            }
        }
    }
    pthread_mutex_unlock(&lock);
    return done;
}

ssize_t write(int fd, const void *data, size_t length) { return writing(fd, data, length, 0, 0); }
ssize_t pwrite64(int fd, const void *data, size_t length, off64_t at) { return writing(fd, data, length, at, 1); }
ssize_t pwrite(int fd, const void *data, size_t length, off_t at) { return writing(fd, data, length, at, 1); }

static int syncing(int fd, int (*real)(int))
{
    if (fd < 0 || fd >= MOST || !paths[fd])
        return real(fd);
    pthread_mutex_lock(&lock);
    struct stat found;
    int done = -1;
    if (!fails()) {
        done = real(fd);
        if (done == 0)
            put(fstat(fd, &found) == 0 && S_ISDIR(found.st_mode) ? 'D' : 'S', paths[fd], NULL, 0, NULL, 0);
    }
    pthread_mutex_unlock(&lock);
    return done;
}

int fsync(int fd) { return syncing(fd, real_fsync); }
int fdatasync(int fd) { return syncing(fd, real_fdatasync); }

int ftruncate64(int fd, off64_t size)
{
    if (fd < 0 || fd >= MOST || !paths[fd])
        return real_ftruncate(fd, size);
    pthread_mutex_lock(&lock);
    int done = -1;
    if (!fails()) {
        done = real_ftruncate(fd, size);
        if (done == 0)
            put('T', paths[fd], NULL, size, NULL, 0);
    }
    pthread_mutex_unlock(&lock);
    return done;
}

int ftruncate(int fd, off_t size) { return ftruncate64(fd, size); }

int rename(const char *from, const char *to)
{
    if (!counts(from) && !counts(to))
        return real_rename(from, to);
    pthread_mutex_lock(&lock);
    int done = -1;
    if (!fails()) {
        done = real_rename(from, to);
        if (done == 0)
            put('R', from, to, 0, NULL, 0);
    }
    pthread_mutex_unlock(&lock);
    return done;
}

int unlink(const char *path)
{
    if (!counts(path))
        return real_unlink(path);
    pthread_mutex_lock(&lock);
    int done = -1;
    if (fails_on && fail_at && count >= fail_at)
        errno = fail_errno;
    else {
        done = real_unlink(path);
        if (done == 0)
            put('U', path, NULL, 0, NULL, 0);
    }
    pthread_mutex_unlock(&lock);
    return done;
}

int mkdir(const char *path, mode_t mode)
{
    int done = real_mkdir(path, mode);
    if (done == 0 && counts(path)) {
        pthread_mutex_lock(&lock);
        put('M', path, NULL, 0, NULL, 0);
        pthread_mutex_unlock(&lock);
    }
    return done;
}
