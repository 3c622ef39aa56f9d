/* A seccomp filter in raw BPF. Everything that loading and running a library needs stays allowed; what reaches beyond
 * the process answers EPERM, so that a library asking for it goes on with an error instead of dying.
 *
 * clone3 and openat2 take their flags behind a pointer, which a filter cannot read: they answer ENOSYS, and libraries
 * fall back to clone and openat. */
#define _GNU_SOURCE
#include "sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <linux/sockios.h>
#include <sched.h>
#include <stdbool.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#define OWN_ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define OWN_ARCHITECTURE AUDIT_ARCH_AARCH64
#else
#error "the filter knows x86_64 and aarch64"
#endif

/* Numbers that newer kernels brought are written out: they are the same everywhere. */
static const unsigned denied[] = {
    /* network */
    SYS_socket, SYS_socketpair, SYS_bind, SYS_connect, SYS_listen, SYS_accept, SYS_accept4, SYS_sendto, SYS_sendmsg,
    SYS_sendmmsg, SYS_recvfrom, SYS_recvmsg, SYS_recvmmsg, SYS_shutdown,
    /* other programs and processes */
    SYS_execve, SYS_execveat, SYS_ptrace, SYS_process_vm_readv, SYS_process_vm_writev, SYS_kcmp, SYS_tkill,
    SYS_rt_sigqueueinfo, SYS_rt_tgsigqueueinfo, 424 /* pidfd_send_signal */, 434 /* pidfd_open */,
    438 /* pidfd_getfd */, 440 /* process_madvise */, 448 /* process_mrelease */, SYS_setpriority, SYS_ioprio_set,
    SYS_sched_setscheduler, SYS_sched_setparam, SYS_sched_setattr, SYS_migrate_pages, SYS_move_pages, SYS_setrlimit,
    SYS_setsid, SYS_setpgid,
    /* identity and name spaces */
    SYS_setuid, SYS_setgid, SYS_setreuid, SYS_setregid, SYS_setresuid, SYS_setresgid, SYS_setfsuid, SYS_setfsgid,
    SYS_setgroups, SYS_capset, SYS_unshare, SYS_setns, SYS_chroot, SYS_pivot_root,
    /* files */
    SYS_unlinkat, SYS_renameat2, SYS_linkat, SYS_symlinkat, SYS_mkdirat, SYS_mknodat, SYS_fchmodat, SYS_fchmod,
    SYS_fchownat, SYS_fchown, SYS_truncate, SYS_ftruncate, SYS_fallocate, SYS_utimensat, SYS_setxattr, SYS_lsetxattr,
    SYS_fsetxattr, SYS_removexattr, SYS_lremovexattr, SYS_fremovexattr, SYS_name_to_handle_at, SYS_open_by_handle_at,
    SYS_fanotify_init, SYS_fanotify_mark, SYS_memfd_create, 447 /* memfd_secret */, 452 /* fchmodat2 */,
    463 /* setxattrat */, 466 /* removexattrat */,
    /* the machine */
    SYS_mount, SYS_umount2, 428 /* open_tree */, 429 /* move_mount */, 430 /* fsopen */, 431 /* fsconfig */,
    432 /* fsmount */, 433 /* fspick */, 442 /* mount_setattr */, SYS_swapon, SYS_swapoff, SYS_reboot, SYS_sethostname,
    SYS_setdomainname, SYS_settimeofday, SYS_clock_settime, SYS_adjtimex, SYS_clock_adjtime, SYS_acct, SYS_quotactl,
    443 /* quotactl_fd */, SYS_init_module, SYS_finit_module, SYS_delete_module, SYS_syslog, SYS_vhangup,
    SYS_kexec_load,
    /* doors that past holes came through */
    SYS_bpf, SYS_perf_event_open, SYS_userfaultfd, SYS_keyctl, SYS_add_key, SYS_request_key, 425 /* io_uring_setup */,
    426 /* io_uring_enter */, 427 /* io_uring_register */, SYS_vmsplice,
    /* System V and POSIX objects outlive the process */
    SYS_shmget, SYS_shmat, SYS_shmctl, SYS_semget, SYS_semctl, SYS_semop, SYS_semtimedop, SYS_msgget, SYS_msgsnd,
    SYS_msgrcv, SYS_msgctl, SYS_mq_open, SYS_mq_unlink,
#if defined(__x86_64__)
    SYS_fork, SYS_vfork, SYS_creat, SYS_unlink, SYS_rename, SYS_renameat, SYS_link, SYS_symlink, SYS_mkdir, SYS_rmdir,
    SYS_mknod, SYS_chmod, SYS_chown, SYS_lchown, SYS_utime, SYS_utimes, SYS_futimesat, SYS_modify_ldt, SYS_iopl,
    SYS_ioperm, SYS_uselib, SYS_kexec_file_load,
#elif defined(SYS_renameat)
    SYS_renameat,
#endif
};

static const unsigned unknown[] = {SYS_clone3, 437 /* openat2 */};

#define WRITING (O_WRONLY | O_RDWR | O_CREAT | O_TRUNC | O_APPEND | (O_TMPFILE & ~O_DIRECTORY))

enum { MOST = 2 * (sizeof(denied) / sizeof(denied[0])) + 120 };

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
#define NUMBER offsetof(struct seccomp_data, nr)
#define LOW_HALF(n) (offsetof(struct seccomp_data, args) + (n) * sizeof(uint64_t)) /* little-endian */
#define HIGH_HALF(n) (LOW_HALF(n) + sizeof(uint32_t))

static void refuse(struct program *program, unsigned number, uint32_t action) {
    add(program, BPF_JMP | BPF_JEQ | BPF_K, number, 0, 1);
    answer(program, action);
}

/* Allowed only if one of the bits in argument `n` is set, or only if none is. */
static void allow_flags(struct program *program, unsigned number, int n, uint32_t bits, bool set) {
    add(program, BPF_JMP | BPF_JEQ | BPF_K, number, 0, 4);
    load(program, LOW_HALF(n));
    add(program, BPF_JMP | BPF_JSET | BPF_K, bits, set ? 1 : 0, set ? 0 : 1);
    answer(program, REFUSE);
    answer(program, SECCOMP_RET_ALLOW);
}

/* Allowed only if argument `n` is `value`. */
static void allow_value(struct program *program, unsigned number, int n, uint32_t value) {
    add(program, BPF_JMP | BPF_JEQ | BPF_K, number, 0, 4);
    load(program, LOW_HALF(n));
    add(program, BPF_JMP | BPF_JEQ | BPF_K, value, 1, 0);
    answer(program, REFUSE);
    answer(program, SECCOMP_RET_ALLOW);
}

/* Refused if argument `n` is `value`. */
static void refuse_value(struct program *program, unsigned number, int n, uint32_t value) {
    add(program, BPF_JMP | BPF_JEQ | BPF_K, number, 0, 4);
    load(program, LOW_HALF(n));
    add(program, BPF_JMP | BPF_JEQ | BPF_K, value, 0, 1);
    answer(program, REFUSE);
    load(program, NUMBER);
}

/* prlimit64 reads limits for everyone's getrlimit; with a new value (argument 2) it sets them. */
static void allow_reading_own_limits(struct program *program) {
    add(program, BPF_JMP | BPF_JEQ | BPF_K, SYS_prlimit64, 0, 8);
    load(program, LOW_HALF(0));
    add(program, BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 4);
    load(program, LOW_HALF(2));
    add(program, BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 2);
    load(program, HIGH_HALF(2));
    add(program, BPF_JMP | BPF_JEQ | BPF_K, 0, 1, 0);
    answer(program, REFUSE);
    answer(program, SECCOMP_RET_ALLOW);
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
    for (size_t i = 0; i < sizeof(denied) / sizeof(denied[0]); i++) refuse(&program, denied[i], REFUSE);
    for (size_t i = 0; i < sizeof(unknown) / sizeof(unknown[0]); i++) {
        refuse(&program, unknown[i], SECCOMP_RET_ERRNO | ENOSYS);
    }
    const uint32_t self = (uint32_t)getpid();
    allow_value(&program, SYS_kill, 0, self);
    allow_value(&program, SYS_tgkill, 0, self);
    allow_flags(&program, SYS_clone, 0, CLONE_THREAD, true);
#if defined(__x86_64__)
    allow_flags(&program, SYS_open, 1, WRITING, false);
#endif
    allow_flags(&program, SYS_openat, 2, WRITING, false);
    allow_reading_own_limits(&program);
    /* The kernel would send SIGIO to whoever is named as owner of a descriptor. */
    refuse_value(&program, SYS_fcntl, 1, F_SETOWN);
    refuse_value(&program, SYS_fcntl, 1, F_SETOWN_EX);
    refuse_value(&program, SYS_ioctl, 1, FIOSETOWN);
    refuse_value(&program, SYS_ioctl, 1, SIOCSPGRP);
    refuse_value(&program, SYS_ioctl, 1, TIOCSTI);
    answer(&program, SECCOMP_RET_ALLOW);

    struct sock_fprog filter = {program.count, program.code};
    long refused = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &filter);
    if (refused == 0) return 0;
    int code = refused > 0 ? ESRCH : errno;
    /* Some container profiles refuse the system call but not its older form. */
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0 ? 0 : -code;
}
