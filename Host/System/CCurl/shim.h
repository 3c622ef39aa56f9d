#include <curl/curl.h>
#include <stdbool.h>
#include <sys/socket.h>

/* libcurl's setters and getters are variadic, which Swift cannot call. Each shim names the one type it passes. */

static inline CURLcode ccurl_set_long(CURL *easy, CURLoption option, long value) {
    return curl_easy_setopt(easy, option, value);
}
static inline CURLcode ccurl_set_size(CURL *easy, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(easy, option, value);
}
/* Also for strings, which libcurl copies (except CURLOPT_POSTFIELDS), and for lists, which it borrows. */
static inline CURLcode ccurl_set_pointer(CURL *easy, CURLoption option, const void *value) {
    return curl_easy_setopt(easy, option, value);
}

typedef size_t (*ccurl_data_callback)(char *data, size_t size, size_t count, void *user);
static inline CURLcode ccurl_set_on_body(CURL *easy, ccurl_data_callback callback, void *user) {
    CURLcode code = curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, callback);
    return code != CURLE_OK ? code : curl_easy_setopt(easy, CURLOPT_WRITEDATA, user);
}
static inline CURLcode ccurl_set_on_header(CURL *easy, ccurl_data_callback callback, void *user) {
    CURLcode code = curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, callback);
    return code != CURLE_OK ? code : curl_easy_setopt(easy, CURLOPT_HEADERDATA, user);
}

/* Called before a socket is opened, with the address that it is for; false refuses that address. */
typedef bool (*ccurl_address_callback)(const struct sockaddr *address, void *user);
typedef struct ccurl_address_rule {
    ccurl_address_callback allows;
    void *user;
} ccurl_address_rule;

static inline curl_socket_t ccurl_open_socket(void *rule, curlsocktype purpose, struct curl_sockaddr *wanted) {
    const ccurl_address_rule *r = (const ccurl_address_rule *)rule;
    if (purpose != CURLSOCKTYPE_IPCXN || !r->allows(&wanted->addr, r->user)) return CURL_SOCKET_BAD;
    return socket(wanted->family, wanted->socktype | SOCK_CLOEXEC, wanted->protocol);
}
/* The rule is borrowed and must outlive the handle's transfers. */
static inline CURLcode ccurl_set_address_rule(CURL *easy, ccurl_address_rule *rule) {
    CURLcode code = curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, ccurl_open_socket);
    return code != CURLE_OK ? code : curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, rule);
}

/* Tells of what goes over the connection: `type` as of CURLOPT_DEBUGFUNCTION. */
typedef int (*ccurl_trace_callback)(CURL *easy, curl_infotype type, char *data, size_t size, void *user);
static inline CURLcode ccurl_set_on_trace(CURL *easy, ccurl_trace_callback callback, void *user) {
    curl_easy_setopt(easy, CURLOPT_VERBOSE, 1L);
    curl_easy_setopt(easy, CURLOPT_DEBUGFUNCTION, callback);
    return curl_easy_setopt(easy, CURLOPT_DEBUGDATA, user);
}
static inline CURLcode ccurl_get_long(CURL *easy, CURLINFO info, long *value) {
    return curl_easy_getinfo(easy, info, value);
}
static inline CURLcode ccurl_get_size(CURL *easy, CURLINFO info, curl_off_t *value) {
    return curl_easy_getinfo(easy, info, value);
}
static inline CURLcode ccurl_get_text(CURL *easy, CURLINFO info, const char **value) {
    return curl_easy_getinfo(easy, info, value);
}
static inline CURLcode ccurl_get_pointer(CURL *easy, CURLINFO info, void **value) {
    return curl_easy_getinfo(easy, info, value);
}
