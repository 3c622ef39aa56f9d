/* profile.c - runs a program as a container profile does that refuses some system calls:
 *
 *     profile ERRNO CALL[,CALL]… PROGRAM [ARGUMENT]…
 *
 * ERRNO is what they answer, as a number; CALL is a system call's name of those below, or `prctl:N` for one operation.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

static const struct {
    const char *name;
    unsigned number;
} calls[] = {
    {"landlock", 444}, {"seccomp", SYS_seccomp}, {"capset", SYS_capset}, {"prlimit", SYS_prlimit64},
    {"prctl", SYS_prctl},
};

static struct sock_filter code[64];
static unsigned short count;

static void add(unsigned short what, unsigned value, unsigned char if_true, unsigned char if_false) {
    code[count++] = (struct sock_filter){what, if_true, if_false, value};
}

static int refuse(char *call, unsigned answer) {
    char *operation = strchr(call, ':');
    if (operation) *operation++ = 0;
    for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
        if (strcmp(calls[i].name, call) != 0) continue;
        add(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr), 0, 0);
        add(BPF_JMP | BPF_JEQ | BPF_K, calls[i].number, 0, operation ? 3 : 1);
        if (operation) {
            add(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args), 0, 0);
            add(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)atoi(operation), 0, 1);
        }
        add(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | answer, 0, 0);
        return 0;
    }
    return -1;
}

int main(int argc, char **argv) {
    if (argc < 4) return 2;
    for (char *call = strtok(argv[2], ","); call; call = strtok(NULL, ",")) {
        if (refuse(call, (unsigned)atoi(argv[1])) != 0) return 2;
    }
    add(BPF_RET | BPF_K, SECCOMP_RET_ALLOW, 0, 0);
    struct sock_fprog program = {count, code};
    /* Without privileges only a process that cannot gain any may do this. */
    if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0) {
        if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return 2;
        if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0) return 2;
    }
    execv(argv[3], argv + 3);
    perror(argv[3]);
    return 127;
}
