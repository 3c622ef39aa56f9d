/* ends.h - ways to die, to take too long or too much, and to stay when the host is gone.
 * Part of faulty.c, which names them by the setting `fault`. */
#ifndef ENDS_H
#define ENDS_H

/* ---- Ways to die --------------------------------------------------------------------------------------------- */

static volatile int sink;
static int *volatile nowhere;

static conn_status segv(conn_instance *self) {
    (void)self;
    *nowhere = 1;
    return CONN_OK;
}

/* The instruction behind it is of another line. */
static conn_status breakpoint(conn_instance *self) {
    (void)self;
#if defined(__x86_64__)
    __asm__ volatile("int3"); /* a breakpoint */
#else
    __builtin_trap();
#endif
    return (conn_status)sink;
}

static conn_status smashed_output(conn_instance *self) {
    (void)self;
    stdout = (FILE *)8;
    *nowhere = 2;
    return CONN_OK;
}

static conn_status abort_now(conn_instance *self) {
    (void)self;
    abort();
}

static int recurse(int depth) {
    volatile char frame[4096];
    frame[0] = (char)depth;
    sink = frame[0];
    return depth < 0 ? 0 : recurse(depth + 1) + frame[0];
}

static conn_status overflow(conn_instance *self) {
    (void)self;
    return recurse(0);
}

/* No fault of its own; without a full stop. */
static conn_status blame_vendor(conn_instance *self) {
    self->api->set_error(self->host, CONN_TRANSIENT, TEXT("the vendor is down"));
    return CONN_TRANSIENT;
}

static conn_status exit_0(conn_instance *self) {
    (void)self;
    exit(0);
}

static conn_status exit_at_once(conn_instance *self) {
    (void)self;
    _exit(0);
}

static conn_status close_channel(conn_instance *self) {
    (void)self;
    close(3);
    for (;;) pause();
}

/* ---- Ways to take too long or too much ----------------------------------------------------------------------- */

static conn_status hang(conn_instance *self) {
    (void)self;
    for (;;) pause();
}

static conn_status hang_on(conn_instance *self) {
    signal(SIGTERM, SIG_IGN);
    return hang(self);
}

static void *wait_for_ever(void *argument) {
    for (;;) pause();
    return argument;
}

static conn_status make_threads(conn_instance *self) {
    pthread_attr_t small;
    pthread_attr_init(&small);
    pthread_attr_setstacksize(&small, 64 << 10);
    for (long i = sysconf(_SC_NPROCESSORS_ONLN) + 100; i > 0; i--) {
        pthread_t thread;
        if (pthread_create(&thread, &small, wait_for_ever, NULL) != 0) return CONN_INTERNAL;
    }
    return hang(self);
}

/* ---- Ways to stay when the host is gone; "settled" is the process's name when it is ready to ---------------------- */

static conn_status stop_itself(conn_instance *self) {
    prctl(PR_SET_NAME, "settled");
    kill(getpid(), SIGSTOP);
    return hang(self);
}

/* Something else stands where the channel was, which is kept open elsewhere. */
static conn_status reopen_channel(conn_instance *self) {
    int ends[2];
    if (dup(3) < 0 || pipe(ends) != 0 || dup2(ends[0], 3) != 3) return CONN_INTERNAL;
    signal(SIGTERM, SIG_IGN);
    prctl(PR_SET_NAME, "settled");
    return hang(self);
}

static conn_status forget_host(conn_instance *self) {
    prctl(PR_SET_PDEATHSIG, 0);
    return reopen_channel(self);
}

static conn_status spin(conn_instance *self) {
    (void)self;
    for (;;) sink++;
}

static conn_status spin_on(conn_instance *self) {
    signal(SIGXCPU, SIG_IGN);
    return spin(self);
}

static conn_status eat_memory(conn_instance *self) {
    (void)self;
    for (;;) {
        char *piece = malloc(8 << 20);
        memset(piece, 1, 8 << 20); /* NULL once there is no more */
    }
}

/* Only addresses, up to 8 GiB: so that a host which does not stop it has lost the test and not its memory. */
static conn_status eat_shared_memory(conn_instance *self) {
    for (int i = 0; i < 128; i++) {
        char *piece = mmap(NULL, 64 << 20, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        piece[0] = 1;
    }
    return self->api->complete(self->host, self->total, self->flags);
}

#endif
