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

/* Breaks a rule, and blames the vendor, in words too. */
static conn_status bad_handle_of_vendor(conn_instance *self) {
    conn_str out;
    self->api->read(self->host, 7, TEXT("/items"), &out);
    self->api->set_error(self->host, CONN_TRANSIENT, TEXT("the vendor is down"));
    return CONN_TRANSIENT;
}

/* The same with a rule that only the host knows: which credentials describe names. */
static conn_status bad_secret_of_vendor(conn_instance *self) {
    conn_http_request request = {.struct_size = sizeof(request), .url = TEXT("/?key={{secret.other}}")};
    conn_http_response response = {.struct_size = sizeof(response)};
    self->api->http(self->host, &request, 1, &response);
    self->api->set_error(self->host, CONN_TRANSIENT, TEXT("the vendor is down"));
    return CONN_TRANSIENT;
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

/* Both name a place in an answer by what is no JSON Pointer. */
static conn_status emit_nowhere(conn_instance *self) {
    conn_http_request request = {.struct_size = sizeof(request), .url = TEXT("/people")};
    conn_http_response response = {.struct_size = sizeof(response)};
    conn_status status = self->api->http(self->host, &request, 1, &response);
    return status ? status : self->api->emit_page(self->host, response.handle, TEXT("items"));
}

static conn_status read_nowhere(conn_instance *self) {
    conn_http_request request = {.struct_size = sizeof(request), .url = TEXT("/people")};
    conn_http_response response = {.struct_size = sizeof(response)};
    conn_str text;
    conn_status status = self->api->http(self->host, &request, 1, &response);
    if (!status) status = self->api->read(self->host, response.handle, TEXT("/next~"), &text);
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

/* ---- Reaching out -------------------------------------------------------------------------------------------- */

#include "reaches.h"

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
    {"emit-nowhere", emit_nowhere}, {"read-nowhere", read_nowhere},
    {"environment", environment}, {"not-complete", not_complete},
    {"bad-pointer", bad_pointer},
    {"null-pointer", null_pointer}, {"too-long", too_long}, {"bad-handle", bad_handle}, {"bad-handle-of-vendor", bad_handle_of_vendor},
    {"bad-secret-of-vendor", bad_secret_of_vendor}, {"bad-text", bad_text},
    {"too-many", too_many}, {"unsized", unsized}, {"neighbours", neighbours}, {"older", older}, {"emit-twice", emit_twice}, {"after-complete", after_complete},
    {"other-thread", other_thread}, {"read-often", read_often},
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
