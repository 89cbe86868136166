/* Fails the calls of a process that touch files under one folder: the n-th of them, or it and all behind it.
 *
 * Loaded by LD_PRELOAD; `fault_arm` says what fails, `fault_count` how many such calls there were. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static char folder[4096];
static long at = -1, count = 0;
static int once = 1, error_number = EIO;

void fault_arm(const char *under, long nth, int only_once, int number) {
    snprintf(folder, sizeof folder, "%s", under);
    at = nth; once = only_once; error_number = number; count = 0;
}

long fault_count(void) { return count; }

static int fails(void) {
    long number = __atomic_add_fetch(&count, 1, __ATOMIC_SEQ_CST);
    if (at > 0 && (once ? number == at : number >= at)) { errno = error_number; return 1; }
    return 0;
}

static int under(const char *path) {
    return folder[0] && path && strncmp(path, folder, strlen(folder)) == 0;
}

static int of_path(int dir, const char *path) {
    char link[64], name[4096];
    ssize_t length;
    if (!folder[0] || !path) return 0;
    if (path[0] == '/') return under(path);
    if (dir == AT_FDCWD) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", dir);
    length = readlink(link, name, sizeof name - 1);
    if (length < 0) return 0;
    name[length] = 0;
    return under(name);
}

static int of_file(int fd) {
    char link[64], name[4096];
    ssize_t length;
    if (!folder[0]) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    length = readlink(link, name, sizeof name - 1);
    if (length < 0) return 0;
    name[length] = 0;
    return under(name);
}

#define REAL(type, name, ...) static type (*real)(__VA_ARGS__); if (!real) real = (type (*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)

static int mode_of(int flags, va_list more) { return (flags & (O_CREAT | O_TMPFILE)) ? va_arg(more, int) : 0; }

#define OPEN(name) int name(const char *path, int flags, ...) { \
    va_list more; va_start(more, flags); int mode = mode_of(flags, more); va_end(more); \
    REAL(int, #name, const char *, int, ...); \
    return of_path(AT_FDCWD, path) && fails() ? -1 : real(path, flags, mode); }
OPEN(open)
OPEN(open64)

#define OPENAT(name) int name(int dir, const char *path, int flags, ...) { \
    va_list more; va_start(more, flags); int mode = mode_of(flags, more); va_end(more); \
    REAL(int, #name, int, const char *, int, ...); \
    return of_path(dir, path) && fails() ? -1 : real(dir, path, flags, mode); }
OPENAT(openat)
OPENAT(openat64)

DIR *opendir(const char *path) { REAL(DIR *, "opendir", const char *); return of_path(AT_FDCWD, path) && fails() ? NULL : real(path); }
ssize_t read(int fd, void *to, size_t size) { REAL(ssize_t, "read", int, void *, size_t); return of_file(fd) && fails() ? -1 : real(fd, to, size); }
ssize_t pread(int fd, void *to, size_t size, off_t from) { REAL(ssize_t, "pread", int, void *, size_t, off_t); return of_file(fd) && fails() ? -1 : real(fd, to, size, from); }
ssize_t write(int fd, const void *from, size_t size) { REAL(ssize_t, "write", int, const void *, size_t); return of_file(fd) && fails() ? -1 : real(fd, from, size); }
ssize_t writev(int fd, const struct iovec *parts, int number) { REAL(ssize_t, "writev", int, const struct iovec *, int); return of_file(fd) && fails() ? -1 : real(fd, parts, number); }
int fsync(int fd) { REAL(int, "fsync", int); return of_file(fd) && fails() ? -1 : real(fd); }
int ftruncate(int fd, off_t size) { REAL(int, "ftruncate", int, off_t); return of_file(fd) && fails() ? -1 : real(fd, size); }
int ftruncate64(int fd, off64_t size) { REAL(int, "ftruncate64", int, off64_t); return of_file(fd) && fails() ? -1 : real(fd, size); }
int flock(int fd, int what) { REAL(int, "flock", int, int); return of_file(fd) && fails() ? -1 : real(fd, what); }
int close(int fd) { REAL(int, "close", int); if (of_file(fd) && fails()) { int number = errno; real(fd); errno = number; return -1; } return real(fd); }
int mkdir(const char *path, mode_t mode) { REAL(int, "mkdir", const char *, mode_t); return of_path(AT_FDCWD, path) && fails() ? -1 : real(path, mode); }
int rmdir(const char *path) { REAL(int, "rmdir", const char *); return of_path(AT_FDCWD, path) && fails() ? -1 : real(path); }
int unlink(const char *path) { REAL(int, "unlink", const char *); return of_path(AT_FDCWD, path) && fails() ? -1 : real(path); }
int unlinkat(int dir, const char *path, int flags) { REAL(int, "unlinkat", int, const char *, int); return of_path(dir, path) && fails() ? -1 : real(dir, path, flags); }
int chmod(const char *path, mode_t mode) { REAL(int, "chmod", const char *, mode_t); return of_path(AT_FDCWD, path) && fails() ? -1 : real(path, mode); }
int fchmodat(int dir, const char *path, mode_t mode, int flags) { REAL(int, "fchmodat", int, const char *, mode_t, int); return of_path(dir, path) && fails() ? -1 : real(dir, path, mode, flags); }
int rename(const char *from, const char *to) { REAL(int, "rename", const char *, const char *); return of_path(AT_FDCWD, from) && fails() ? -1 : real(from, to); }
int renameat2(int a, const char *from, int b, const char *to, unsigned flags) { REAL(int, "renameat2", int, const char *, int, const char *, unsigned); return of_path(a, from) && fails() ? -1 : real(a, from, b, to, flags); }
int stat(const char *path, struct stat *found) { REAL(int, "stat", const char *, struct stat *); return of_path(AT_FDCWD, path) && fails() ? -1 : real(path, found); }
int lstat(const char *path, struct stat *found) { REAL(int, "lstat", const char *, struct stat *); return of_path(AT_FDCWD, path) && fails() ? -1 : real(path, found); }
int stat64(const char *path, struct stat64 *found) { REAL(int, "stat64", const char *, struct stat64 *); return of_path(AT_FDCWD, path) && fails() ? -1 : real(path, found); }
int lstat64(const char *path, struct stat64 *found) { REAL(int, "lstat64", const char *, struct stat64 *); return of_path(AT_FDCWD, path) && fails() ? -1 : real(path, found); }
int fstatat(int dir, const char *path, struct stat *found, int flags) { REAL(int, "fstatat", int, const char *, struct stat *, int); return of_path(dir, path) && fails() ? -1 : real(dir, path, found, flags); }
int fstatat64(int dir, const char *path, struct stat64 *found, int flags) { REAL(int, "fstatat64", int, const char *, struct stat64 *, int); return of_path(dir, path) && fails() ? -1 : real(dir, path, found, flags); }
