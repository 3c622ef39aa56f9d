/* reaches.h - what a connector may and may not reach from its sandbox: each function tries one thing, and gives 0, or the
 * errno with which it was refused. Part of faulty.c, which names them by the setting `fault`. */
#ifndef REACHES_H
#define REACHES_H

static int code_of(long result) { return result < 0 ? errno : 0; }

static int reach_socket(conn_instance *self) {
    (void)self;
    return code_of(socket(AF_INET, SOCK_STREAM, 0));
}

static int reach_socketpair(conn_instance *self) {
    int pair[2];
    (void)self;
    return code_of(socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
}

static int reach_file(conn_instance *self) { return code_of(open(self->path, O_RDONLY)); }

static int reach_writing(conn_instance *self) { return code_of(open(self->path, O_WRONLY | O_CREAT, 0600)); }

static int reach_removal(conn_instance *self) { return code_of(unlink(self->path)); }

static int reach_passwd(conn_instance *self) {
    (void)self;
    return code_of(open("/etc/passwd", O_RDONLY));
}

static int reach_own_memory(conn_instance *self) {
    (void)self;
    return code_of(open("/proc/self/mem", O_RDONLY));
}

static int reach_folder(conn_instance *self) {
    (void)self;
    return code_of(open("/", O_RDONLY | O_DIRECTORY));
}

static int reach_exec(conn_instance *self) {
    char *arguments[] = {"true", NULL};
    (void)self;
    return code_of(execv("/bin/true", arguments));
}

static int reach_spawn(conn_instance *self) {
    char *arguments[] = {"true", NULL};
    pid_t pid;
    (void)self;
    return posix_spawn(&pid, "/bin/true", NULL, NULL, arguments, NULL);
}

static int reach_fork(conn_instance *self) {
    (void)self;
    long pid = fork();
    if (pid == 0) _exit(0);
    return code_of(pid);
}

static int reach_parent(conn_instance *self) {
    (void)self;
    return code_of(kill(getppid(), 0));
}

static int reach_trace(conn_instance *self) {
    (void)self;
    return code_of(ptrace(PTRACE_ATTACH, getppid(), NULL, NULL));
}

static int reach_parent_memory(conn_instance *self) {
    char byte;
    struct iovec here = {&byte, 1}, there = {(void *)self, 1};
    return code_of(process_vm_readv(getppid(), &here, 1, &there, 1, 0));
}

static int reach_limits(conn_instance *self) {
    struct rlimit none = {RLIM_INFINITY, RLIM_INFINITY};
    (void)self;
    return code_of(setrlimit(RLIMIT_DATA, &none));
}

static int reach_parent_limits(conn_instance *self) {
    struct rlimit now;
    (void)self;
    return code_of(prlimit(getppid(), RLIMIT_NOFILE, NULL, &now));
}

static int reach_sigio(conn_instance *self) {
    (void)self;
    return code_of(fcntl(3, F_SETOWN, getppid()));
}

static int reach_memfd(conn_instance *self) {
    (void)self;
    return code_of(memfd_create("x", 0));
}

static int reach_io_uring(conn_instance *self) {
    char parameters[256] = {0};
    (void)self;
    return code_of(syscall(425, 8, parameters));
}

static int reach_bpf(conn_instance *self) {
    union bpf_attr attributes;
    (void)self;
    memset(&attributes, 0, sizeof(attributes));
    return code_of(syscall(SYS_bpf, BPF_MAP_CREATE, &attributes, sizeof(attributes)));
}

static int reach_clone3(conn_instance *self) {
    (void)self;
    return code_of(syscall(SYS_clone3, NULL, 0));
}

/* Kernels since 6.17; the attributes are 24 bytes of nothing. */
static int reach_file_setattr(conn_instance *self) {
    char attributes[24] = {0};
    return code_of(syscall(469, AT_FDCWD, self->path, attributes, sizeof(attributes), 0));
}

static int reach_file_getattr(conn_instance *self) {
    char attributes[24];
    return code_of(syscall(468, AT_FDCWD, self->path, attributes, sizeof(attributes), 0));
}

static int reach_tree_attr(conn_instance *self) { return code_of(syscall(467, AT_FDCWD, self->path, 0, NULL, 0)); }

static int bind_to_first(pid_t pid) {
    cpu_set_t first;
    CPU_ZERO(&first);
    CPU_SET(0, &first);
    return code_of(sched_setaffinity(pid, sizeof(first), &first));
}

static int reach_parent_processors(conn_instance *self) {
    (void)self;
    return bind_to_first(getppid());
}

/* A number that no process has: whoever looks says so. */
static int reach_nobodys_processors(conn_instance *self) {
    (void)self;
    return bind_to_first(0x3ffffffe);
}

static int reach_stat(conn_instance *self) {
    struct stat info;
    return code_of(stat(self->path, &info));
}

static int reach_lstat(conn_instance *self) {
    struct stat info;
    return code_of(lstat(self->path, &info));
}

/* As glibc before 2.33 asks, where there is such a call. */
static int old_stat(const char *path, struct stat *info) {
#ifdef SYS_stat
    return (int)syscall(SYS_stat, path, info);
#else
    return stat(path, info);
#endif
}

static int reach_old_stat(conn_instance *self) {
    struct stat info;
    return code_of(old_stat(self->path, &info));
}

static int reach_old_lstat(conn_instance *self) {
    struct stat info;
#ifdef SYS_lstat
    return code_of(syscall(SYS_lstat, self->path, &info));
#else
    return code_of(lstat(self->path, &info));
#endif
}

static int reach_statx(conn_instance *self) {
    char info[256];
    return code_of(syscall(SYS_statx, AT_FDCWD, self->path, 0, 0x7ff, info));
}

static int reach_name(conn_instance *self) { return code_of(open(self->path, O_PATH)); }

static int reach_access(conn_instance *self) { return code_of(access(self->path, R_OK)); }

static int reach_link(conn_instance *self) {
    char target[16];
    return code_of(readlink(self->path, target, sizeof(target)));
}

static int reach_attributes(conn_instance *self) { return code_of(syscall(SYS_listxattr, self->path, NULL, 0)); }

static int reach_file_system(conn_instance *self) {
    struct statfs info;
    return code_of(statfs(self->path, &info));
}

static int reach_elsewhere(conn_instance *self) {
    (void)self;
    return code_of(chdir("/"));
}

static int reach_watch(conn_instance *self) {
    int watch = inotify_init1(0);
    return watch < 0 ? errno : code_of(inotify_add_watch(watch, self->path, IN_ALL_EVENTS));
}

static int mapping_code(int flags) {
    void *memory = mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE, flags | MAP_ANONYMOUS, -1, 0);
    return memory == MAP_FAILED ? errno : 0;
}

static int reach_shared_memory(conn_instance *self) {
    (void)self;
    return mapping_code(MAP_SHARED);
}

static int reach_stack_memory(conn_instance *self) {
    (void)self;
    return mapping_code(MAP_PRIVATE | MAP_GROWSDOWN);
}

static int reach_aio(conn_instance *self) {
    unsigned long context = 0;
    (void)self;
    return code_of(syscall(SYS_io_setup, 128, &context));
}

static int reach_timer(conn_instance *self) {
    timer_t timer;
    (void)self;
    return code_of(timer_create(CLOCK_MONOTONIC, NULL, &timer));
}

static int reach_death_signal(conn_instance *self) {
    (void)self;
    return code_of(prctl(PR_SET_PDEATHSIG, 0));
}

static int reach_dumps(conn_instance *self) {
    (void)self;
    return code_of(prctl(PR_SET_DUMPABLE, 1));
}

/* Harmless, and of no use to a connector. */
static int reach_personality(conn_instance *self) {
    (void)self;
    return code_of(syscall(SYS_personality, 0xffffffff));
}

/* What must go on working. */
static void *nothing(void *argument) { return argument; }

static int reach_thread(conn_instance *self) {
    pthread_t thread;
    int code = pthread_create(&thread, NULL, nothing, self);
    return code ? code : pthread_join(thread, NULL);
}

static int reach_own_limits(conn_instance *self) {
    struct rlimit now;
    (void)self;
    return code_of(getrlimit(RLIMIT_DATA, &now));
}

static int reach_zones(conn_instance *self) {
    (void)self;
    return code_of(open("/usr/share/zoneinfo/Europe/Zurich", O_RDONLY));
}

static int reach_zone_stat(conn_instance *self) {
    struct stat zone, channel;
    (void)self;
    if (stat("/usr/share/zoneinfo/Europe/Zurich", &zone) != 0 || fstat(3, &channel) != 0) return errno;
    return S_ISREG(zone.st_mode) && zone.st_size > 0 && S_ISSOCK(channel.st_mode) ? 0 : EINVAL;
}

static int reach_old_zone_stat(conn_instance *self) {
    struct stat zone;
    (void)self;
    if (old_stat("/usr/share/zoneinfo/Europe/Zurich", &zone) != 0) return errno;
    return S_ISREG(zone.st_mode) && zone.st_size > 0 ? 0 : EINVAL;
}

/* That it is a link, and nothing more. */
static int reach_link_stat(conn_instance *self) {
    struct stat link;
    (void)self;
    if (lstat("/proc/self", &link) != 0) return errno;
    return S_ISLNK(link.st_mode) && link.st_ino == 0 && link.st_mtime == 0 ? 0 : EINVAL;
}

/* In Zurich it is an hour later than in UTC, if its file can be read. */
static int reach_local_time(conn_instance *self) {
    time_t winter = 1700000000;
    struct tm here, there;
    (void)self;
    setenv("TZ", "Europe/Zurich", 1);
    tzset();
    return localtime_r(&winter, &here) && gmtime_r(&winter, &there) && (there.tm_hour + 1) % 24 == here.tm_hour ? 0
                                                                                                              : EINVAL;
}

static int reach_library(conn_instance *self) {
    (void)self;
    return dlopen("libresolv.so.2", RTLD_NOW) ? 0 : ENOENT;
}

static int reach_own_processors(conn_instance *self) {
    (void)self;
    return bind_to_first(0);
}

/* Root is exempt, but the limit is there. */
static int reach_thread_limit(conn_instance *self) {
    struct sysinfo info;
    struct rlimit limit;
    (void)self;
    if (sysinfo(&info) != 0 || getrlimit(RLIMIT_NPROC, &limit) != 0) return errno;
    return limit.rlim_max <= info.procs + 2000ul ? 0 : ERANGE;
}

/* Each is one of several things that its call can do. */
static int reach_own_commands(conn_instance *self) {
    int waiting;
    (void)self;
    if (prctl(PR_SET_NAME, "worker") != 0 || ioctl(3, FIONREAD, &waiting) != 0 || kill(getpid(), 0) != 0) return errno;
    return code_of(fcntl(3, F_DUPFD, 100));
}

static int reach_descriptors(conn_instance *self) {
    (void)self;
    for (int fd = 4; fd < 256; fd++) {
        if (fcntl(fd, F_GETFD) >= 0) return EEXIST;
    }
    return 0;
}

static const struct {
    const char *name;
    int (*act)(conn_instance *);
} reaches[] = {
    {"socket", reach_socket}, {"socketpair", reach_socketpair}, {"read-file", reach_file},
    {"write-file", reach_writing}, {"remove-file", reach_removal}, {"read-passwd", reach_passwd},
    {"own-memory", reach_own_memory}, {"list-root", reach_folder}, {"exec", reach_exec}, {"spawn", reach_spawn},
    {"fork", reach_fork}, {"kill-parent", reach_parent}, {"ptrace-parent", reach_trace},
    {"read-parent", reach_parent_memory}, {"raise-limit", reach_limits}, {"parent-limits", reach_parent_limits},
    {"sigio-parent", reach_sigio}, {"memfd", reach_memfd}, {"io-uring", reach_io_uring}, {"bpf", reach_bpf},
    {"clone3", reach_clone3}, {"thread", reach_thread}, {"own-limits", reach_own_limits}, {"zones", reach_zones},
    {"descriptors", reach_descriptors}, {"file-setattr", reach_file_setattr}, {"file-getattr", reach_file_getattr},
    {"tree-attr", reach_tree_attr}, {"parent-processors", reach_parent_processors},
    {"nobodys-processors", reach_nobodys_processors}, {"stat", reach_stat}, {"lstat", reach_lstat},
    {"statx", reach_statx}, {"name-file", reach_name}, {"access", reach_access}, {"readlink", reach_link},
    {"attributes", reach_attributes}, {"file-system", reach_file_system}, {"elsewhere", reach_elsewhere},
    {"watch", reach_watch}, {"shared-memory", reach_shared_memory}, {"stack-memory", reach_stack_memory},
    {"aio", reach_aio}, {"timer", reach_timer}, {"death-signal", reach_death_signal}, {"dumps", reach_dumps},
    {"personality", reach_personality}, {"zone-stat", reach_zone_stat}, {"old-stat", reach_old_stat},
    {"old-lstat", reach_old_lstat}, {"old-zone-stat", reach_old_zone_stat}, {"link-stat", reach_link_stat},
    {"local-time", reach_local_time},
    {"library", reach_library}, {"own-processors", reach_own_processors},
    {"own-commands", reach_own_commands}, {"thread-limit", reach_thread_limit},
};

#endif
