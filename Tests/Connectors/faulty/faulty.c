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

#include "ends.h"
#include "nonsense.h"
#include "calls.h"
#include "reaches.h"

static const struct {
    const char *name;
    conn_status (*act)(conn_instance *);
} acts[] = {
    {"segv", segv}, {"blame-vendor", blame_vendor}, {"breakpoint", breakpoint}, {"smashed-output", smashed_output},
    {"abort", abort_now},
    {"stack-overflow", overflow}, {"exit0", exit_0}, {"_exit0", exit_at_once}, {"close-channel", close_channel},
    {"hang", hang}, {"hang-ignoring-sigterm", hang_on}, {"cpu-spin", spin}, {"cpu-spin-ignoring-sigxcpu", spin_on},
    {"many-threads", make_threads}, {"stop-itself", stop_itself}, {"reopen-channel", reopen_channel},
    {"forget-host", forget_host}, {"memory-bomb", eat_memory}, {"shared-memory-bomb", eat_shared_memory},
    {"flood-log", log_much}, {"flood-errors", complain_much}, {"flood-stdout", print_much},
    {"flood-stdout-ignoring-sigterm", print_on}, {"print-stdout", print_some}, {"garbage-frame", garbage},
    {"huge-frame-length", huge_frame}, {"unknown-frame", unknown_frame}, {"forged-frame", forged_frame},
    {"half-frame", half_frame}, {"unknown-status", unknown_status}, {"rude-words", rude_words}, {"none", complete},
    {"emit-nowhere", emit_nowhere}, {"read-nowhere", read_nowhere}, {"environment", environment},
    {"not-complete", not_complete}, {"bad-pointer", bad_pointer}, {"null-pointer", null_pointer},
    {"too-long", too_long}, {"bad-handle", bad_handle}, {"bad-handle-of-vendor", bad_handle_of_vendor},
    {"bad-handle-at-the-end", bad_handle_at_the_end}, {"bad-secret-of-vendor", bad_secret_of_vendor},
    {"bad-text", bad_text}, {"too-many", too_many}, {"unsized", unsized}, {"neighbours", neighbours},
    {"older", older}, {"emit-twice", emit_twice}, {"after-complete", after_complete}, {"other-thread", other_thread},
    {"read-often", read_often},
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
