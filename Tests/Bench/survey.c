/* The connector of the bench's vendor "survey": pages that lead on behind their records, and nobody who says how many there
 * are; for Scripts/bench. */
#include "connector_abi.h"

#include <stdio.h>
#include <string.h>

CONN_DECLARE_ABI();

static const char document[] =
    "{\"id\":\"survey\",\"name\":\"Survey\",\"version\":\"1.0.0\",\"endpoint\":{\"default\":\"\",\"editable\":true},"
    "\"dataTypes\":[{\"id\":\"guests\",\"fpType\":\"person\",\"primaryKey\":[\"uuid\"],\"total\":\"none\",\"mapping\":["
    "{\"from\":\"status.code\",\"to\":\"status\",\"kind\":\"text\"},"
    "{\"from\":\"status.since\",\"to\":\"status_since\",\"kind\":\"date-time\"},"
    "{\"from\":\"meta.source\",\"to\":\"source\",\"kind\":\"text\"},"
    "{\"from\":\"meta.locale\",\"to\":\"locale\",\"kind\":\"text\"},"
    "{\"from\":\"meta.ip\",\"to\":\"ip\",\"kind\":\"text\"},"
    "{\"from\":\"person.name\",\"to\":\"full_name\",\"kind\":\"text\"},"
    "{\"from\":\"person.given\",\"to\":\"fname\",\"kind\":\"text\"},"
    "{\"from\":\"person.family\",\"to\":\"lname\",\"kind\":\"text\"},"
    "{\"from\":\"person.title\",\"to\":\"title\",\"kind\":\"text\"},"
    "{\"from\":\"person.birth\",\"to\":\"birth\",\"kind\":\"date\"},"
    "{\"from\":\"person.contact.email\",\"to\":\"email\",\"kind\":\"email\"},"
    "{\"from\":\"person.contact.phone\",\"to\":\"phone\",\"kind\":\"text\"},"
    "{\"from\":\"person.contact.www\",\"to\":\"website\",\"kind\":\"text\"},"
    "{\"from\":\"person.work.company\",\"to\":\"company\",\"kind\":\"text\"},"
    "{\"from\":\"person.work.role\",\"to\":\"position\",\"kind\":\"text\"},"
    "{\"from\":\"person.work.city\",\"to\":\"city\",\"kind\":\"text\"},"
    "{\"from\":\"person.work.zip\",\"to\":\"zip\",\"kind\":\"text\"},"
    "{\"from\":\"person.work.country\",\"to\":\"country\",\"kind\":\"text\"},"
    "{\"from\":\"ticket.no\",\"to\":\"ticket\",\"kind\":\"text\"},"
    "{\"from\":\"ticket.kind\",\"to\":\"ticket_kind\",\"kind\":\"text\"},"
    "{\"from\":\"ticket.price\",\"to\":\"price\",\"kind\":\"number\"},"
    "{\"from\":\"ticket.paid\",\"to\":\"paid\",\"kind\":\"boolean\"},"
    "{\"from\":\"tags[*]\",\"to\":\"tags\",\"kind\":\"text\",\"transforms\":[\"join(, )\"]},"
    "{\"from\":\"answers[question=diet].value\",\"to\":\"diet\",\"kind\":\"text\"},"
    "{\"from\":\"answers[question=shirt].value\",\"to\":\"shirt\",\"kind\":\"text\"},"
    "{\"from\":\"answers[question=hotel].value\",\"to\":\"hotel\",\"kind\":\"text\"},"
    "{\"from\":\"updated\",\"to\":\"changed\",\"kind\":\"date-time\"}"
    "]}]}";

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
  char url[256] = "/survey?page=1";
  (void)request;
  while (url[0]) {
    conn_http_request ask = {.struct_size = sizeof ask, .url = text(url)};
    conn_http_response answer = {.struct_size = sizeof answer};
    conn_status status = self->api->http(self->host, &ask, 1, &answer);
    if (status != CONN_OK) return status;
    conn_str next = {0, 0};
    status = self->api->read(self->host, answer.handle, text("/paging/next"), &next);
    if (status != CONN_OK) return status;
    const int is_link = next.len > 1 && next.len < sizeof url && next.ptr[0] == '"';
    snprintf(url, sizeof url, "%.*s", is_link ? (int)next.len - 2 : 0, (const char *)next.ptr + is_link);
    status = self->api->emit_page(self->host, answer.handle, text("/items"));
    if (status != CONN_OK) return status;
  }
  return self->api->complete(self->host, CONN_TOTAL_UNKNOWN, CONN_COMPLETE_FULL_RIGHTS);
}

static const conn_api table = {
    .struct_size = sizeof table, .abi_minor = CONN_ABI_MINOR, .describe = describe, .create = create,
    .destroy = destroy, .check = check, .fetch = fetch,
};

const conn_api *connector_entry_v1(const conn_host_info *info) {
  (void)info;
  return &table;
}
