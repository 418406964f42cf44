/* Preloaded into a process, writes down every write, sync, truncation and removal under one folder, in order.
 *
 * A record: kind (1 byte), length of the name (4), offset (8), length of the data (4), name, data; little-endian.
 * FAULTS_FOLDER is the folder, FAULTS_TRACE the file to write to, which lies elsewhere. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <limits.h>
#include <pthread.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
static int trace = -1;

static void put(const void *data, size_t length) {
    const char *at = data;
    while (length > 0) {
        long done = syscall(SYS_write, trace, at, length);
        if (done <= 0) _exit(99);
        at += done;
        length -= (size_t)done;
    }
}

static void record(char kind, const char *path, uint64_t offset, const void *data, size_t length) {
    const char *folder = getenv("FAULTS_FOLDER"), *file = getenv("FAULTS_TRACE");
    if (!folder || !file || strncmp(path, folder, strlen(folder)) != 0) return;
    const char *name = path + strlen(folder) + 1;
    uint32_t named = (uint32_t)strlen(name), carried = (uint32_t)length;
    pthread_mutex_lock(&turn);
    if (trace < 0) trace = (int)syscall(SYS_openat, AT_FDCWD, file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    put(&kind, 1);
    put(&named, 4);
    put(&offset, 8);
    put(&carried, 4);
    put(name, named);
    put(data, length);
    pthread_mutex_unlock(&turn);
}

static const char *path_of(int fd, char *room) {
    char link[64] = "/proc/self/fd/";
    char digits[16];
    int count = 0;
    do { digits[count++] = (char)('0' + fd % 10); fd /= 10; } while (fd);
    size_t end = strlen(link);
    while (count) link[end++] = digits[--count];
    link[end] = 0;
    ssize_t length = readlink(link, room, PATH_MAX - 1);
    room[length > 0 ? length : 0] = 0;
    return room;
}

#define REAL(name, type) static __typeof__(type) real; if (!real) real = (__typeof__(type))dlsym(RTLD_NEXT, #name)

ssize_t write(int fd, const void *data, size_t length) {
    REAL(write, ssize_t (*)(int, const void *, size_t));
    off_t offset = lseek(fd, 0, SEEK_CUR);
    ssize_t done = real(fd, data, length);
    char room[PATH_MAX];
    if (done > 0 && offset >= 0) record('w', path_of(fd, room), (uint64_t)offset, data, (size_t)done);
    return done;
}

static ssize_t positioned(ssize_t done, int fd, const void *data, off_t offset) {
    char room[PATH_MAX];
    if (done > 0) record('w', path_of(fd, room), (uint64_t)offset, data, (size_t)done);
    return done;
}

ssize_t pwrite(int fd, const void *data, size_t length, off_t offset) {
    REAL(pwrite, ssize_t (*)(int, const void *, size_t, off_t));
    return positioned(real(fd, data, length, offset), fd, data, offset);
}

ssize_t pwrite64(int fd, const void *data, size_t length, off_t offset) {
    REAL(pwrite64, ssize_t (*)(int, const void *, size_t, off_t));
    return positioned(real(fd, data, length, offset), fd, data, offset);
}

static int synced(int done, int fd) {
    char room[PATH_MAX];
    if (done == 0) record('s', path_of(fd, room), 0, "", 0);
    return done;
}

int fsync(int fd) {
    REAL(fsync, int (*)(int));
    return synced(real(fd), fd);
}

int fdatasync(int fd) {
    REAL(fdatasync, int (*)(int));
    return synced(real(fd), fd);
}

static int truncated(int done, int fd, off_t length) {
    char room[PATH_MAX];
    if (done == 0) record('t', path_of(fd, room), (uint64_t)length, "", 0);
    return done;
}

int ftruncate(int fd, off_t length) {
    REAL(ftruncate, int (*)(int, off_t));
    return truncated(real(fd, length), fd, length);
}

int ftruncate64(int fd, off_t length) {
    REAL(ftruncate64, int (*)(int, off_t));
    return truncated(real(fd, length), fd, length);
}

int unlink(const char *path) {
    REAL(unlink, int (*)(const char *));
    int done = real(path);
    if (done == 0) record('u', path, 0, "", 0);
    return done;
}
