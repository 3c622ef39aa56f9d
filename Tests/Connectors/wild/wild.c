/* wild.c - a connector that calls the host at random, from a seed: in any order, with any arguments, from any thread, and ends
 * in any way. The setting `fault` is the seed; with 0 it does what a connector should. DOCUMENT is what describe gives.
 *
 * Its pointers point into its own memory, or are NULL; its lengths are whatever they are.
 */
#define _GNU_SOURCE
#include "connector_abi.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

CONN_DECLARE_ABI();

#define TEXT(literal) ((conn_str){(const uint8_t *)(literal), sizeof(literal) - 1})
#define ROOM (9u << 20)
#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

struct conn_instance {
    conn_host *host;
    const conn_host_api *api;
    uint64_t state, handles[64];
    unsigned kept;
    /* Of a hundred calls, how many are not as they should be. A single one ends the job, so there are mild ones, too. */
    unsigned wildness;
};

static uint8_t *memory; /* ROOM bytes, of which the first are texts */

/* ---- Chance (SplitMix64) ---------------------------------------------------------------------------------------- */

static uint64_t next(conn_instance *self) {
    uint64_t z = self->state += 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

static uint64_t roll(conn_instance *self, uint64_t sides) { return next(self) % sides; }

static uint64_t number(conn_instance *self) {
    static const uint64_t odd[] = {0, 1, 2, 3, 5, 40, 63, 64, 65, 255, 65535, 65536, 1u << 31, 0xFFFFFFFFu, 1ull << 32,
                                   1ull << 62, INT64_MAX, 1ull << 63, UINT64_MAX - 1, UINT64_MAX};
    return roll(self, 3) ? odd[roll(self, COUNT(odd))] : next(self) >> roll(self, 64);
}

static size_t length(conn_instance *self) {
    static const size_t odd[] = {0, 1, 7, 16, 4096, 4097, 8192, 8193, 16384, 65536, 65537, 1u << 20, 8u << 20,
                                 (8u << 20) + 1, SIZE_MAX, SIZE_MAX / 2, (size_t)1 << 31, (size_t)1 << 32, (size_t)-8};
    return roll(self, 2) ? roll(self, 200) : odd[roll(self, COUNT(odd))];
}

static conn_str word(conn_instance *self) {
    static const char *const words[] = {
        "", "/", "/people", "/people?page=2", "/large", "/bad", "/deep", "/none", "/empty", "/items", "/items/0", "/items/-1",
        "/items/99999999999999999999", "/total", "/next", "/~", "/~2", "items", "GET", "POST", "G E T", "\r\nX: y", "X", "X-A",
        "{{secret.token}}", "{{secret.nothing}}", "{{", "{{basic.a.b}}", "http://localhost:1/", "file:///etc/passwd",
        "https://api.example/", "//x", "\xff\xfe", "[]", "[{}]", "[{\"id\":\"a1\",\"email\":\"e\"}]", "[{\"id\":\"w1\"},{\"id\":\"w1\"}]",
        "[[\"a1\"]]", "[[\"a1\",\"a2\"]]", "[[]]", "[[1]]", "[\"a1\"]", "{", "[[[[[[[[", "null", "\"\\ud800\"", "[{\"id\":1e400}]",
        "{\"list\":\"\",\"key\":\"id\",\"as\":\"x\",\"table\":{\"a1\":{\"n\":1}}}", "{\"list\":\"x\"}", "conn.join/1", "conn.join/2", "c1"};
    if (roll(self, 4)) {
        const char *one = words[roll(self, COUNT(words))];
        return (conn_str){(const uint8_t *)one, strlen(one)};
    }
    size_t count = length(self);
    size_t place = roll(self, 4) ? 0 : roll(self, ROOM);
    /* What a length within its memory says is there. */
    if (count <= ROOM && count > ROOM - place) place = ROOM - count;
    return (conn_str){roll(self, 8) ? memory + place : NULL, count};
}

static uint64_t handle(conn_instance *self) {
    return self->kept && roll(self, 6) ? self->handles[roll(self, self->kept)] : number(self);
}

/* ---- Calls ------------------------------------------------------------------------------------------------------ */

static conn_status http(conn_instance *self) {
    enum { MOST = 17 };
    static const uint16_t accept[] = {404, 403, 500, 206, 0, 65535};
    static const char *const paths[] = {"/people", "/people?page=2", "/large", "/bad", "/deep", "/none", "/empty"};
    conn_http_request requests[MOST];
    conn_http_response responses[MOST];
    conn_header headers[4];
    memset(requests, 0, sizeof(requests));
    memset(responses, roll(self, 2) ? 0 : 0xA5, sizeof(responses));
    size_t count = roll(self, 12) ? 1 + roll(self, 3) : roll(self, MOST + 1);
    for (size_t i = 0; i < COUNT(headers); i++) headers[i] = (conn_header){word(self), word(self)};
    int isWild = !roll(self, 3);
    for (size_t i = 0; i < MOST; i++) {
        const char *path = paths[roll(self, COUNT(paths))];
        conn_http_request *one = &requests[i];
        one->struct_size = roll(self, 30) ? sizeof(*one) : (uint32_t)number(self) & 0xFF;
        one->url = (conn_str){(const uint8_t *)path, strlen(path)};
        responses[i].struct_size = sizeof(responses[i]);
        if (!isWild) continue;
        if (!roll(self, 3)) one->url = word(self);
        if (!roll(self, 3)) one->method = word(self);
        if (!roll(self, 3)) one->body = word(self);
        if (!roll(self, 3)) one->headers = headers, one->header_count = roll(self, 5);
        if (!roll(self, 3)) one->accept = accept, one->accept_count = roll(self, 7);
        if (!roll(self, 20)) one->header_count = number(self) | 1ull << 40;
        if (!roll(self, 3)) one->page = (uint32_t)number(self), one->page_count = (uint32_t)number(self), one->total = number(self);
        if (!roll(self, 3)) one->flags = (uint32_t)number(self);
    }
    for (size_t i = 1; i < MOST; i++) requests[i].struct_size = requests[0].struct_size;
    if (!roll(self, 20)) count = number(self) | 1ull << 40;
    conn_status status = self->api->http(self->host, roll(self, 40) ? requests : NULL, count, responses);
    for (size_t i = 0; i < MOST && i < count && status == CONN_OK; i++) {
        if (self->kept < COUNT(self->handles)) self->handles[self->kept++] = responses[i].handle;
    }
    return status;
}

static uint64_t own_handle(conn_instance *self, int isUsedUp) {
    if (!self->kept) return 0;
    unsigned place = (unsigned)roll(self, self->kept);
    uint64_t own = self->handles[place];
    if (isUsedUp) self->handles[place] = self->handles[--self->kept];
    return own;
}

/* What a connector may do at any time. */
static conn_status mild_call(conn_instance *self) {
    static const char *const paths[] = {"/people", "/people", "/people?page=2", "/large", "/empty"};
    static const conn_str records[] = {TEXT("[]"), TEXT("[{\"id\":\"w1\"},{\"id\":\"w1\"}]"), TEXT("[{\"id\":\"a1\",\"name\":7}]"),
                                       TEXT("[{\"id\":\"w2\",\"name\":\"\\ud800\"}]"), TEXT("[{\"id\":null}]"), TEXT("[{}]")};
    static const conn_str keys[] = {TEXT("[]"), TEXT("[[\"a1\"]]"), TEXT("[[\"w1\"],[\"w1\"],[\"nobody\"]]")};
    const conn_host_api *api = self->api;
    conn_http_request request = {.struct_size = sizeof(request)};
    conn_http_response response = {.struct_size = sizeof(response)};
    conn_str out = {0};
    uint64_t own;
    switch (roll(self, 10)) {
    case 0: case 1: case 2: {
        const char *path = paths[roll(self, COUNT(paths))];
        request.url = (conn_str){(const uint8_t *)path, strlen(path)};
        if (self->kept > 8 && (own = own_handle(self, 1))) api->release(self->host, own);
        conn_status status = api->http(self->host, &request, 1, &response);
        if (status == CONN_OK) self->handles[self->kept++] = response.handle;
        return status;
    }
    case 3: return (own = own_handle(self, 0)) ? api->read(self->host, own, TEXT("/total"), &out) : CONN_OK;
    case 4: return (own = own_handle(self, 0)) ? api->read(self->host, own, TEXT("/items/0"), &out) : CONN_OK;
    case 5: return (own = own_handle(self, 1)) ? api->emit_page(self->host, own, TEXT("/items")) : CONN_OK;
    case 6: return api->emit_records(self->host, records[roll(self, COUNT(records))]);
    case 7: return api->emit_deleted(self->host, keys[roll(self, COUNT(keys))]);
    case 8: return api->checkpoint(self->host, TEXT("c1"));
    default: return api->log(self->host, CONN_LOG_INFO, TEXT("a line")), CONN_OK;
    }
}

static conn_status call(conn_instance *self) {
    if (roll(self, 100) >= self->wildness) return mild_call(self);
    const conn_host_api *api = self->api;
    conn_str out = {0};
    switch (roll(self, 14)) {
    case 0: case 1: return http(self);
    case 2: return api->read(self->host, handle(self), word(self), roll(self, 20) ? &out : NULL);
    case 3: return api->body(self->host, handle(self), roll(self, 20) ? &out : NULL);
    case 4: return api->release(self->host, handle(self));
    case 5: case 6: return api->emit_page(self->host, handle(self), roll(self, 3) ? TEXT("/items") : word(self));
    case 7: return api->emit_records(self->host, word(self));
    case 8: return api->emit_deleted(self->host, word(self));
    case 9: return api->checkpoint(self->host, word(self));
    case 10: return roll(self, 4) ? CONN_OK : api->complete(self->host, roll(self, 2) ? roll(self, 12) : number(self), (uint32_t)number(self));
    case 11: return api->set_error(self->host, (conn_status)number(self), word(self)), CONN_OK;
    case 12: {
        uint64_t times = roll(self, 20) ? 1 : roll(self, 20000);
        conn_str line = word(self);
        for (uint64_t i = 0; i < times; i++) api->log(self->host, (uint32_t)number(self), line);
        return CONN_OK;
    }
    default: {
        const conn_join_1 *joins = api->get_extension(self->host, roll(self, 2) ? TEXT(CONN_JOIN_1) : word(self));
        return joins && roll(self, 2) ? joins->join(self->host, word(self)) : CONN_OK;
    }
    }
}

static void *elsewhere(void *argument) {
    conn_instance own = *(conn_instance *)argument;
    own.state ^= (uint64_t)pthread_self();
    for (int i = 0; i < 50; i++) {
        call(&own);
        usleep(2000);
    }
    return NULL;
}

/* ---- Ends ------------------------------------------------------------------------------------------------------- */

/* Nothing of a run in which it said so may be applied. It can be said at any time. */
static void say_badly(conn_instance *self) { self->api->log(self->host, CONN_LOG_WARNING, TEXT("I end badly")); }

static conn_status end(conn_instance *self) {
    uint64_t way = roll(self, 40);
    size_t much = 1 + roll(self, 5000);
    conn_status status = way == 12 ? (conn_status)number(self) : (conn_status)roll(self, 13);
    if (way != 3 && way < 12) say_badly(self);
    switch (way) {
    case 0: abort();
    case 1: _exit((int)number(self));
    case 2: exit(0);
    case 3: kill(getpid(), (int)roll(self, 65)); return CONN_OK;
    case 4: close(3); return CONN_OK;
    case 5: return write(3, memory, much) < 0 ? CONN_INTERNAL : CONN_OK;
    case 6: for (;;) pause();
    case 7: for (;;) call(self);
    case 8: for (;;) self->state++;
    case 9: *(volatile int *)(number(self) & 0xFFFF) = 1; return CONN_OK;
    case 10: for (;;) memset(malloc(1 << 20), 1, 1 << 20);
    case 11: for (;;) printf("%s\n", memory + ROOM - 100);
    default:
        if (status < 0 || status >= CONN_INTERNAL) say_badly(self);
        return status;
    }
}

static conn_status go_wild(conn_instance *self) {
    static const unsigned wildnesses[] = {0, 0, 2, 10, 100};
    uint64_t calls = roll(self, 60);
    self->wildness = wildnesses[roll(self, COUNT(wildnesses))];
    pthread_t thread;
    if (!roll(self, 10)) for (uint64_t i = roll(self, 90); i > 0; i--) pthread_create(&thread, NULL, elsewhere, self);
    for (uint64_t i = 0; i < calls; i++) {
        conn_status status = call(self);
        if (status == CONN_INTERNAL) say_badly(self);
        /* Mostly it goes on all the same. */
        if (status == CONN_CANCELLED && roll(self, 8)) return status;
        if (status != CONN_OK && !roll(self, 8)) return status;
    }
    if (roll(self, 4)) self->api->complete(self->host, roll(self, 2) ? 8 + roll(self, 3) : number(self), (uint32_t)roll(self, 8));
    return roll(self, 2) ? end(self) : CONN_OK;
}

/* ---- The connector ---------------------------------------------------------------------------------------------- */

static conn_status describe(conn_str *out) {
    *out = TEXT(DOCUMENT);
    return CONN_OK;
}

static conn_status create(conn_host *host, const conn_host_api *api, conn_str config, conn_instance **out) {
    static const char key[] = "\"fault\":\"";
    conn_instance *self = calloc(1, sizeof(*self));
    memory = malloc(ROOM);
    for (size_t i = 0; i < ROOM; i++) memory[i] = "[{\"id\":\"x7\"}, abc\xc3\xa4\xff\n"[i % 22];
    memory[ROOM - 1] = 0;
    self->host = host;
    self->api = api;
    const char *found = memmem(config.ptr, config.len, key, sizeof(key) - 1);
    if (found) self->state = strtoull(found + sizeof(key) - 1, NULL, 10);
    *out = self;
    if (self->state && !roll(self, 50)) return call(self);
    return CONN_OK;
}

static conn_status behave(conn_instance *self) {
    conn_http_request request = {.struct_size = sizeof(request), .url = TEXT("/people")};
    conn_http_response response = {.struct_size = sizeof(response)};
    conn_str total = {0};
    char digits[24] = "";
    conn_status status = self->api->http(self->host, &request, 1, &response);
    if (!status) status = self->api->read(self->host, response.handle, TEXT("/total"), &total);
    if (!status && total.len < sizeof(digits)) memcpy(digits, total.ptr, total.len);
    if (!status) status = self->api->emit_page(self->host, response.handle, TEXT("/items"));
    if (!status) status = self->api->complete(self->host, strtoull(digits, NULL, 10), CONN_COMPLETE_FULL_RIGHTS);
    return status;
}

static conn_status check(conn_instance *self) { return self->state ? go_wild(self) : CONN_OK; }

static conn_status fetch(conn_instance *self, const conn_fetch_request *request) {
    (void)request;
    return self->state ? go_wild(self) : behave(self);
}

static const void *extension(conn_instance *self, conn_str id) {
    (void)id;
    if (self->state && !roll(self, 3)) call(self);
    return NULL;
}

static void destroy(conn_instance *self) {
    if (self->state && !roll(self, 3)) call(self);
    if (self->state && !roll(self, 20)) for (;;) pause();
}

static const conn_api table = {
    .struct_size = sizeof(table), .abi_minor = CONN_ABI_MINOR, .describe = describe, .create = create, .destroy = destroy,
    .check = check, .fetch = fetch, .get_extension = extension,
};

const conn_api *connector_entry_v1(const conn_host_info *info) {
    (void)info;
    return &table;
}
