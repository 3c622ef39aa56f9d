/* calls.h - what the filter says to each system call. Measured with strace: a Swift or C connector that loads, answers
 * describe, fetches and ends makes 13 of the allowed ones; the others are for what allocators, threads, timers, event
 * loops and other languages' runtimes do within their own process. What stands in neither list, also what later kernels
 * bring, answers ENOSYS, as on an older kernel. Numbers that newer kernels brought are written out: they are the same
 * everywhere.
 */
#ifndef PATCHBAY_CALLS_H
#define PATCHBAY_CALLS_H

#include <fcntl.h>
#include <sched.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

/* What stays within the process, or reads and writes what is open already. The most frequent come first: kernels before
 * 5.11 walk the list each time. */
static const unsigned allowed[] = {
    SYS_read, SYS_write, SYS_futex, SYS_rt_sigprocmask, SYS_brk, SYS_munmap, SYS_clock_gettime, SYS_mprotect,
    SYS_close, SYS_madvise, SYS_sched_yield,
    /* open descriptors */
    SYS_readv, SYS_writev, SYS_pread64, SYS_preadv, SYS_preadv2, SYS_lseek, SYS_fstat, SYS_getdents64, SYS_fadvise64,
    SYS_dup, SYS_dup3, 436 /* close_range */, SYS_pipe2, SYS_eventfd2, SYS_signalfd4, SYS_timerfd_create,
    SYS_timerfd_settime, SYS_timerfd_gettime, SYS_ppoll, SYS_pselect6, SYS_epoll_create1, SYS_epoll_ctl,
    SYS_epoll_pwait, 441 /* epoll_pwait2 */,
    /* memory */
    SYS_mremap, SYS_mincore, SYS_msync, SYS_membarrier, SYS_pkey_mprotect, SYS_pkey_alloc, SYS_pkey_free,
    453 /* map_shadow_stack */, 462 /* mseal */,
    /* threads */
    SYS_set_robust_list, SYS_get_robust_list, SYS_set_tid_address, SYS_rseq, 449 /* futex_waitv */,
    454 /* futex_wake */, 455 /* futex_wait */, 456 /* futex_requeue */, SYS_sched_getaffinity, SYS_sched_getscheduler,
    SYS_sched_getparam, SYS_sched_get_priority_max, SYS_sched_get_priority_min, SYS_sched_rr_get_interval, SYS_getcpu,
    SYS_gettid, SYS_exit, SYS_exit_group, SYS_restart_syscall,
    /* signals */
    SYS_rt_sigaction, SYS_rt_sigreturn, SYS_rt_sigpending, SYS_rt_sigtimedwait, SYS_rt_sigsuspend, SYS_sigaltstack,
    /* time */
    SYS_clock_getres, SYS_clock_nanosleep, SYS_nanosleep, SYS_gettimeofday, SYS_times, SYS_getitimer, SYS_setitimer,
    /* what it is and has */
    SYS_getpid, SYS_getppid, SYS_getuid, SYS_geteuid, SYS_getgid, SYS_getegid, SYS_getresuid, SYS_getresgid,
    SYS_getgroups, SYS_getpgid, SYS_getsid, SYS_getpriority, SYS_getrlimit, SYS_getrusage, SYS_getrandom, SYS_capget,
    SYS_uname, SYS_sysinfo, SYS_umask,
#if defined(__x86_64__)
    SYS_poll, SYS_select, SYS_epoll_wait, SYS_epoll_create, SYS_pipe, SYS_dup2, SYS_eventfd, SYS_signalfd,
    SYS_getdents, SYS_arch_prctl, SYS_time, SYS_alarm, SYS_pause, SYS_getpgrp,
#endif
};

/* What reaches beyond the process: EPERM, so that a library that asks for it goes on with an error. */
static const unsigned refused[] = {
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
    SYS_setgroups, SYS_capset, SYS_seccomp, SYS_unshare, SYS_setns, SYS_chroot, SYS_pivot_root,
    /* changing files */
    SYS_unlinkat, SYS_renameat2, SYS_linkat, SYS_symlinkat, SYS_mkdirat, SYS_mknodat, SYS_fchmodat, SYS_fchmod,
    SYS_fchownat, SYS_fchown, SYS_truncate, SYS_ftruncate, SYS_fallocate, SYS_utimensat, SYS_setxattr, SYS_lsetxattr,
    SYS_fsetxattr, SYS_removexattr, SYS_lremovexattr, SYS_fremovexattr, SYS_name_to_handle_at, SYS_open_by_handle_at,
    SYS_fanotify_init, SYS_fanotify_mark, SYS_memfd_create, 447 /* memfd_secret */, 452 /* fchmodat2 */,
    463 /* setxattrat */, 466 /* removexattrat */, 467 /* open_tree_attr */, 469 /* file_setattr */, SYS_flock,
    /* looking at files that it may not open, for which Landlock has no right */
    SYS_faccessat, 439 /* faccessat2 */, SYS_readlinkat, SYS_statfs, SYS_fstatfs, SYS_chdir, SYS_fchdir, SYS_getcwd,
    SYS_getxattr, SYS_lgetxattr, SYS_fgetxattr, SYS_listxattr, SYS_llistxattr, SYS_flistxattr, 464 /* getxattrat */,
    465 /* listxattrat */, 468 /* file_getattr */, SYS_inotify_init1, SYS_inotify_add_watch, SYS_inotify_rm_watch,
    /* the machine */
    SYS_mount, SYS_umount2, 428 /* open_tree */, 429 /* move_mount */, 430 /* fsopen */, 431 /* fsconfig */,
    432 /* fsmount */, 433 /* fspick */, 442 /* mount_setattr */, SYS_swapon, SYS_swapoff, SYS_reboot, SYS_sethostname,
    SYS_setdomainname, SYS_settimeofday, SYS_clock_settime, SYS_adjtimex, SYS_clock_adjtime, SYS_acct, SYS_quotactl,
    443 /* quotactl_fd */, SYS_init_module, SYS_finit_module, SYS_delete_module, SYS_syslog, SYS_vhangup,
    SYS_kexec_load,
    /* memory of the kernel that no limit counts, and timers of which all processes of a user share one allowance */
    SYS_io_setup, SYS_io_submit, SYS_io_getevents, SYS_io_cancel, SYS_io_destroy, SYS_timer_create, SYS_mlock,
    SYS_mlock2, SYS_mlockall, SYS_munlock, SYS_munlockall,
    /* doors that past holes came through */
    SYS_bpf, SYS_perf_event_open, SYS_userfaultfd, SYS_keyctl, SYS_add_key, SYS_request_key, 425 /* io_uring_setup */,
    426 /* io_uring_enter */, 427 /* io_uring_register */, SYS_vmsplice,
    /* System V and POSIX objects outlive the process */
    SYS_shmget, SYS_shmat, SYS_shmctl, SYS_semget, SYS_semctl, SYS_semop, SYS_semtimedop, SYS_msgget, SYS_msgsnd,
    SYS_msgrcv, SYS_msgctl, SYS_mq_open, SYS_mq_unlink,
#if defined(__x86_64__)
    SYS_fork, SYS_vfork, SYS_creat, SYS_unlink, SYS_rename, SYS_renameat, SYS_link, SYS_symlink, SYS_mkdir, SYS_rmdir,
    SYS_mknod, SYS_chmod, SYS_chown, SYS_lchown, SYS_utime, SYS_utimes, SYS_futimesat, SYS_access, SYS_readlink,
    SYS_inotify_init, SYS_modify_ldt, SYS_iopl, SYS_ioperm, SYS_uselib, SYS_kexec_file_load,
#elif defined(SYS_renameat)
    SYS_renameat,
#endif
};

/* Flags of open that make it more than reading: O_PATH is for naming what may not be opened. */
#define BEYOND_READING (O_WRONLY | O_RDWR | O_CREAT | O_TRUNC | O_APPEND | (O_TMPFILE & ~O_DIRECTORY) | O_PATH)

/* What clone must be asked for, and what it may be: threads that share all, as those of pthread_create do. */
#define THREAD_FLAGS (CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD)
#define MORE_THREAD_FLAGS                                                                                            \
    (CLONE_SYSVSEM | CLONE_SETTLS | CLONE_PARENT_SETTID | CLONE_CHILD_CLEARTID | CLONE_CHILD_SETTID | CLONE_DETACHED)

/* fcntl can lock files, lease them, and make the kernel signal other processes. */
static const uint32_t descriptor_commands[] = {F_DUPFD, F_DUPFD_CLOEXEC, F_GETFD, F_SETFD, F_GETFL, F_SETFL};

/* ioctl can type into terminals, and much more on devices. 0x802c542a is TCGETS2. */
static const uint32_t device_commands[] = {TCGETS, 0x802c542a, TIOCGWINSZ, FIONREAD, FIONBIO, FIOCLEX, FIONCLEX};

/* prctl can undo what the worker set, above all that it ends with its host. 0x53564d41 is PR_SET_VMA, a name for memory. */
static const uint32_t process_commands[] = {
    PR_SET_NAME,      PR_GET_NAME,    PR_GET_PDEATHSIG,      PR_GET_DUMPABLE, PR_CAPBSET_READ,
    PR_GET_TIMERSLACK, PR_GET_SECCOMP, PR_GET_NO_NEW_PRIVS, 0x53564d41};

#endif
