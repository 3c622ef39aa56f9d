/* sandbox.h - starting a worker process and taking its rights away. Linux on x86_64 and aarch64.
 *
 * Functions return 0, or a negative errno that says why the kernel refused. Each layer stands on its own: a kernel
 * without one of them still gives the others. The worker calls them while it has one thread.
 */
#ifndef PATCHBAY_SANDBOX_H
#define PATCHBAY_SANDBOX_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* ---- In the host ------------------------------------------------------------------------------------------------ */

/* A started worker; the caller owns both descriptors and reaps the process. */
typedef struct sandbox_child {
    pid_t pid;
    int channel; /* stream socket to the worker's descriptor 3, blocking */
    int output;  /* reading end of the worker's stdout and stderr, non-blocking */
} sandbox_child;

/* Starts `path` in a session and process group of its own, with no signal blocked or ignored, with /dev/null as
 * descriptor 0 and none beyond 3. Nothing is left open if it fails. */
int sandbox_spawn(const char *path, char *const argv[], char *const envp[], sandbox_child *child);

/* The process leaves no core dump, to no file and to no program that collects them, and no other of its user can look
 * into its memory: it holds credentials. */
int sandbox_leave_no_core(void);

/* ---- In the worker, in this order ------------------------------------------------------------------------------ */

/* Closes every descriptor from `first` on. */
int sandbox_close_from(int first);

/* Installs the crash handler on a stack of its own and loads what it needs, for which files must still be readable.
 * It writes the frames of a crash to descriptor 2 and then one line that the host looks for:
 *     patchbay-worker: signal 11 at libX.so(+0x5534)
 * The part from "at" is missing when no frame lies in the connector; ", out of memory" follows the number when the
 * thread had just been refused memory. The process then dies of the same signal. */
int sandbox_watch_crashes(void);

/* Tells the crash handler which library's frames to look for. */
void sandbox_blame(const char *path);

/* Makes the process's own stdout pass lines on as they are written, so that a crash loses none. */
void sandbox_show_lines(void);

/* The file of the library or program in which `address` lies, or NULL. Valid while it stays loaded. */
const char *sandbox_file_holding(const void *address);

/* PR_SET_NO_NEW_PRIVS: needed by landlock and seccomp when not root. */
int sandbox_no_new_privileges(void);

/* Gives up every capability, so that root is no more than a user. 0 also if there were none. */
int sandbox_drop_capabilities(void);

/* Bounds private memory to `memory` bytes, processor time to `cpu_seconds`, threads to what the host can count in time,
 * files to none, core dumps to none. Where the computer's memory runs out it is ended first. */
int sandbox_limit(uint64_t memory, uint64_t cpu_seconds);

/* The kernel kills the process when its host has ended: the thread that started it, to be exact. `channel` is the socket
 * to the host, which tells if that has ended already. */
int sandbox_end_with_host(int channel);

/* The Landlock version of the kernel, or a negative errno: -ENOSYS not built in, -EOPNOTSUPP off at boot, -EPERM
 * refused by an outer profile. */
int sandbox_landlock_version(void);

/* From here on the process opens, for reading, only what lies beneath `paths`, and the libraries (`*.so`, `*.so.*`) that
 * lie in one of `folders` itself. What does not exist is skipped. */
int sandbox_landlock(const char *const *paths, size_t count, const char *const *folders, size_t folder_count);

/* From here on the process does only what calls.h allows: it makes no socket, process or trace, sends no signal but to
 * itself, opens nothing for writing, sees nothing of a file that it may not open but that it is there, of a link only that
 * it is one, and maps no memory that the limits do not count. Foreign system call tables kill it. */
int sandbox_seccomp(void);

#endif
