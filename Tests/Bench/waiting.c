/* A connector of people, all of whom are skipped, and their registrations, in one page each; for Scripts/bench --waiting. */
#include "connector_abi.h"

#include <stdio.h>
#include <string.h>

CONN_DECLARE_ABI();

static const char document[] =
    "{\"id\":\"waiting\",\"name\":\"Waiting\",\"version\":\"1.0.0\",\"endpoint\":{\"default\":\"\",\"editable\":true},"
    "\"dataTypes\":["
    "{\"id\":\"people\",\"fpType\":\"person\",\"primaryKey\":[\"id\"],\"total\":\"announced\",\"stableOrder\":true,"
    "\"skip\":[{\"field\":\"status\",\"in\":[\"pending\"]}],"
    "\"mapping\":[{\"from\":\"email\",\"to\":\"email\",\"kind\":\"email\"}]},"
    "{\"id\":\"registrations\",\"fpType\":\"registration\",\"primaryKey\":[\"id\"],\"total\":\"announced\","
    "\"stableOrder\":true,\"incremental\":true,\"requires\":[\"people\"],"
    "\"references\":[{\"target\":\"person\",\"to\":\"people\",\"key\":[\"person\"]}],"
    "\"mapping\":[{\"from\":\"state\",\"to\":\"state\"},{\"from\":\"note\",\"to\":\"note\"}]}]}";

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
  snprintf(url, sizeof url, "/%.*s%s", (int)request->data_type.len, (const char *)request->data_type.ptr,
           request->cursor.len > 0 ? "?changes" : "");
  conn_http_request ask = {.struct_size = sizeof ask, .url = text(url)};
  conn_http_response answer = {.struct_size = sizeof answer};
  conn_status status = self->api->http(self->host, &ask, 1, &answer);
  if (status != CONN_OK) return status;
  conn_str total = {0, 0};
  status = self->api->read(self->host, answer.handle, text("/total"), &total);
  if (status != CONN_OK) return status;
  uint64_t number = 0;
  for (size_t i = 0; i < total.len; i++) number = number * 10 + (total.ptr[i] - '0');
  status = self->api->emit_page(self->host, answer.handle, text("/items"));
  if (status != CONN_OK) return status;
  status = self->api->checkpoint(self->host, text("next"));
  if (status != CONN_OK) return status;
  return self->api->complete(self->host, number, CONN_COMPLETE_FULL_RIGHTS);
}

static const conn_api table = {
    .struct_size = sizeof table, .abi_minor = CONN_ABI_MINOR, .describe = describe, .create = create,
    .destroy = destroy, .check = check, .fetch = fetch,
};

const conn_api *connector_entry_v1(const conn_host_info *info) {
  (void)info;
  return &table;
}
