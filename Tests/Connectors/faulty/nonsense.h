/* nonsense.h - ways to talk too much, or nonsense.
 * Part of faulty.c, which names them by the setting `fault`. */
#ifndef NONSENSE_H
#define NONSENSE_H

static conn_status complete(conn_instance *self) {
    return self->api->complete(self->host, self->total, self->flags);
}

static conn_status log_much(conn_instance *self) {
    for (int i = 0; i < 5000; i++) self->api->log(self->host, CONN_LOG_INFO, TEXT("and another line"));
    return complete(self);
}

static conn_status complain_much(conn_instance *self) {
    for (;;) self->api->set_error(self->host, CONN_BAD_DATA, TEXT("and another thing"));
}

static conn_status print_much(conn_instance *self) {
    static char page[4096];
    (void)self;
    memset(page, 'x', sizeof(page));
    for (;;) {
        if (write(1, page, sizeof(page)) < 0) return CONN_INTERNAL;
    }
}

static conn_status print_on(conn_instance *self) {
    signal(SIGTERM, SIG_IGN);
    return print_much(self);
}

static conn_status print_some(conn_instance *self) {
    printf("out of the connector\n");
    fprintf(stderr, "and its errors\n");
    return complete(self);
}

static conn_status write_raw(const void *bytes, size_t length) {
    if (write(3, bytes, length) < 0) return CONN_INTERNAL;
    for (;;) pause();
}

static conn_status garbage(conn_instance *self) {
    (void)self;
    return write_raw("HTTP/1.1 200 OK\r\n\r\n", 19);
}

static conn_status raw_frame(uint16_t type, uint32_t length, uint32_t sequence) {
    struct {
        uint32_t magic;
        uint16_t type, flags;
        uint32_t length, sequence;
    } header = {0x48434250, type, 0, length, sequence};
    return write_raw(&header, sizeof(header));
}

static conn_status huge_frame(conn_instance *self) { return raw_frame(9, 1u << 30, self->frames); }

static conn_status unknown_frame(conn_instance *self) { return raw_frame(99, 0, self->frames); }

static conn_status forged_frame(conn_instance *self) { return raw_frame(3, 0, self->frames + 5); }

static conn_status half_frame(conn_instance *self) {
    static const unsigned char half[] = {0x50, 0x42, 0x43, 0x48, 9, 0};
    (void)self;
    if (write(3, half, sizeof(half)) < 0) return CONN_INTERNAL;
    _exit(0);
}

static conn_status unknown_status(conn_instance *self) {
    (void)self;
    return 99;
}

/* Red, over two lines, with a bell: a terminal that shows it would obey it. */
static conn_status rude_words(conn_instance *self) {
    self->api->set_error(self->host, CONN_INTERNAL, TEXT("\x1b[31mall is lost\n\x07 and more"));
    return CONN_INTERNAL;
}

/* Says all that its environment holds. */
static conn_status environment(conn_instance *self) {
    char all[4096] = "";
    for (char **one = environ; *one; one++) {
        strncat(all, *one, sizeof(all) - strlen(all) - 2);
        if (one[1]) strcat(all, " ");
    }
    self->api->set_error(self->host, CONN_INTERNAL, text(all));
    return CONN_INTERNAL;
}

static conn_status not_complete(conn_instance *self) {
    (void)self;
    return CONN_OK;
}

#endif
