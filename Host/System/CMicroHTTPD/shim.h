#include <microhttpd.h>
#include <sys/socket.h>

/* libmicrohttpd's start and questions are variadic, which Swift cannot call. */

/* A daemon with threads of its own. `memory` bounds what a request's line and headers take, `connections` how many there
   are at once, over all threads; `seconds` is how long one may be silent. A connection may be suspended by `answer`.
   `over` is told of each request that is over, `told` of each connection that begins and ends. */
static inline struct MHD_Daemon *cmhd_start(
    const struct sockaddr *address, MHD_AccessHandlerCallback answer, MHD_RequestCompletedCallback over,
    MHD_NotifyConnectionCallback told, void *user, unsigned int threads, unsigned int connections,
    unsigned int seconds, size_t memory) {
    unsigned int flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME;
    if (address->sa_family == AF_INET6) flags |= MHD_USE_IPv6;
    return MHD_start_daemon(
        flags, 0, NULL, NULL, answer, user, MHD_OPTION_SOCK_ADDR, address, MHD_OPTION_THREAD_POOL_SIZE, threads,
        MHD_OPTION_CONNECTION_LIMIT, connections, MHD_OPTION_CONNECTION_TIMEOUT, seconds,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, memory, MHD_OPTION_NOTIFY_CONNECTION, told, user,
        MHD_OPTION_NOTIFY_COMPLETED, over, user,
        MHD_OPTION_LISTENING_ADDRESS_REUSE, 0u, MHD_OPTION_END);
}

/* The port that it listens on; 0 if that cannot be told. */
static inline uint16_t cmhd_port(struct MHD_Daemon *daemon) {
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT);
    return info ? info->port : 0;
}

/* Connections that are open now. */
static inline unsigned int cmhd_connections(struct MHD_Daemon *daemon) {
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_CURRENT_CONNECTIONS);
    return info ? info->num_connections : 0;
}

/* The socket of a connection; -1 if that cannot be told. */
static inline int cmhd_socket(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    return info ? info->connect_fd : -1;
}

/* A header of the request, or NULL; borrowed for as long as the request is answered. */
static inline const char *cmhd_header(struct MHD_Connection *connection, const char *name) {
    return MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);
}

/* A response with a copy of the body. */
static inline struct MHD_Response *cmhd_response(const void *body, size_t size) {
    return MHD_create_response_from_buffer(size, (void *)(uintptr_t)body, MHD_RESPMEM_MUST_COPY);
}
