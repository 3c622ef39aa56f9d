/* The end of a worker with its host, whatever its connector does: stops itself, closes the channel, or ignores signals.
 * The kernel sends SIGKILL when the thread that started the worker ends, which the host keeps for as long; the filter
 * lets nobody take that back. */
#define _GNU_SOURCE
#include "sandbox.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

int sandbox_end_with_host(int channel) {
    if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0) return -errno;
    /* A host that ended before that. */
    struct pollfd hosts_end = {channel, 0, 0};
    if (poll(&hosts_end, 1, 0) > 0) _exit(0);
    return 0;
}
