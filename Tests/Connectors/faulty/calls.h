/* calls.h - calls of the host that break a rule.
 * Part of faulty.c, which names them by the setting `fault`. */
#ifndef CALLS_H
#define CALLS_H

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

/* The same when it has asked for so much that the host asks no more. */
static conn_status bad_handle_at_the_end(conn_instance *self) {
    conn_http_response response = {.struct_size = sizeof(response)};
    do {
        conn_http_request request = {.struct_size = sizeof(request), .url = TEXT("/people")};
        if (self->api->http(self->host, &request, 1, &response) != CONN_OK) break;
        self->api->release(self->host, response.handle);
    } while (1);
    return bad_handle_of_vendor(self);
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

#endif
