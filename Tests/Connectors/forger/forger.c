/* forger.c - a connector that goes past its worker, or hands over what is too much: the setting `fault` names how.
 *
 * With "frame-…" it writes a frame of its own on the channel, in the worker's place; with "length-…" it gives a length that
 * no memory has; with any other word it takes too much of something that the host keeps, or talks. DOCUMENT is what
 * describe gives.
 */
#define _GNU_SOURCE
#include "connector_abi.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

CONN_DECLARE_ABI();

#define TEXT(literal) ((conn_str){(const uint8_t *)(literal), sizeof(literal) - 1})
#define HUGE_LENGTH ((size_t)-1)
#define MIB (1u << 20)

struct conn_instance {
    conn_host *host;
    const conn_host_api *api;
    char fault[64];
};

static conn_status complete(conn_instance *self) {
    return self->api->complete(self->host, 0, CONN_COMPLETE_EMPTY | CONN_COMPLETE_FULL_RIGHTS);
}

/* ---- Frames ---------------------------------------------------------------------------------------------------- */

enum { UNUSABLE = 2, DESCRIBED, HTTP, READ, BODY, EMIT_PAGE = 8, EMIT_RECORDS, EMIT_DELETED, CHECKPOINT, COMPLETE, SET_ERROR,
       LOG, JOIN = 16, HELLO = 1 };

/* Frame 0 greeted the host, frame 1 told it that create has ended. */
static uint32_t due = 2;
static unsigned char *payload;
static size_t length;

static void bytes(const void *from, size_t count) {
    memcpy(payload + length, from, count);
    length += count;
}

static void u8(uint8_t value) { bytes(&value, 1); }
static void u16(uint16_t value) { bytes(&value, 2); }
static void u32(uint32_t value) { bytes(&value, 4); }
static void u64(uint64_t value) { bytes(&value, 8); }

/* So many letters, with their length before them. */
static void blob(size_t count) {
    u32((uint32_t)count);
    memset(payload + length, 'a', count);
    length += count;
}

static void send_frame(uint16_t type) {
    struct {
        uint32_t magic;
        uint16_t type, flags;
        uint32_t length, sequence;
    } header = {0x48434250, type, 0, (uint32_t)length, due++};
    if (write(3, &header, sizeof(header)) < 0) _exit(1);
    for (size_t done = 0; done < length;) {
        ssize_t count = write(3, payload + done, length - done);
        if (count < 0) _exit(1);
        done += (size_t)count;
    }
    length = 0;
}

struct request {
    size_t method, url, headers, name, value, body, accept;
};

static void ask(struct request r) {
    blob(r.method);
    blob(r.url);
    u32((uint32_t)r.headers);
    for (size_t i = 0; i < r.headers; i++) blob(r.name), blob(r.value);
    blob(r.body);
    u32((uint32_t)r.accept);
    for (size_t i = 0; i < r.accept; i++) u16(404);
    u32(0), u32(0), u64(0);
}

static void http(struct request r) {
    u32(1);
    ask(r);
    send_frame(HTTP);
}

static void told(uint16_t type, size_t count) {
    if (type == SET_ERROR || type == LOG) u32(2);
    if (type == READ || type == EMIT_PAGE) u64(1);
    if (type == UNUSABLE) u8(0);
    blob(count);
    if (type == EMIT_PAGE) u8(0);
    send_frame(type);
}

static void forge_complete(void) {
    u8(0), u64(0), u32(0);
    send_frame(COMPLETE);
}

static int forge(const char *what) {
    payload = malloc(33 * MIB);
    if (!strcmp(what, "headers")) http((struct request){.url = 1, .headers = 2000000, .name = 1});
    else if (!strcmp(what, "requests")) {
        u32(17);
        for (int i = 0; i < 17; i++) ask((struct request){.url = 1});
        send_frame(HTTP);
    }
    else if (!strcmp(what, "accept")) http((struct request){.url = 1, .accept = 65});
    else if (!strcmp(what, "method")) http((struct request){.method = 17, .url = 1});
    else if (!strcmp(what, "url")) http((struct request){.url = 8193});
    else if (!strcmp(what, "name")) http((struct request){.url = 1, .headers = 1, .name = 16385});
    else if (!strcmp(what, "value")) http((struct request){.url = 1, .headers = 1, .name = 1, .value = 16385});
    else if (!strcmp(what, "body")) http((struct request){.url = 1, .body = 8 * MIB + 1});
    else if (!strcmp(what, "read")) told(READ, 4097);
    else if (!strcmp(what, "page")) told(EMIT_PAGE, 4097);
    else if (!strcmp(what, "records")) told(EMIT_RECORDS, 8 * MIB + 1);
    else if (!strcmp(what, "keys")) told(EMIT_DELETED, 8 * MIB + 1);
    else if (!strcmp(what, "join")) told(JOIN, 8 * MIB + 1);
    else if (!strcmp(what, "state")) told(CHECKPOINT, 65537);
    else if (!strcmp(what, "sentence")) told(SET_ERROR, 4097);
    else if (!strcmp(what, "line")) told(LOG, 4097);
    else if (!strcmp(what, "document")) told(DESCRIBED, MIB + 1);
    else if (!strcmp(what, "refusal")) told(UNUSABLE, 4097);
    /* What has no place in a fetch, or not any more. */
    else if (!strcmp(what, "greeting")) {
        for (int i = 0; i < 7; i++) u32(0);
        send_frame(HELLO);
    }
    else if (!strcmp(what, "describe")) told(DESCRIBED, 2);
    else if (!strcmp(what, "unusable")) told(UNUSABLE, 2);
    else if (!strcmp(what, "late-records")) forge_complete(), told(EMIT_RECORDS, 2);
    else if (!strcmp(what, "late-read")) forge_complete(), told(READ, 2);
    else if (!strcmp(what, "twice")) forge_complete(), forge_complete();
    /* An answer that was never given. */
    else if (!strcmp(what, "unknown-read")) told(READ, 0);
    else if (!strcmp(what, "unknown-page")) told(EMIT_PAGE, 0);
    else if (!strcmp(what, "unknown-body")) u64(1), send_frame(BODY);
    else return 0;
    /* A host that lets it pass ends it by this. */
    alarm(5);
    for (;;) pause();
}

/* ---- Lengths --------------------------------------------------------------------------------------------------- */

static conn_str huge(void) { return (conn_str){(const uint8_t *)"aaaa", HUGE_LENGTH}; }

static conn_status request(conn_instance *self, conn_http_request request, size_t count) {
    conn_http_response response = {.struct_size = sizeof(response)};
    request.struct_size = sizeof(request);
    if (!request.url.ptr) request.url = TEXT("/people");
    return self->api->http(self->host, &request, count, &response);
}

static conn_status read_huge(conn_instance *self) {
    conn_http_request ask = {.struct_size = sizeof(ask), .url = TEXT("/people")};
    conn_http_response response = {.struct_size = sizeof(response)};
    conn_status status = self->api->http(self->host, &ask, 1, &response);
    conn_str out;
    return status ? status : self->api->read(self->host, response.handle, huge(), &out);
}

static conn_status mistake(conn_instance *self, const char *what) {
    static const conn_header name = {{(const uint8_t *)"a", HUGE_LENGTH}, {0}};
    static const conn_header value = {{(const uint8_t *)"a", 1}, {(const uint8_t *)"a", HUGE_LENGTH}};
    static const uint16_t accept = 404;
    const conn_host_api *api = self->api;
    if (!strcmp(what, "records")) return api->emit_records(self->host, huge());
    if (!strcmp(what, "keys")) return api->emit_deleted(self->host, huge());
    if (!strcmp(what, "state")) return api->checkpoint(self->host, huge());
    if (!strcmp(what, "pointer")) return read_huge(self);
    if (!strcmp(what, "url")) return request(self, (conn_http_request){.url = huge()}, 1);
    if (!strcmp(what, "method")) return request(self, (conn_http_request){.method = huge()}, 1);
    if (!strcmp(what, "body")) return request(self, (conn_http_request){.body = huge()}, 1);
    if (!strcmp(what, "name")) return request(self, (conn_http_request){.headers = &name, .header_count = 1}, 1);
    if (!strcmp(what, "value")) return request(self, (conn_http_request){.headers = &value, .header_count = 1}, 1);
    if (!strcmp(what, "headers"))
        return request(self, (conn_http_request){.headers = &name, .header_count = HUGE_LENGTH}, 1);
    if (!strcmp(what, "accept"))
        return request(self, (conn_http_request){.accept = &accept, .accept_count = HUGE_LENGTH}, 1);
    if (!strcmp(what, "requests")) return request(self, (conn_http_request){0}, HUGE_LENGTH);
    if (!strcmp(what, "join")) {
        const conn_join_1 *joins = api->get_extension(self->host, TEXT(CONN_JOIN_1));
        return joins ? joins->join(self->host, huge()) : CONN_UNSUPPORTED;
    }
    if (!strcmp(what, "sentence")) return api->set_error(self->host, CONN_BAD_DATA, huge()), CONN_INTERNAL;
    if (!strcmp(what, "long-sentence"))
        return api->set_error(self->host, CONN_BAD_DATA, (conn_str){payload, 65537}), CONN_INTERNAL;
    if (!strcmp(what, "cut-sentence"))
        return api->set_error(self->host, CONN_BAD_DATA, (conn_str){payload, 8192}), CONN_INTERNAL;
    if (!strcmp(what, "null-sentence"))
        return api->set_error(self->host, CONN_BAD_DATA, (conn_str){NULL, 7}), CONN_INTERNAL;
    if (!strcmp(what, "good-ending")) return api->set_error(self->host, CONN_BAD_DATA, huge()), complete(self);
    /* What does no harm. */
    if (!strcmp(what, "extension")) return api->get_extension(self->host, huge()) ? CONN_INTERNAL : complete(self);
    if (!strcmp(what, "no-extension"))
        return api->get_extension(self->host, (conn_str){NULL, 11}) ? CONN_INTERNAL : complete(self);
    if (!strcmp(what, "line")) {
        api->log(self->host, CONN_LOG_INFO, huge());
        api->log(self->host, CONN_LOG_INFO, (conn_str){payload, 65537});
        return complete(self);
    }
    return CONN_BAD_CONFIG;
}

/* ---- Too much -------------------------------------------------------------------------------------------------- */

/* Asks for large answers and lets none go. */
static conn_status hoard(conn_instance *self) {
    for (int i = 0; i < 40; i++) {
        conn_http_request ask = {.struct_size = sizeof(ask), .url = TEXT("/large")};
        conn_http_response response = {.struct_size = sizeof(response)};
        conn_status status = self->api->http(self->host, &ask, 1, &response);
        if (status) return status;
    }
    return complete(self);
}

/* A hundred thousand keys a call, one and a half million in all. */
static conn_status delete_all(conn_instance *self) {
    char *keys = malloc(2 * MIB), *end = keys;
    for (int call = 0; call < 15; call++) {
        end = keys;
        for (int i = 0; i < 100000; i++) end += sprintf(end, "%c[\"%d\"]", i ? ',' : '[', call * 100000 + i);
        *end++ = ']';
        conn_status status = self->api->emit_deleted(self->host, (conn_str){(uint8_t *)keys, (size_t)(end - keys)});
        if (status) return status;
    }
    return complete(self);
}

/* Three joins of six megabytes. */
static conn_status join_much(conn_instance *self) {
    const conn_join_1 *joins = self->api->get_extension(self->host, TEXT(CONN_JOIN_1));
    char *json = malloc(7 * MIB);
    for (int i = 0; i < 3; i++) {
        int head = sprintf(json, "{\"list\":\"\",\"key\":\"a\",\"as\":\"b%d\",\"table\":{\"1\":\"", i);
        memset(json + head, 'x', 6 * MIB);
        int tail = sprintf(json + head + 6 * MIB, "\"}}");
        conn_status status = joins->join(self->host, (conn_str){(uint8_t *)json, (size_t)head + 6 * MIB + (size_t)tail});
        if (status) return status;
    }
    return complete(self);
}

/* Never asks for anything again, so that nobody can tell it to stop. */
static conn_status busy(conn_instance *self) {
    request(self, (conn_http_request){0}, 1);
    for (;;) self->api->checkpoint(self->host, TEXT("x"));
}

/* A text in front of other memory, with a length that takes in both. */
static conn_status neighbour(conn_instance *self) {
    static const struct {
        char text[16], other[32];
    } memory = {"It went wrong.", "what is nobody's business"};
    self->api->set_error(self->host, CONN_INTERNAL, (conn_str){(const uint8_t *)&memory, sizeof(memory)});
    self->api->log(self->host, CONN_LOG_WARNING, (conn_str){(const uint8_t *)&memory, sizeof(memory)});
    return CONN_INTERNAL;
}

/* Bytes that are no UTF-8, each of which becomes three. */
static conn_status bad_bytes(conn_instance *self) {
    memset(payload, 0xff, 4096);
    self->api->set_error(self->host, CONN_INTERNAL, (conn_str){payload, 4096});
    return CONN_INTERNAL;
}

/* ---- Talking --------------------------------------------------------------------------------------------------- */

/* Ninety numbered lines of 200 bytes in the log, and as many of those as the words say on standard output. */
static conn_status talk(conn_instance *self) {
    char line[201];
    for (int i = 1; i <= 90; i++) {
        memset(line, '.', 200);
        line[snprintf(line, sizeof(line), "line %d ", i)] = '.';
        self->api->log(self->host, CONN_LOG_DEBUG, (conn_str){(uint8_t *)line, 200});
        line[200] = 0;
        printf("%s\n", line);
    }
    return complete(self);
}

/* What the runtime of Swift prints when a program stops itself, and how it ends it then. */
static conn_status swift_crash(conn_instance *self) {
    (void)self;
    fprintf(stderr, "X/Fetch.swift:12: Fatal error: Index out of range\nCurrent stack trace:\n"
                    "0    libswiftCore.so  0x00007f35f115f130 swift_reportError + 33\n"
                    "1    libfaulty.so     0x00007f35f0798aef <unavailable> + 387823\n"
                    "2    libfaulty.so     0x00007f35f0798af0 main page + 16\n");
    for (int i = 3; i < 30; i++) fprintf(stderr, "%d   libfaulty.so     0x00007f35f0796a75 <unavailable> + 1\n", i);
    fprintf(stderr, "30   patchbay-worker  0x00005619070b1f4a <unavailable> + 192330\n");
    __builtin_trap();
}

/* One line of a hundred thousand bytes, and a short one. */
static conn_status rant(conn_instance *self) {
    for (int i = 0; i < 100000; i++) putchar('x');
    printf("\nat last\n");
    return complete(self);
}

/* ---- The connector --------------------------------------------------------------------------------------------- */

static conn_status describe(conn_str *out) {
    *out = TEXT(DOCUMENT);
    return CONN_OK;
}

static conn_status create(conn_host *host, const conn_host_api *api, conn_str config, conn_instance **out) {
    conn_instance *self = calloc(1, sizeof(*self));
    self->host = host;
    self->api = api;
    const char *found = memmem(config.ptr, config.len, "\"fault\":\"", 9);
    if (found) sscanf(found + 9, "%63[^\"]", self->fault);
    payload = malloc(8192);
    memset(payload, 'a', 8192);
    *out = self;
    return CONN_OK;
}

static void destroy(conn_instance *self) {
    if (!strcmp(self->fault, "goodbye")) printf("\x1b[31mgoodbye\x07\n");
    if (!strcmp(self->fault, "no-goodbye")) for (;;) pause();
    free(self);
}

static conn_status check(conn_instance *self) { return self ? CONN_OK : CONN_INTERNAL; }

static conn_status fetch(conn_instance *self, const conn_fetch_request *request) {
    (void)request;
    const char *fault = self->fault;
    if (!strncmp(fault, "frame-", 6) && forge(fault + 6)) return CONN_INTERNAL;
    if (!strncmp(fault, "length-", 7)) return mistake(self, fault + 7);
    if (!strcmp(fault, "hoard")) return hoard(self);
    if (!strcmp(fault, "delete-all")) return delete_all(self);
    if (!strcmp(fault, "join-much")) return join_much(self);
    if (!strcmp(fault, "busy")) return busy(self);
    if (!strcmp(fault, "neighbour")) return neighbour(self);
    if (!strcmp(fault, "bad-bytes")) return bad_bytes(self);
    if (!strcmp(fault, "talk")) return talk(self);
    if (!strcmp(fault, "swift-crash")) return swift_crash(self);
    if (!strcmp(fault, "rant")) return rant(self);
    if (!strcmp(fault, "assert")) assert(*fault != 'a');
    return complete(self);
}

static const conn_api table = {
    .struct_size = sizeof(table),
    .abi_minor = CONN_ABI_MINOR,
    .describe = describe,
    .create = create,
    .destroy = destroy,
    .check = check,
    .fetch = fetch,
};

const conn_api *connector_entry_v1(const conn_host_info *info) {
    (void)info;
    return &table;
}
