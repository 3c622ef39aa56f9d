/* stat without a look at what may not be opened. Landlock has no right for stat, and a filter cannot read a path; but
 * glibc 2.33 to 2.38 asks for what is open already by newfstatat with an empty path, an older one on x86_64 for paths by
 * stat, and they cannot load a library without. So the filter raises SIGSYS, and its handler answers: what is open by
 * fstat, a path by opening it, which Landlock judges; of a symbolic link only that it is one. The signal must not be
 * blocked by a thread that asks. */
#define _GNU_SOURCE
#include "sandbox.h"

#include "answers.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

/* From <asm-generic/siginfo.h>, which does not go together with <signal.h>. */
#ifndef SYS_SECCOMP
#define SYS_SECCOMP 1
#endif

static long code_of(long result) { return result < 0 ? -errno : result; }

static long look(int folder, const char *path, struct stat *out, int flags) {
    if ((flags & AT_EMPTY_PATH) && (!path || !*path)) return code_of(syscall(SYS_fstat, folder, out));
    int way = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | (flags & AT_SYMLINK_NOFOLLOW ? O_NOFOLLOW : 0);
    long file = code_of(syscall(SYS_openat, folder, path, way));
    if (file == -ELOOP && (flags & AT_SYMLINK_NOFOLLOW)) {
        *out = (struct stat){.st_mode = S_IFLNK | 0777};
        return 0;
    }
    if (file < 0) return file;
    long code = code_of(syscall(SYS_fstat, (int)file, out));
    syscall(SYS_close, (int)file);
    return code;
}

bool answer_stat(const siginfo_t *info, void *context) {
    if (info->si_code != SYS_SECCOMP) return false;
    const int before = errno;
    mcontext_t *machine = &((ucontext_t *)context)->uc_mcontext;
#if defined(__x86_64__)
    greg_t *registers = machine->gregs;
    switch (info->si_syscall) {
    case SYS_newfstatat:
        registers[REG_RAX] = look(
            (int)registers[REG_RDI], (const char *)registers[REG_RSI], (struct stat *)registers[REG_RDX],
            (int)registers[REG_R10]);
        break;
    case SYS_stat:
    case SYS_lstat:
        registers[REG_RAX] = look(
            AT_FDCWD, (const char *)registers[REG_RDI], (struct stat *)registers[REG_RSI],
            info->si_syscall == SYS_lstat ? AT_SYMLINK_NOFOLLOW : 0);
        break;
    default:
        return false;
    }
#elif defined(__aarch64__)
    if (info->si_syscall != SYS_newfstatat) return false;
    unsigned long long *registers = machine->regs;
    registers[0] = (unsigned long long)look(
        (int)registers[0], (const char *)registers[1], (struct stat *)registers[2], (int)registers[3]);
#endif
    errno = before;
    return true;
}
