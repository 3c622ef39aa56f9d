/* A connector of ten data types whose vendor answers each with a page of records; for Scripts/bench --schedule. */
#include "connector_abi.h"

#include <stdio.h>
#include <string.h>

CONN_DECLARE_ABI();

#define TYPE(n)                                                                                                        \
  "{\"id\":\"list" #n "\",\"name\":\"List " #n "\",\"fpType\":\"person\",\"primaryKey\":[\"id\"],"                     \
  "\"total\":\"announced\",\"stableOrder\":true,\"incremental\":false,"                                                \
  "\"mapping\":[{\"from\":\"email\",\"to\":\"email\",\"kind\":\"email\"}]}"

static const char document[] =
    "{\"id\":\"slow\",\"name\":\"Slow\",\"version\":\"1.0.0\",\"endpoint\":{\"default\":\"\",\"editable\":true},"
    "\"dataTypes\":[" TYPE(0) "," TYPE(1) "," TYPE(2) "," TYPE(3) "," TYPE(4) "," TYPE(5) "," TYPE(6) "," TYPE(7) ","
    TYPE(8) "," TYPE(9) "]}";

struct conn_instance {
  conn_host *host;
  const conn_host_api *api;
};

static conn_str text(const char *s) { return (conn_str){(const uint8_t *)s, strlen(s)}; }

static conn_status describe(conn_str *out) {
  *out = text(document);
  return CONN_OK;
}

static conn_status create(conn_host *host, const conn_host_api *api, conn_str config, conn_instance **out) {
  static conn_instance only;
  (void)config;
  only = (conn_instance){host, api};
  *out = &only;
  return CONN_OK;
}

static void destroy(conn_instance *self) { (void)self; }

static conn_status check(conn_instance *self) {
  (void)self;
  return CONN_OK;
}

static conn_status fetch(conn_instance *self, const conn_fetch_request *request) {
  char url[128];
  snprintf(url, sizeof url, "/%.*s", (int)request->data_type.len, (const char *)request->data_type.ptr);
  conn_http_request ask = {.struct_size = sizeof ask, .url = text(url)};
  conn_http_response answer = {.struct_size = sizeof answer};
  conn_status status = self->api->http(self->host, &ask, 1, &answer);
  if (status != CONN_OK) return status;
  status = self->api->emit_page(self->host, answer.handle, text("/items"));
  if (status != CONN_OK) return status;
  return self->api->complete(self->host, 3, CONN_COMPLETE_FULL_RIGHTS);
}

static const conn_api table = {
    .struct_size = sizeof table, .abi_minor = CONN_ABI_MINOR, .describe = describe, .create = create,
    .destroy = destroy, .check = check, .fetch = fetch,
};

const conn_api *connector_entry_v1(const conn_host_info *info) {
  (void)info;
  return &table;
}
