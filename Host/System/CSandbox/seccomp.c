/* A seccomp filter in raw BPF: a list of what is allowed (calls.h), calls that depend on their arguments, a list of what
 * is refused, and ENOSYS for the rest.
 *
 * clone3 and openat2 take their flags behind a pointer, which a filter cannot read: they are among the rest, and
 * libraries fall back to clone and openat. statx is too: they fall back to newfstatat, for which see stat.c. */
#define _GNU_SOURCE
#include "sandbox.h"

#include "calls.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdbool.h>
#include <sys/mman.h>
#include <unistd.h>

#if defined(__x86_64__)
#define OWN_ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define OWN_ARCHITECTURE AUDIT_ARCH_AARCH64
#else
#error "the filter knows x86_64 and aarch64"
#endif

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

enum { MOST = 2 * (COUNT(allowed) + COUNT(refused)) + 160 };

struct program {
    struct sock_filter code[MOST];
    unsigned short count;
};

static void add(struct program *program, uint16_t code, uint32_t k, uint8_t if_true, uint8_t if_false) {
    program->code[program->count++] = (struct sock_filter){code, if_true, if_false, k};
}

static void answer(struct program *program, uint32_t action) { add(program, BPF_RET | BPF_K, action, 0, 0); }

static void load(struct program *program, size_t offset) {
    add(program, BPF_LD | BPF_W | BPF_ABS, (uint32_t)offset, 0, 0);
}

#define REFUSE (SECCOMP_RET_ERRNO | EPERM)
#define NO_MEMORY (SECCOMP_RET_ERRNO | ENOMEM)
#define NOT_KNOWN (SECCOMP_RET_ERRNO | ENOSYS)
#define NUMBER offsetof(struct seccomp_data, nr)
#define LOW_HALF(n) (offsetof(struct seccomp_data, args) + (n) * sizeof(uint64_t)) /* little-endian */
#define HIGH_HALF(n) (LOW_HALF(n) + sizeof(uint32_t))

static void settle(struct program *program, unsigned number, uint32_t action) {
    add(program, BPF_JMP | BPF_JEQ | BPF_K, number, 0, 1);
    answer(program, action);
}

/* What follows up to `end` is for one call alone, and gives an answer in any case. */
static unsigned short begin(struct program *program, unsigned number) {
    add(program, BPF_JMP | BPF_JEQ | BPF_K, number, 0, 0);
    return program->count;
}

static void end(struct program *program, unsigned short begun) {
    program->code[begun - 1].jf = (uint8_t)(program->count - begun);
}

/* Allowed only if argument `n` has none of the bits. */
static void allow_without(struct program *program, unsigned number, int n, uint32_t bits) {
    const unsigned short begun = begin(program, number);
    load(program, LOW_HALF(n));
    add(program, BPF_JMP | BPF_JSET | BPF_K, bits, 0, 1);
    answer(program, REFUSE);
    answer(program, SECCOMP_RET_ALLOW);
    end(program, begun);
}

/* Allowed only if argument `n` is one of the values. */
static void allow_values(struct program *program, unsigned number, int n, const uint32_t *values, uint8_t count) {
    const unsigned short begun = begin(program, number);
    load(program, LOW_HALF(n));
    for (uint8_t i = 0; i < count; i++) add(program, BPF_JMP | BPF_JEQ | BPF_K, values[i], (uint8_t)(count - i), 0);
    answer(program, REFUSE);
    answer(program, SECCOMP_RET_ALLOW);
    end(program, begun);
}

/* Only threads of this process, and none with a share of its own in anything. */
static void allow_threads(struct program *program) {
    const unsigned short begun = begin(program, SYS_clone);
    load(program, LOW_HALF(0));
    add(program, BPF_JMP | BPF_JSET | BPF_K, ~(uint32_t)(THREAD_FLAGS | MORE_THREAD_FLAGS), 3, 0);
    add(program, BPF_ALU | BPF_AND | BPF_K, THREAD_FLAGS, 0, 0);
    add(program, BPF_JMP | BPF_JEQ | BPF_K, THREAD_FLAGS, 0, 1);
    answer(program, SECCOMP_RET_ALLOW);
    answer(program, REFUSE);
    end(program, begun);
}

/* All memory but what no limit counts as used: what is shared without a file, and what passes for a stack. */
static void allow_counted_memory(struct program *program) {
    const unsigned short begun = begin(program, SYS_mmap);
    load(program, LOW_HALF(3));
    add(program, BPF_JMP | BPF_JSET | BPF_K, MAP_GROWSDOWN | MAP_HUGETLB, 2, 0);
    add(program, BPF_ALU | BPF_AND | BPF_K, MAP_SHARED | MAP_ANONYMOUS, 0, 0);
    add(program, BPF_JMP | BPF_JEQ | BPF_K, MAP_SHARED | MAP_ANONYMOUS, 0, 1);
    answer(program, NO_MEMORY);
    answer(program, SECCOMP_RET_ALLOW);
    end(program, begun);
}

/* prlimit64 reads limits for everyone's getrlimit; with a new value (argument 2) it sets them. */
static void allow_reading_own_limits(struct program *program) {
    const unsigned short begun = begin(program, SYS_prlimit64);
    load(program, LOW_HALF(0));
    add(program, BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 4);
    load(program, LOW_HALF(2));
    add(program, BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 2);
    load(program, HIGH_HALF(2));
    add(program, BPF_JMP | BPF_JEQ | BPF_K, 0, 1, 0);
    answer(program, REFUSE);
    answer(program, SECCOMP_RET_ALLOW);
    end(program, begun);
}

int sandbox_seccomp(void) {
    struct program program = {.count = 0};
    load(&program, offsetof(struct seccomp_data, arch));
    add(&program, BPF_JMP | BPF_JEQ | BPF_K, OWN_ARCHITECTURE, 1, 0);
    answer(&program, SECCOMP_RET_KILL_PROCESS);
    load(&program, NUMBER);
#if defined(__x86_64__)
    add(&program, BPF_JMP | BPF_JGE | BPF_K, 0x40000000u, 0, 1); /* the x32 table */
    answer(&program, REFUSE);
#endif
    for (size_t i = 0; i < COUNT(allowed); i++) settle(&program, allowed[i], SECCOMP_RET_ALLOW);
    allow_counted_memory(&program);
    allow_without(&program, SYS_openat, 2, BEYOND_READING);
#if defined(__x86_64__)
    allow_without(&program, SYS_open, 1, BEYOND_READING);
#endif
    settle(&program, SYS_newfstatat, SECCOMP_RET_TRAP);
#if defined(__x86_64__)
    settle(&program, SYS_stat, SECCOMP_RET_TRAP);
    settle(&program, SYS_lstat, SECCOMP_RET_TRAP);
#endif
    allow_threads(&program);
    const uint32_t self = (uint32_t)getpid(), caller = 0;
    allow_values(&program, SYS_kill, 0, &self, 1);
    allow_values(&program, SYS_tgkill, 0, &self, 1);
    allow_values(&program, SYS_sched_setaffinity, 0, &caller, 1);
    allow_values(&program, SYS_fcntl, 1, descriptor_commands, COUNT(descriptor_commands));
    allow_values(&program, SYS_ioctl, 1, device_commands, COUNT(device_commands));
    allow_values(&program, SYS_prctl, 0, process_commands, COUNT(process_commands));
    allow_reading_own_limits(&program);
    for (size_t i = 0; i < COUNT(refused); i++) settle(&program, refused[i], REFUSE);
    answer(&program, NOT_KNOWN);

    struct sock_fprog filter = {program.count, program.code};
    long refusal = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &filter);
    if (refusal == 0) return 0;
    int code = refusal > 0 ? ESRCH : errno;
    /* Some container profiles refuse the system call but not its older form. */
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0 ? 0 : -code;
}
