/* Says where a connector crashed, from inside the crashing process: with exec and /proc taken away no outside tool can.
 * backtrace() is safe in a handler once it has run before (it loads libgcc_s). dladdr() is not promised to be; its lock
 * is recursive, so that it hangs only if another thread is loading a library just then, and the host ends a hang. */
#define _GNU_SOURCE
#include "sandbox.h"

#include "answers.h"

#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <ucontext.h>
#include <unistd.h>

enum { DEPTH = 64, STACK = 128 << 10, NAME = 96 };

static const int signals[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGABRT, SIGSYS};

/* The file name of the connector. Written once, before any of its code runs. */
static char blamed[NAME];

struct line {
    char text[192];
    size_t length;
};

static void append(struct line *line, const char *text) {
    while (*text && line->length < sizeof(line->text)) line->text[line->length++] = *text++;
}

static void append_number(struct line *line, uintptr_t value, unsigned base) {
    char digits[24];
    size_t at = sizeof(digits);
    digits[--at] = 0;
    do digits[--at] = "0123456789abcdef"[value % base];
    while ((value /= base) && at > 0);
    append(line, digits + at);
}

/* Whether an eighth of the allowance could not be had any more. */
static bool memory_is_used_up(void) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_DATA, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return false;
    size_t size = limit.rlim_cur / 8;
    void *probe = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (probe == MAP_FAILED) return true;
    munmap(probe, size);
    return false;
}

static void emit(const struct line *line) {
    if (write(STDERR_FILENO, line->text, line->length) < 0) return;
}

static const char *file_name(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/* The file that was stdout before any of the connector's code ran: what it makes of the variable is not followed. */
static const FILE *printed;

/* Writes what stands in the buffer of stdout: the last words of a program that printed no line's end. Read without a lock,
 * since the thread that crashed may hold it. */
static void show_unfinished_line(void) {
    const char *start = printed->_IO_write_base;
    const char *end = printed->_IO_write_ptr;
    if (!start || end <= start || end - start > 1 << 16) return;
    if (write(STDOUT_FILENO, start, (size_t)(end - start)) < 0) return;
}

/* The address of the instruction that was interrupted; 0 if the machine stands behind it, as behind a breakpoint. */
static uintptr_t interrupted(int number, const void *context) {
    const mcontext_t *machine = &((const ucontext_t *)context)->uc_mcontext;
#if defined(__x86_64__)
    return number == SIGTRAP ? 0 : (uintptr_t)machine->gregs[REG_RIP];
#elif defined(__aarch64__)
    (void)number;
    return (uintptr_t)machine->pc;
#endif
}

static void on_crash(int number, siginfo_t *info, void *context) {
    if (number == SIGSYS && answer_stat(info, context)) return;
    /* A refused allocation leaves ENOMEM behind, and what follows is a null pointer or an abort. */
    const bool starved = errno == ENOMEM || memory_is_used_up();
    show_unfinished_line();
    struct line line = {.length = 0};
    append(&line, "\npatchbay-worker: signal ");
    append_number(&line, (uintptr_t)number, 10);
    if (starved) append(&line, ", out of memory");
    struct line early = line;
    append(&early, "\n");
    emit(&early); /* should the stack be too broken to be walked */

    void *frames[DEPTH];
    int depth = backtrace(frames, DEPTH);
    backtrace_symbols_fd(frames, depth, STDERR_FILENO);
    for (int i = 0; i < depth; i++) {
        Dl_info info;
        /* Other frames are where a call returns to, which may be another line already: the byte before is the call's. */
        const uintptr_t at = (uintptr_t)frames[i] - ((uintptr_t)frames[i] != interrupted(number, context));
        if (dladdr((const void *)at, &info) == 0 || strcmp(file_name(info.dli_fname), blamed) != 0) continue;
        append(&line, " at ");
        append(&line, blamed);
        append(&line, "(+0x");
        append_number(&line, at - (uintptr_t)info.dli_fbase, 16);
        append(&line, ")");
        break;
    }
    append(&line, "\n");
    emit(&line);
    /* Raised again with the default action, it ends the process. */
    signal(number, SIG_DFL);
    raise(number);
}

int sandbox_watch_crashes(void) {
    static char stack[STACK] __attribute__((aligned(16)));
    stack_t alternate = {.ss_sp = stack, .ss_flags = 0, .ss_size = sizeof(stack)};
    if (sigaltstack(&alternate, NULL) != 0) return -errno;
    printed = stdout;
    void *frames[2];
    backtrace(frames, 2);
    struct sigaction action;
    memset(&action, 0, sizeof(action));
    action.sa_sigaction = on_crash;
    for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
        /* SIGSYS comes again and again, for stat; of the others a second one is a crash within the handler. */
        action.sa_flags = (int)(SA_SIGINFO | SA_ONSTACK | SA_NODEFER | (signals[i] == SIGSYS ? 0 : SA_RESETHAND));
        if (sigaction(signals[i], &action, NULL) != 0) return -errno;
    }
    return 0;
}

void sandbox_blame(const char *path) { strncpy(blamed, file_name(path), NAME - 1); }
