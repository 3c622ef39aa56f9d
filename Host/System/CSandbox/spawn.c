/* Starting a worker. In C because the module map of glibc hides GNU extensions from Swift. */
#define _GNU_SOURCE
#include "sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <unistd.h>

enum { CHANNEL = 3, OUT_OF_THE_WAY = 10 };

/* Moves a descriptor above the numbers that the child deals out: a host started without standard descriptors may have
 * got one of them. */
static int move_away(int *descriptor) {
    if (*descriptor >= OUT_OF_THE_WAY) return 0;
    int moved = fcntl(*descriptor, F_DUPFD_CLOEXEC, OUT_OF_THE_WAY);
    if (moved < 0) return errno;
    close(*descriptor);
    *descriptor = moved;
    return 0;
}

static int start(const char *path, char *const argv[], char *const envp[], int channel, int output, pid_t *pid) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    int code = posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    if (!code) code = posix_spawn_file_actions_adddup2(&actions, output, 1);
    if (!code) code = posix_spawn_file_actions_adddup2(&actions, output, 2);
    if (!code) code = posix_spawn_file_actions_adddup2(&actions, channel, CHANNEL);
    if (!code) code = posix_spawn_file_actions_addclosefrom_np(&actions, CHANNEL + 1);
    /* Ignored signals survive exec: a host that ignores SIGPIPE must not hand that on. */
    if (!code) code = posix_spawnattr_setsigdefault(&attributes, &all);
    if (!code) code = posix_spawnattr_setsigmask(&attributes, &none);
    if (!code) {
        code = posix_spawnattr_setflags(
            &attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
    }
    if (!code) code = posix_spawn(pid, path, &actions, &attributes, argv, envp);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return code;
}

int sandbox_spawn(const char *path, char *const argv[], char *const envp[], sandbox_child *child) {
    int sockets[2], pipes[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets) != 0) return -errno;
    if (pipe2(pipes, O_CLOEXEC) != 0) {
        int code = errno;
        close(sockets[0]);
        close(sockets[1]);
        return -code;
    }
    int code = move_away(&sockets[1]);
    if (!code) code = move_away(&pipes[1]);
    /* Only our end: a connector's printf is not made for EAGAIN. */
    if (!code && fcntl(pipes[0], F_SETFL, O_NONBLOCK) != 0) code = errno;
    if (!code) code = start(path, argv, envp, sockets[1], pipes[1], &child->pid);
    close(sockets[1]);
    close(pipes[1]);
    if (code) {
        close(sockets[0]);
        close(pipes[0]);
        return -code;
    }
    child->channel = sockets[0];
    child->output = pipes[0];
    return 0;
}
