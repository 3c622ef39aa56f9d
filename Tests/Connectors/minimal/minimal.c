/* minimal.c - the smallest connector that does everything right, from the header alone.
 *
 *     cc -std=c11 -fPIC -shared -fvisibility=hidden -I PluginAPI/ConnectorABI/include -o libminimal.so minimal.c
 *
 * The vendor: GET /people answers {"items": [...], "total": 3, "next": "/people?page=2"}; "next" is null at the end.
 */
#include "connector_abi.h"

#include <stdlib.h>
#include <string.h>

CONN_DECLARE_ABI();

#define TEXT(literal) ((conn_str){(const uint8_t *)(literal), sizeof(literal) - 1})

static const char document[] =
    "{\"id\":\"minimal\",\"name\":\"Minimal\",\"vendor\":\"Example\",\"version\":\"1.0.0\","
    "\"endpoint\":{\"default\":\"https://api.example\",\"editable\":true,\"help\":\"\"},\"hosts\":[],"
    "\"auth\":[{\"key\":\"token\",\"kind\":\"secret\",\"label\":\"API token\",\"required\":true}],\"settings\":[],"
    "\"limits\":{},\"dataTypes\":[{\"id\":\"people\",\"name\":\"People\",\"fpType\":\"person\",\"primaryKey\":[\"id\"],"
    "\"total\":\"announced\",\"stableOrder\":true,\"incremental\":false,\"fields\":["
    "{\"path\":\"id\",\"kind\":\"text\",\"label\":\"Id\",\"example\":\"7\"},"
    "{\"path\":\"email\",\"kind\":\"email\",\"label\":\"E-mail\",\"example\":\"ann@example.org\"}],"
    "\"mapping\":[{\"from\":\"email\",\"to\":\"email\",\"kind\":\"email\"}],\"skip\":[],\"requires\":[]}]}";

struct conn_instance {
    conn_host *host;
    const conn_host_api *api;
};

static conn_status describe(conn_str *out) {
    *out = TEXT(document);
    return CONN_OK;
}

static conn_status create(conn_host *host, const conn_host_api *api, conn_str config, conn_instance **out) {
    (void)config;
    conn_instance *self = calloc(1, sizeof(*self));
    if (!self) return CONN_INTERNAL;
    self->host = host;
    self->api = api;
    *out = self;
    return CONN_OK;
}

static void destroy(conn_instance *self) { free(self); }

static conn_status get(conn_instance *self, conn_str url, conn_http_response *response) {
    const conn_header authorization = {TEXT("Authorization"), TEXT("Bearer {{secret.token}}")};
    conn_http_request request = {
        .struct_size = sizeof(request), .url = url, .headers = &authorization, .header_count = 1};
    *response = (conn_http_response){.struct_size = sizeof(*response)};
    return self->api->http(self->host, &request, 1, response);
}

static conn_status check(conn_instance *self) {
    conn_http_response response;
    return get(self, TEXT("/people"), &response);
}

/* Copies the JSON text at a pointer; "" if there is none or it is too long. */
static conn_status read_text(conn_instance *self, uint64_t handle, conn_str pointer, char *text, size_t size) {
    conn_str found = {0};
    conn_status status = self->api->read(self->host, handle, pointer, &found);
    size_t length = status == CONN_OK && found.len < size ? found.len : 0;
    if (length) memcpy(text, found.ptr, length);
    text[length] = 0;
    return status;
}

static conn_status fetch(conn_instance *self, const conn_fetch_request *request) {
    static const char people[] = "people";
    if (request->data_type.len != strlen(people) || memcmp(request->data_type.ptr, people, strlen(people)) != 0) {
        self->api->set_error(self->host, CONN_UNSUPPORTED, TEXT("Minimal has people only."));
        return CONN_UNSUPPORTED;
    }
    char url[512] = "/people", next[512], total[32];
    for (;;) {
        conn_http_response response;
        conn_status status = get(self, (conn_str){(const uint8_t *)url, strlen(url)}, &response);
        if (!status) status = read_text(self, response.handle, TEXT("/total"), total, sizeof(total));
        if (!status) status = read_text(self, response.handle, TEXT("/next"), next, sizeof(next));
        /* Last, because it uses the handle up. */
        if (!status) status = self->api->emit_page(self->host, response.handle, TEXT("/items"));
        if (status) return status;
        if (request->limit) return CONN_OK; /* one page is about enough, and no complete set */
        size_t length = strlen(next);
        if (length < 2 || next[0] != '"') break; /* null, or no such member */
        memcpy(url, next + 1, length - 2);
        url[length - 2] = 0;
    }
    return self->api->complete(self->host, total[0] ? strtoull(total, NULL, 10) : CONN_TOTAL_UNKNOWN, 0);
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
