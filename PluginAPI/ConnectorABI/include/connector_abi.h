/* connector_abi.h - the contract between a Patchbay host and a connector. Version 1.0.
 *
 * This file is the whole contract; a connector in any language needs nothing else of ours. MUST, MAY and NEVER bind.
 *
 * 1. WHERE A CONNECTOR RUNS
 *    A connector is a shared library `lib<id>.so`. The host never loads it: a worker process does, one connector per
 *    process, one process per job. Before the library is opened (so before its constructors run) the worker gives up
 *    sockets, exec, fork, ptrace and every file but the system's libraries and time zones. No link tells where it leads:
 *    TZ names the machine's time zone instead, where /etc/localtime does. A connector that crashes, hangs, exits or
 *    writes to descriptors it does not own ends its own run and nothing else. The library is opened
 *    with RTLD_NOW | RTLD_LOCAL and never closed; the process ends with _exit, so destructors of static objects do not
 *    run. The last of what it prints (standard output and error) is kept with its run; it is not part of the protocol.
 *
 * 2. WHAT CROSSES
 *    Bytes and fixed-width integers, little-endian, 64-bit. Text is UTF-8 without a terminating NUL. NEVER: memory to
 *    be freed by the other side, file descriptors, locks, exceptions, longjmp, secrets.
 *
 * 3. OWNERSHIP
 *    Every pointer handed to a function is borrowed for the duration of that call. What the host returns through an out
 *    parameter belongs to the host and stays valid as long as its line says. Nobody frees what the other side made.
 *
 * 4. THREADS
 *    [job]   called by the worker on one thread, one call at a time; MAY block for as long as host services block.
 *    [host]  a host service: called by the connector on the thread of, and during, a [job] call. NEVER from another
 *            thread, NEVER after the [job] call returned.
 *    A connector MAY have threads of its own: with the job's 64 at once, or 16 more than the processors of the machine.
 *    The host ends a job that has more. They leave SIGSYS unblocked, and its handler alone: stat(2) is answered in it.
 *
 * 5. ORDER
 *    connector_entry_v1, then describe at any time; create once; then check and fetch in any order, one at a time;
 *    destroy last, if at all (the worker MAY end without it, and gives it a second). A function that returned an error MAY be followed
 *    by destroy only. emit_*, checkpoint and complete belong to fetch; after complete only release, set_error and log
 *    may be called. A call that breaks a rule returns CONN_INTERNAL, and then so does the job, whatever it returns.
 *
 * 6. GROWTH
 *    Each table and struct begins with struct_size, the size its writer was compiled with. Read a member only if
 *    CONN_HAS(p, member). Members are appended, never moved, retyped or reused. A zero in an unknown member means the
 *    behaviour before that member existed. A new ability is an extension with an id "conn.<name>/<revision>". A breaking
 *    change is a new entry symbol, so that one file can carry both.
 *
 * 7. THE ABI BLOCK
 *    Every connector carries one conn_abi_block in an ELF section named CONN_ABI_SECTION. The host reads it from the
 *    file, without loading it, and refuses a file that has none or whose major differs. CONN_DECLARE_ABI() writes it.
 *
 * 8. EXPORTS
 *    One symbol: connector_entry_v1. Hide everything else (version script or -fvisibility=hidden), so that nothing of
 *    the worker's is taken for yours.
 */
#ifndef CONNECTOR_ABI_H
#define CONNECTOR_ABI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define CONN_ABI_MAJOR 1
#define CONN_ABI_MINOR 0

/* True if the table or struct at p was compiled with the member m. */
#define CONN_HAS(p, m) ((p)->struct_size >= offsetof(__typeof__(*(p)), m) + sizeof((p)->m))

/* Bytes that someone else owns. len 0 with any ptr is the empty text. */
typedef struct conn_str {
    const uint8_t *ptr;
    size_t len;
} conn_str;

/* ---- The ABI block ---------------------------------------------------------------------------------------------- */

#define CONN_ABI_SECTION ".conn.abi"
#define CONN_ABI_MAGIC_0 0x42504e4f43494241ull /* eight bytes in the file: "ABICONPB" */

/* 16 bytes, 8-aligned, in section CONN_ABI_SECTION of the file. */
typedef struct conn_abi_block {
    uint64_t magic; /* CONN_ABI_MAGIC_0 */
    uint16_t major; /* CONN_ABI_MAJOR */
    uint16_t minor; /* CONN_ABI_MINOR: the newest members and services the connector knows of */
    uint32_t flags; /* 0 */
} conn_abi_block;

/* Nothing refers to the block: without "retain" a linker that drops unused sections drops it. */
#if defined(__has_attribute)
#if __has_attribute(retain)
#define CONN_KEEP used, retain
#endif
#endif
#ifndef CONN_KEEP
#define CONN_KEEP used
#endif

#define CONN_DECLARE_ABI()                                                                        \
    __attribute__((CONN_KEEP, section(CONN_ABI_SECTION), aligned(8))) static const conn_abi_block \
        conn_abi_block_of_this_file = {CONN_ABI_MAGIC_0, CONN_ABI_MAJOR, CONN_ABI_MINOR, 0}

/* ---- Status: what the host should do ------------------------------------------------------------------------------
 * Functions of both sides return one of these. A number the host does not know is taken for CONN_INTERNAL. A status
 * that a host service returned SHOULD be returned unchanged. */
typedef int32_t conn_status;
#define CONN_OK 0            /* done */
#define CONN_CANCELLED 1     /* the host wants the job to end: return at once */
#define CONN_AUTH 2          /* credentials refused: ask the operator, wait with further jobs */
#define CONN_FORBIDDEN 3     /* credentials good, rights missing: ask the operator */
#define CONN_RATE_LIMITED 4  /* the vendor's quota is used up: come back later */
#define CONN_TRANSIENT 5     /* the vendor failed or could not be reached: what came is kept, the run is incomplete */
#define CONN_BAD_CONFIG 6    /* a setting or the endpoint is wrong: tell the operator which */
#define CONN_BAD_DATA 7      /* the vendor's answer has not the promised shape */
#define CONN_NOT_FOUND 8     /* the event, account or list does not exist at the vendor */
#define CONN_STATE_INVALID 9 /* the cursor is not accepted any more: the host fetches everything instead */
#define CONN_UNSUPPORTED 10  /* this data type or service is not available here */
#define CONN_INTERNAL 11     /* a fault of the connector itself: nothing of the run applies */

/* ---- Host services ------------------------------------------------------------------------------------------------ */

typedef struct conn_host conn_host; /* the host's side of one job; opaque; valid from create to the end of the process */

typedef struct conn_header {
    conn_str name;
    conn_str value;
} conn_header;

/* One HTTP request. The host adds pacing, retries, time limits, TLS, proxy, recording and the endpoint.
 *
 * url      absolute, or beginning with "/": then it is appended to the endpoint of the connection. Only the endpoint's
 *          host and the hosts that describe lists are allowed; anything else is CONN_BAD_CONFIG.
 * Credentials: url, header values and body MAY hold placeholders, which the host expands after the request has left the
 *          worker:  {{secret.KEY}}  the value of credential KEY;  {{basic.USER.PASSWORD}}  RFC 7617 credentials of the
 *          credentials or settings USER and PASSWORD, base64. In a url the value is percent-encoded where it stands, in a
 *          body as its Content-Type asks. KEY MUST be a field of describe, else the request is refused, CONN_INTERNAL.
 *          They go to the endpoint's host and to listed hosts alone and follow no redirect to another host or port.
 *          What comes from a vendor is text: a url (the link to the next page), header or body made of what an answer or a
 *          cursor says MUST have each "{{" of it encoded, in a url as "%7B%7B". The host does so itself for a url that holds
 *          a JSON string that `read` gave, or the cursor; others it cannot tell from yours.
 * accept   status codes that the connector wants to see beside 200-299. Any other answer makes `http` return an error:
 *          401 CONN_AUTH, 403 CONN_FORBIDDEN, 404 and 410 CONN_NOT_FOUND, 429 CONN_RATE_LIMITED (after the host waited
 *          and tried again), other 4xx CONN_BAD_CONFIG, 5xx and everything on the wire CONN_TRANSIENT (after retries).
 *          429 and 5xx that are accepted are tried again all the same, and handed over when that did not help. A 403 that
 *          is no matter of rights is not handed over: of a limit it is CONN_RATE_LIMITED, of a firewall CONN_TRANSIENT.
 *          A part of a list - 206, or 200 with a Content-Range that is not the whole - is an answer only to a request
 *          that accepts 206, else an error, CONN_BAD_DATA. The parts of a list must come to the whole by the end.
 * A request that failed is a hole in what is fetched: a fetch that returns CONN_OK all the same ends as if it had returned
 * that failure, and deletes nothing. What a connector can do without, it accepts.
 */
typedef struct conn_http_request {
    uint32_t struct_size;
    uint32_t flags; /* 0 */
    conn_str method; /* "GET" if empty */
    conn_str url;
    const conn_header *headers;
    size_t header_count;
    conn_str body; /* sent as it is; give its Content-Type as a header */
    const uint16_t *accept;
    size_t accept_count;
    /* Where in the vendor's list it stands, as far as the connector knows, 0 for what it does not: an operator is told
     * "Page 37 of 40 … 1,850 of 2,000 records were read" if the run is cut. A list begins anew where the path changes or
     * page is 1: set it where lists of several records have one path, and where a list is paged in its path
     * (`/people/page/2`). A list whose answers bring nothing new, 50 in a row with records of this fetch alone or 1,000
     * without any (describe may raise both), lists of which 10,000 answers in a row bring only such records, and a fetch that
     * asks for 10,000 answers without emitting a page, are ended as if the vendor had failed. */
    uint32_t page;       /* counted from 1 */
    uint32_t page_count; /* how many there are */
    uint64_t total;      /* records that the vendor announced, counted as it counts them */
} conn_http_request;

/* An answer. The body stays in the host; `handle` names it. */
typedef struct conn_http_response {
    uint32_t struct_size; /* set by the connector before the call */
    int32_t status;       /* 200 */
    uint64_t handle;      /* valid until `release`, `emit_page` or the end of the job; 0: this request was not answered */
    uint64_t body_size;   /* bytes */
    const conn_header *headers; /* names in lower case; valid until the next `http` call */
    size_t header_count;
} conn_http_response;

#define CONN_TOTAL_UNKNOWN UINT64_MAX

/* flags of `complete` */
#define CONN_COMPLETE_FULL_RIGHTS 1u /* an answer of this run proved that nothing is hidden from these credentials */
#define CONN_COMPLETE_EMPTY 2u       /* the vendor itself confirmed that there are no records (total 0, event answers) */
#define CONN_COMPLETE_SHORT 4u       /* the vendor delivered fewer than the total, as it counts them; for connectors that
                                      * make other records of the vendor's, which the host cannot compare with it */

/* log levels */
#define CONN_LOG_DEBUG 0u
#define CONN_LOG_INFO 1u
#define CONN_LOG_WARNING 2u

typedef struct conn_host_api {
    uint32_t struct_size;
    uint32_t abi_minor; /* of the host; for messages, CONN_HAS decides */

    /* [host] Performs `count` requests (1 to 16, as many at once as describe's concurrency allows) and fills as many
     * responses, in order. All elements of an array have the struct_size of its first and lie that many bytes apart. At
     * most, per request: url 8 KiB, 64 headers of 16 KiB each, 64 codes to accept, body 8 MiB; together 32 MiB. On an
     * error the request that failed first decides the status, and its sentence is already with the host; nothing more is
     * begun, and what is under way comes to its end. Responses that came are filled in, those of the others have handle 0:
     * emit the pages among the former, then return the status. Blocks until all have ended. */
    conn_status (*http)(conn_host *host, const conn_http_request *requests, size_t count, conn_http_response *responses);

    /* [host] The JSON text at RFC 6901 pointer `pointer` in the body of `handle`, as it stands there. *out is valid
     * until the next call of read or body. A pointer that leads nowhere gives CONN_OK and len 0; a body that is not
     * JSON gives CONN_BAD_DATA. At most 8 MiB. */
    conn_status (*read)(conn_host *host, uint64_t handle, conn_str pointer, conn_str *out);

    /* [host] The whole body of `handle`, for connectors that must join or rebuild. *out is valid until the next call of
     * read or body. At most 8 MiB, larger: CONN_UNSUPPORTED; the answer can be emitted all the same. A fetch that ends well
     * without an answer, or a part of one, that the host refused is taken for one that failed. */
    conn_status (*body)(conn_host *host, uint64_t handle, conn_str *out);

    /* [host] The host may forget the body. A handle that is no longer valid is ignored. Answers that are neither released
     * nor emitted are kept: at most 64, and at most 256 MiB of them and of those that are on their way. */
    conn_status (*release)(conn_host *host, uint64_t handle);

    /* [host] The array at `pointer` in the body of `handle` is a page of records. The host validates and slices it; an
     * answer of another shape ends the run, it is never an empty page. May block while the host's queue is full.
     * The handle is used up: read before what else the body tells (the next page, the total). */
    conn_status (*emit_page)(conn_host *host, uint64_t handle, conn_str pointer);

    /* [host] A page of records that the connector built itself: the bytes of one JSON array, at most 8 MiB, copied. */
    conn_status (*emit_records)(conn_host *host, conn_str json_array);

    /* [host] The vendor says that these records are gone: a JSON array of keys, each an array of the primary key's parts
     * as text, at most 8 MiB; at most 1,000,000 keys in a fetch. Under the deletion guard like every deletion. */
    conn_status (*emit_deleted)(conn_host *host, conn_str json_keys);

    /* [host] Opaque bytes, at most 64 KiB, given back as conn_fetch_request.cursor next time. Only the last one of a run
     * that applied is stored. */
    conn_status (*checkpoint)(conn_host *host, conn_str state);

    /* [host] Declares that everything this fetch was to deliver has been emitted. `total` is the number of records the
     * vendor announced, counted as it counts them, or CONN_TOTAL_UNKNOWN; in a fetch from a cursor, of those that changed.
     * Without this call the run is incomplete and
     * deletes nothing. Call it once, last. */
    conn_status (*complete)(conn_host *host, uint64_t total, uint32_t flags);

    /* [host] One sentence for the operator: what was tried, on what, why it failed; kept up to a NUL if there is one, and
     * 4 KiB at most. More than 64 KiB is taken for a wrong length and refused. Copied. Call it before returning a
     * status that no host service gave. NEVER a secret. */
    void (*set_error)(conn_host *host, conn_status status, conn_str sentence);

    /* [host] A line for the log of the run, which an operator sees ('patchbay runs show'): as long as a sentence, at most
     * 100 a second; the rest is counted and dropped. Of a run its first and its last lines are kept. NEVER a secret, NEVER what a record says of a person. */
    void (*log)(conn_host *host, uint32_t level, conn_str line);

    /* [host] The table of an extension of the host, or NULL. Valid for the life of the process. */
    const void *(*get_extension)(conn_host *host, conn_str id);
} conn_host_api;

/* ---- Extensions of the host ---------------------------------------------------------------------------------------
 * What get_extension of the host gives for these ids. */

#define CONN_JOIN_1 "conn.join/1"

/* Joins: what another list of the vendor's says, put into the records of pages that stay in the host. */
typedef struct conn_join_1 {
    uint32_t struct_size;
    uint32_t flags; /* 0 */

    /* [host] In fetch. From now on each emitted page gets what a table says. `join_json`, at most 8 MiB, copied, is an
     * object {"list":"positions","key":"item","as":"product","table":{"3":{"name":"Ticket"}}}: every object in the list
     * `list` of every record (in every record itself if `list` is "") gets a member `as`, which is what `table` has for the
     * text of its member `key`, a text or a number as it stands there. One whose key the table lacks, or that has a member
     * `as` already, stays as it is. With "children":{"parent":"addon_to","id":"id","unless":"canceled"} beside these, an
     * object gets what `table` has not for itself but for the first object of the same list that it has something for and
     * whose member `parent` has the text of its member `id`. One whose member `unless`, which need not be given, is true
     * gives nothing; `list` cannot be "" then. Another join with the same `list` and `as` takes the place of the one before.
     * At most 16, of 16 MiB together; anything else than such an object, a key that stands twice, or one join more ends the
     * run. */
    conn_status (*join)(conn_host *host, conn_str join_json);
} conn_join_1;

/* ---- The connector ------------------------------------------------------------------------------------------------ */

typedef struct conn_instance conn_instance; /* all state of a connector is behind this; no globals */

/* What to fetch. */
typedef struct conn_fetch_request {
    uint32_t struct_size;
    uint32_t flags;     /* 0 */
    conn_str data_type; /* the id of one of describe's data types */
    conn_str cursor;    /* bytes of the last checkpoint, or empty: fetch everything */
    uint64_t limit;     /* stop after about so many records, 0: no limit. A fetch so cut must not call `complete` */
} conn_fetch_request;

typedef struct conn_api {
    uint32_t struct_size;
    uint32_t abi_minor;

    /* [job] One static JSON document, PluginAPI/README.md lists its members; valid for the life of the process. No host
     * services. At most 1 MiB. */
    conn_status (*describe)(conn_str *out);

    /* [job] Makes the instance. `config_json` is an object {"endpoint":"https://…","settings":{"key":"value"},
     * "timeZone":"Europe/Zurich","credentials":["token"]}: settings and credentials of kind text with their values, under
     * "settings"; secrets that were given, by name only. On an error *out is not read. */
    conn_status (*create)(conn_host *host, const conn_host_api *api, conn_str config_json, conn_instance **out);

    /* [job] Releases the instance. */
    void (*destroy)(conn_instance *instance);

    /* [job] One cheap call that proves address, credentials and event: CONN_OK, or the status that says which of them is
     * wrong. Whether each list can be seen a host finds out by fetches with a limit of 1, which should cost little. */
    conn_status (*check)(conn_instance *instance);

    /* [job] Fetches one data type: requests, emit_*, checkpoint, complete. Returning CONN_OK without `complete` is an
     * incomplete run. */
    conn_status (*fetch)(conn_instance *instance, const conn_fetch_request *request);

    /* [job] The table of an extension of the connector, or NULL. MAY be NULL itself. */
    const void *(*get_extension)(conn_instance *instance, conn_str id);
} conn_api;

typedef struct conn_host_info {
    uint32_t struct_size;
    uint32_t abi_minor; /* of the host */
    conn_str name;      /* "patchbay" */
    conn_str version;
} conn_host_info;

/* [job] The one exported symbol. Returns the connector's table, valid for the life of the process, or NULL if it cannot
 * work with this host. No input or output, no threads, under 100 ms. */
#if defined(__clang__)
__attribute__((swift_name("connectorEntry(_:)")))
#endif
__attribute__((visibility("default")))
const conn_api *connector_entry_v1(const conn_host_info *info);

#ifdef __cplusplus
}
#endif

#endif
