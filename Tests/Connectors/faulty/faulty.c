/* faulty.c - a connector that breaks one rule at a time: the setting `fault` names which, `path` a file to go for.
 *
 * What is wrong with the file itself is chosen when it is compiled: NO_ENTRY, NO_ABI_BLOCK, ABI_MAJOR=2, ENTRY_NULL,
 * SMALL_TABLE, NULL_FETCH, MISSING_SYMBOL, CONSTRUCTOR="path", CRASHING_CONSTRUCTOR, DESCRIBE_CRASH, DESCRIBE_HANG,
 * DESCRIBE_NOTHING, DESCRIBE_TOO_LONG, DESCRIBE_HUGE, DOCUMENT="what describe gives".
 *
 * With DELIVERS a fetch first emits all people of the vendor, {"items": [...], "total": 3}, and breaks its rule then; the
 * fault "none" is to break none.
 */
#define _GNU_SOURCE
#include "connector_abi.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysinfo.h>
#include <sys/uio.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

#ifdef ABI_MAJOR
__attribute__((CONN_KEEP, section(CONN_ABI_SECTION), aligned(8))) static const conn_abi_block block = {
    CONN_ABI_MAGIC_0, ABI_MAJOR, 0, 0};
#elif !defined(NO_ABI_BLOCK)
CONN_DECLARE_ABI();
#endif

#ifndef DOCUMENT
#define DOCUMENT "{\"id\":\"faulty\"}"
#endif

#define TEXT(literal) ((conn_str){(const uint8_t *)(literal), sizeof(literal) - 1})

struct conn_instance {
    conn_host *host;
    const conn_host_api *api;
    char fault[64];
    char path[512];
    /* What `complete` declares. */
    uint64_t total;
    uint32_t flags;
    /* Frames that the worker sent so far: hello was frame 0, the end of create frame 1. */
    uint32_t frames;
};

static conn_str text(const char *string) { return (conn_str){(const uint8_t *)string, strlen(string)}; }

/* ---- Ways to die --------------------------------------------------------------------------------------------- */

static volatile int sink;
static int *volatile nowhere;

static conn_status segv(conn_instance *self) {
    (void)self;
    *nowhere = 1;
    return CONN_OK;
}

static conn_status abort_now(conn_instance *self) {
    (void)self;
    abort();
}

static int recurse(int depth) {
    volatile char frame[4096];
    frame[0] = (char)depth;
    sink = frame[0];
    return depth < 0 ? 0 : recurse(depth + 1) + frame[0];
}

static conn_status overflow(conn_instance *self) {
    (void)self;
    return recurse(0);
}

static conn_status exit_0(conn_instance *self) {
    (void)self;
    exit(0);
}

static conn_status exit_at_once(conn_instance *self) {
    (void)self;
    _exit(0);
}

static conn_status close_channel(conn_instance *self) {
    (void)self;
    close(3);
    for (;;) pause();
}

/* ---- Ways to take too long or too much ----------------------------------------------------------------------- */

static conn_status hang(conn_instance *self) {
    (void)self;
    for (;;) pause();
}

static conn_status hang_on(conn_instance *self) {
    signal(SIGTERM, SIG_IGN);
    return hang(self);
}

static void *wait_for_ever(void *argument) {
    for (;;) pause();
    return argument;
}

static conn_status make_threads(conn_instance *self) {
    pthread_attr_t small;
    pthread_attr_init(&small);
    pthread_attr_setstacksize(&small, 64 << 10);
    for (long i = sysconf(_SC_NPROCESSORS_ONLN) + 100; i > 0; i--) {
        pthread_t thread;
        if (pthread_create(&thread, &small, wait_for_ever, NULL) != 0) return CONN_INTERNAL;
    }
    return hang(self);
}

/* ---- Ways to stay when the host is gone; "settled" is the process's name when it is ready to ---------------------- */

static conn_status stop_itself(conn_instance *self) {
    prctl(PR_SET_NAME, "settled");
    kill(getpid(), SIGSTOP);
    return hang(self);
}

/* Something else stands where the channel was, which is kept open elsewhere. */
static conn_status reopen_channel(conn_instance *self) {
    int ends[2];
    if (dup(3) < 0 || pipe(ends) != 0 || dup2(ends[0], 3) != 3) return CONN_INTERNAL;
    signal(SIGTERM, SIG_IGN);
    prctl(PR_SET_NAME, "settled");
    return hang(self);
}

static conn_status forget_host(conn_instance *self) {
    prctl(PR_SET_PDEATHSIG, 0);
    return reopen_channel(self);
}

static conn_status spin(conn_instance *self) {
    (void)self;
    for (;;) sink++;
}

static conn_status spin_on(conn_instance *self) {
    signal(SIGXCPU, SIG_IGN);
    return spin(self);
}

static conn_status eat_memory(conn_instance *self) {
    (void)self;
    for (;;) {
        char *piece = malloc(8 << 20);
        memset(piece, 1, 8 << 20); /* NULL once there is no more */
    }
}

/* Only addresses, up to 8 GiB: so that a host which does not stop it has lost the test and not its memory. */
static conn_status eat_shared_memory(conn_instance *self) {
    for (int i = 0; i < 128; i++) {
        char *piece = mmap(NULL, 64 << 20, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        piece[0] = 1;
    }
    return self->api->complete(self->host, self->total, self->flags);
}

/* ---- Ways to talk too much or nonsense ----------------------------------------------------------------------- */

static conn_status complete(conn_instance *self) {
    return self->api->complete(self->host, self->total, self->flags);
}

static conn_status log_much(conn_instance *self) {
    for (int i = 0; i < 5000; i++) self->api->log(self->host, CONN_LOG_INFO, TEXT("and another line"));
    return complete(self);
}

static conn_status complain_much(conn_instance *self) {
    for (;;) self->api->set_error(self->host, CONN_BAD_DATA, TEXT("and another thing"));
}

static conn_status print_much(conn_instance *self) {
    static char page[4096];
    (void)self;
    memset(page, 'x', sizeof(page));
    for (;;) {
        if (write(1, page, sizeof(page)) < 0) return CONN_INTERNAL;
    }
}

static conn_status print_on(conn_instance *self) {
    signal(SIGTERM, SIG_IGN);
    return print_much(self);
}

static conn_status print_some(conn_instance *self) {
    printf("out of the connector\n");
    fprintf(stderr, "and its errors\n");
    return complete(self);
}

static conn_status write_raw(const void *bytes, size_t length) {
    if (write(3, bytes, length) < 0) return CONN_INTERNAL;
    for (;;) pause();
}

static conn_status garbage(conn_instance *self) {
    (void)self;
    return write_raw("HTTP/1.1 200 OK\r\n\r\n", 19);
}

static conn_status raw_frame(uint16_t type, uint32_t length, uint32_t sequence) {
    struct {
        uint32_t magic;
        uint16_t type, flags;
        uint32_t length, sequence;
    } header = {0x48434250, type, 0, length, sequence};
    return write_raw(&header, sizeof(header));
}

static conn_status huge_frame(conn_instance *self) { return raw_frame(9, 1u << 30, self->frames); }

static conn_status unknown_frame(conn_instance *self) { return raw_frame(99, 0, self->frames); }

static conn_status forged_frame(conn_instance *self) { return raw_frame(3, 0, self->frames + 5); }

static conn_status half_frame(conn_instance *self) {
    static const unsigned char half[] = {0x50, 0x42, 0x43, 0x48, 9, 0};
    (void)self;
    if (write(3, half, sizeof(half)) < 0) return CONN_INTERNAL;
    _exit(0);
}

static conn_status unknown_status(conn_instance *self) {
    (void)self;
    return 99;
}

/* Red, over two lines, with a bell: a terminal that shows it would obey it. */
static conn_status rude_words(conn_instance *self) {
    self->api->set_error(self->host, CONN_INTERNAL, TEXT("\x1b[31mall is lost\n\x07 and more"));
    return CONN_INTERNAL;
}

/* Says all that its environment holds. */
static conn_status environment(conn_instance *self) {
    char all[4096] = "";
    for (char **one = environ; *one; one++) {
        strncat(all, *one, sizeof(all) - strlen(all) - 2);
        if (one[1]) strcat(all, " ");
    }
    self->api->set_error(self->host, CONN_INTERNAL, text(all));
    return CONN_INTERNAL;
}

static conn_status not_complete(conn_instance *self) {
    (void)self;
    return CONN_OK;
}

/* ---- Wrong calls --------------------------------------------------------------------------------------------- */

static conn_status bad_pointer(conn_instance *self) {
    return self->api->emit_records(self->host, (conn_str){(const uint8_t *)16, 1000});
}

static conn_status null_pointer(conn_instance *self) {
    return self->api->emit_records(self->host, (conn_str){NULL, 10});
}

static conn_status too_long(conn_instance *self) {
    return self->api->emit_records(self->host, (conn_str){(const uint8_t *)"[]", (8 << 20) + 1});
}

static conn_status bad_handle(conn_instance *self) {
    conn_str out;
    return self->api->read(self->host, 7, TEXT("/items"), &out);
}

static conn_status bad_text(conn_instance *self) {
    conn_http_request request = {.struct_size = sizeof(request), .url = TEXT("/\xff")};
    conn_http_response response = {.struct_size = sizeof(response)};
    return self->api->http(self->host, &request, 1, &response);
}

static conn_status too_many(conn_instance *self) {
    conn_http_request requests[17] = {{.struct_size = sizeof(requests[0])}};
    conn_http_response responses[17] = {{.struct_size = sizeof(responses[0])}};
    return self->api->http(self->host, requests, 17, responses);
}

static conn_status unsized(conn_instance *self) {
    conn_http_request request = {.struct_size = 8, .url = TEXT("/people")};
    conn_http_response response = {.struct_size = sizeof(response)};
    return self->api->http(self->host, &request, 1, &response);
}

/* Keeps the page that came, and passes on why the other one did not. */
static conn_status neighbours(conn_instance *self) {
    conn_http_request requests[2] = {
        {.struct_size = sizeof(requests[0]), .url = TEXT("/nowhere"), .page = 37, .page_count = 40, .total = 2000},
        {.struct_size = sizeof(requests[0]), .url = TEXT("/people")}};
    conn_http_response responses[2] = {
        {.struct_size = sizeof(responses[0]), .handle = 99, .headers = (conn_header *)8, .header_count = 1},
        {.struct_size = sizeof(responses[0]), .handle = 99}};
    conn_status status = self->api->http(self->host, requests, 2, responses);
    if (responses[0].handle || responses[0].headers || responses[0].header_count) return CONN_INTERNAL;
    if (!responses[1].handle) return status;
    self->api->emit_page(self->host, responses[1].handle, TEXT("/items"));
    return status;
}

/* As a connector does that was compiled before requests had a place in a list. */
static conn_status older(conn_instance *self) {
    enum { SIZE = offsetof(conn_http_request, page) };
    conn_http_request requests[2] = {{.struct_size = SIZE, .url = TEXT("/people")}};
    conn_http_request second = {.struct_size = SIZE, .url = TEXT("/people")};
    memcpy((char *)requests + SIZE, &second, SIZE);
    memset((char *)requests + 2 * SIZE, 0xff, sizeof(requests) - 2 * SIZE);
    conn_http_response responses[2] = {{.struct_size = sizeof(responses[0])}};
    conn_status status = self->api->http(self->host, requests, 2, responses);
    return status ? status : complete(self);
}

static conn_status emit_twice(conn_instance *self) {
    conn_http_request request = {.struct_size = sizeof(request), .url = TEXT("/people")};
    conn_http_response response = {.struct_size = sizeof(response)};
    conn_status status = self->api->http(self->host, &request, 1, &response);
    if (!status) status = self->api->emit_page(self->host, response.handle, TEXT("/items"));
    if (!status) status = self->api->emit_page(self->host, response.handle, TEXT("/items"));
    return status;
}

/* A connector without fault, for measuring. */
static conn_status read_often(conn_instance *self) {
    conn_http_request request = {.struct_size = sizeof(request), .url = TEXT("/people")};
    conn_http_response response = {.struct_size = sizeof(response)};
    conn_status status = self->api->http(self->host, &request, 1, &response);
    conn_str out;
    for (int i = 0; i < 10000 && !status; i++) {
        status = self->api->read(self->host, response.handle, TEXT("/next"), &out);
    }
    return status ? status : complete(self);
}

/* Ignores that it was told off. */
static conn_status after_complete(conn_instance *self) {
    conn_status status = complete(self);
    self->api->emit_records(self->host, TEXT("[]"));
    return status;
}

static void *call_from_here(void *argument) {
    conn_instance *self = argument;
    self->api->log(self->host, CONN_LOG_INFO, TEXT("from elsewhere"));
    return NULL;
}

static conn_status other_thread(conn_instance *self) {
    pthread_t thread;
    if (pthread_create(&thread, NULL, call_from_here, self) != 0) return CONN_INTERNAL;
    pthread_join(thread, NULL);
    return complete(self);
}

/* ---- Reaching out: each gives 0, or the errno with which it was refused ----------------------------------------- */

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
    conn_status (*act)(conn_instance *);
} acts[] = {
    {"segv", segv}, {"abort", abort_now}, {"stack-overflow", overflow}, {"exit0", exit_0}, {"_exit0", exit_at_once},
    {"close-channel", close_channel}, {"hang", hang}, {"hang-ignoring-sigterm", hang_on}, {"cpu-spin", spin},
    {"cpu-spin-ignoring-sigxcpu", spin_on}, {"many-threads", make_threads}, {"stop-itself", stop_itself},
    {"reopen-channel", reopen_channel}, {"forget-host", forget_host}, {"memory-bomb", eat_memory}, {"shared-memory-bomb", eat_shared_memory},
    {"flood-log", log_much}, {"flood-errors", complain_much}, {"flood-stdout", print_much},
    {"flood-stdout-ignoring-sigterm", print_on},
    {"print-stdout", print_some}, {"garbage-frame", garbage}, {"huge-frame-length", huge_frame},
    {"unknown-frame", unknown_frame}, {"forged-frame", forged_frame}, {"half-frame", half_frame},
    {"unknown-status", unknown_status}, {"rude-words", rude_words}, {"none", complete},
    {"environment", environment}, {"not-complete", not_complete},
    {"bad-pointer", bad_pointer},
    {"null-pointer", null_pointer}, {"too-long", too_long}, {"bad-handle", bad_handle}, {"bad-text", bad_text},
    {"too-many", too_many}, {"unsized", unsized}, {"neighbours", neighbours}, {"older", older}, {"emit-twice", emit_twice}, {"after-complete", after_complete},
    {"other-thread", other_thread}, {"read-often", read_often},
};

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

/* ---- The connector ------------------------------------------------------------------------------------------- */

static conn_status describe(conn_str *out) {
#if defined(DESCRIBE_CRASH)
    *out = (conn_str){(const uint8_t *)16, 100};
#elif defined(DESCRIBE_HANG)
    (void)out;
    for (;;) pause();
#elif defined(DESCRIBE_NOTHING)
    (void)out;
#elif defined(DESCRIBE_TOO_LONG)
    static char document[(1 << 20) + 1];
    *out = (conn_str){(const uint8_t *)document, sizeof(document)};
#elif defined(DESCRIBE_HUGE)
    *out = (conn_str){(const uint8_t *)"{}", (size_t)-1};
#else
    *out = TEXT(DOCUMENT);
#endif
    return CONN_OK;
}

/* Good enough for settings without escapes. */
static void setting(conn_str config, const char *key, char *value, size_t size) {
    char quoted[64];
    snprintf(quoted, sizeof(quoted), "\"%s\":\"", key);
    const char *found = memmem(config.ptr, config.len, quoted, strlen(quoted));
    if (!found) return;
    const char *end = (const char *)config.ptr + config.len;
    for (found += strlen(quoted); found < end && *found != '"' && size > 1; size--) *value++ = *found++;
    *value = 0;
}

static conn_status create(conn_host *host, const conn_host_api *api, conn_str config, conn_instance **out) {
    conn_instance *self = calloc(1, sizeof(*self));
    self->host = host;
    self->api = api;
    self->frames = 2;
    setting(config, "fault", self->fault, sizeof(self->fault));
    setting(config, "path", self->path, sizeof(self->path));
    *out = self;
    if (strcmp(self->fault, "create-refuses") == 0) {
        api->set_error(host, CONN_BAD_CONFIG, TEXT("Setting 'fault' is not to be had."));
        return CONN_BAD_CONFIG;
    }
    return CONN_OK;
}

static conn_status act(conn_instance *self) {
    for (size_t i = 0; i < sizeof(acts) / sizeof(acts[0]); i++) {
        if (strcmp(acts[i].name, self->fault) == 0) return acts[i].act(self);
    }
    for (size_t i = 0; i < sizeof(reaches) / sizeof(reaches[0]); i++) {
        if (strcmp(reaches[i].name, self->fault) != 0) continue;
        int code = reaches[i].act(self);
        self->api->set_error(self->host, CONN_INTERNAL, text(code ? strerror(code) : "allowed"));
        return CONN_INTERNAL;
    }
    return CONN_BAD_CONFIG;
}

/* Anything but fetch in check is a call out of order. */
static conn_status check(conn_instance *self) { return act(self); }

#ifdef DELIVERS
static conn_status deliver(conn_instance *self) {
    conn_http_request request = {.struct_size = sizeof(request), .url = TEXT("/people")};
    conn_http_response response = {.struct_size = sizeof(response)};
    char digits[24] = "";
    conn_str total = {0};
    conn_status status = self->api->http(self->host, &request, 1, &response);
    if (!status) status = self->api->read(self->host, response.handle, TEXT("/total"), &total);
    if (!status && total.len < sizeof(digits)) memcpy(digits, total.ptr, total.len);
    if (!status) status = self->api->emit_page(self->host, response.handle, TEXT("/items"));
    self->total = strtoull(digits, NULL, 10);
    self->flags = CONN_COMPLETE_FULL_RIGHTS;
    self->frames += 3;
    return status;
}
#endif

static conn_status fetch(conn_instance *self, const conn_fetch_request *request) {
    (void)request;
#ifdef DELIVERS
    conn_status status = deliver(self);
    if (status) return status;
#endif
    return act(self);
}

#ifdef MISSING_SYMBOL
extern int a_function_that_no_library_has(void);
#endif

#if defined(CONSTRUCTOR)
__attribute__((constructor)) static void before_anything_else(void) {
    int file = open(CONSTRUCTOR, O_WRONLY | O_CREAT, 0600);
    fprintf(stderr, "constructor: file %s\n", file < 0 ? strerror(errno) : "allowed");
    int peer = socket(AF_INET, SOCK_STREAM, 0);
    fprintf(stderr, "constructor: socket %s\n", peer < 0 ? strerror(errno) : "allowed");
}
#elif defined(CRASHING_CONSTRUCTOR)
__attribute__((constructor)) static void before_anything_else(void) { segv(NULL); }
#endif

static const conn_api table = {
#ifdef SMALL_TABLE
    .struct_size = 8,
#else
    .struct_size = sizeof(table),
#endif
    .describe = describe,
    .create = create,
    .check = check,
#ifndef NULL_FETCH
    .fetch = fetch,
#endif
};

#ifdef NO_ENTRY
const void *connector_without_entry(void) { return &table; }
#else
const conn_api *connector_entry_v1(const conn_host_info *info) {
    (void)info;
    (void)fetch;
#if defined(ENTRY_NULL)
    return NULL;
#elif defined(MISSING_SYMBOL)
    return a_function_that_no_library_has() ? &table : NULL;
#else
    return &table;
#endif
}
#endif
