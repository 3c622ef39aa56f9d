/* What plain calls do: close descriptors, take away privileges, bound memory and time. */
#define _GNU_SOURCE
#include "sandbox.h"
#include "sanitized.h"

#include <dlfcn.h>
#include <errno.h>
#include <linux/capability.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef SYS_close_range
#define SYS_close_range 436
#endif

int sandbox_close_from(int first) {
    if (syscall(SYS_close_range, (unsigned)first, ~0u, 0) == 0) return 0;
    if (errno != ENOSYS && errno != EPERM) return -errno;
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files) != 0) return -errno;
    rlim_t end = files.rlim_cur > 65536 ? 65536 : files.rlim_cur;
    for (int fd = first; fd < (int)end; fd++) close(fd);
    return 0;
}

void sandbox_show_lines(void) { setvbuf(stdout, NULL, _IOLBF, 0); }

const char *sandbox_file_holding(const void *address) {
    Dl_info info;
    return dladdr(address, &info) != 0 ? info.dli_fname : NULL;
}

int sandbox_no_new_privileges(void) {
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0) return 0;
    const int code = errno;
    return prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1 ? 0 : -code;
}

int sandbox_drop_capabilities(void) {
    struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
    struct __user_cap_data_struct none[2] = {{0, 0, 0}, {0, 0, 0}};
    if (syscall(SYS_capset, &header, none) == 0) return 0;
    /* An outer profile may refuse it to a process that has none. */
    const int code = errno;
    struct __user_cap_data_struct now[2];
    if (syscall(SYS_capget, &header, now) != 0) return -code;
    return now[0].permitted || now[1].permitted ? -code : 0;
}

int sandbox_leave_no_core(void) {
    struct rlimit none = {0, 0};
    if (setrlimit(RLIMIT_CORE, &none) != 0) return -errno;
    /* The limit does not count where the kernel hands dumps to a program. */
    return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0 ? 0 : -errno;
}

static int bound(__rlimit_resource_t resource, uint64_t soft, uint64_t hard) {
    struct rlimit now;
    if (getrlimit(resource, &now) != 0) return -errno;
    /* A limit that came from outside is never raised. */
    if (now.rlim_max != RLIM_INFINITY && hard > now.rlim_max) hard = now.rlim_max;
    if (soft > hard) soft = hard;
    struct rlimit limit = {soft, hard};
    return setrlimit(resource, &limit) == 0 ? 0 : -errno;
}

/* Threads of all users at this moment, or 0 where /proc does not tell. */
static uint64_t threads_now(void) {
    unsigned long long threads = 0;
    FILE *loads = fopen("/proc/loadavg", "re");
    if (!loads) return 0;
    if (fscanf(loads, "%*s %*s %*s %*u/%llu", &threads) != 1) threads = 0;
    fclose(loads);
    return threads;
}

/* Where memory runs out the kernel ends a worker before its host. */
static void die_first(void) {
    FILE *score = fopen("/proc/self/oom_score_adj", "we");
    if (!score) return;
    fputs("1000", score);
    fclose(score);
}

int sandbox_limit(uint64_t memory, uint64_t cpu_seconds) {
    enum { STACK = 8 << 20, DESCRIPTORS = 256, MORE_THREADS = 1024 };
    /* The kernel counts threads per user, not per process: this leaves room for all that others of the user may start, and
     * is what stops a connector that makes threads faster than the host counts them. Root is exempt. */
    const uint64_t threads = threads_now();
    die_first();
    /* DATA counts what is private and writable, which is what a leak eats. AS also catches shared memory and threads;
     * it needs room for libraries and for the 64 MiB of addresses that glibc reserves per thread. */
    int code = 0;
#ifndef SANITIZED
    const uint64_t addresses = memory + (2ull << 30);
    code = bound(RLIMIT_DATA, memory, memory);
    if (!code) code = bound(RLIMIT_AS, addresses, addresses);
#else
    /* A sanitizer reserves terabytes of addresses. */
    (void)memory;
#endif
    if (!code) code = bound(RLIMIT_STACK, STACK, STACK);
    /* SIGXCPU first; one second later SIGKILL, should the connector catch it. */
    if (!code) code = bound(RLIMIT_CPU, cpu_seconds, cpu_seconds + 1);
    if (!code) code = bound(RLIMIT_FSIZE, 0, 0);
    if (!code) code = bound(RLIMIT_NOFILE, DESCRIPTORS, DESCRIPTORS);
    if (!code && threads) code = bound(RLIMIT_NPROC, threads + MORE_THREADS, threads + MORE_THREADS);
    if (!code) code = bound(RLIMIT_MEMLOCK, 0, 0);
    if (!code) code = bound(RLIMIT_MSGQUEUE, 0, 0);
    return code ? code : sandbox_leave_no_core();
}
