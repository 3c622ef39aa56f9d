/* Notices the end of the host. PR_SET_PDEATHSIG would follow the thread that started the worker, not its process. */
#define _GNU_SOURCE
#include "sandbox.h"

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <unistd.h>

enum { SECOND = 1000, STACK = 128 << 10 };

static void *watch(void *argument) {
    struct pollfd channel = {(int)(intptr_t)argument, 0, 0};
    for (;;) {
        /* Not for ever: while poll waits, a channel that the connector closes stays open for the host. */
        int ready = poll(&channel, 1, SECOND);
        if (ready > 0 && (channel.revents & POLLNVAL)) return NULL;
        if (ready > 0 && (channel.revents & (POLLHUP | POLLERR))) _exit(0);
    }
}

int sandbox_end_with_host(int channel) {
    pthread_t thread;
    pthread_attr_t attributes;
    sigset_t all, before;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, STACK);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    sigfillset(&all);
    /* The thread inherits the mask: signals are the job's. */
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int code = pthread_create(&thread, &attributes, watch, (void *)(intptr_t)channel);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_attr_destroy(&attributes);
    return -code;
}
