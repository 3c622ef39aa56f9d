/* Landlock by its system calls: older kernel headers know fewer rights than the kernel, so the numbers stand here.
 * Source: Documentation/userspace-api/landlock.rst. */
#define _GNU_SOURCE
#include "sandbox.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum {
    CREATE_RULESET = 444, /* the same numbers on every architecture */
    ADD_RULE = 445,
    RESTRICT_SELF = 446,
    VERSION_QUERY = 1,
    PATH_BENEATH = 1,
};

#define READ_FILE (1ull << 2)
#define READ_DIR (1ull << 3)

struct ruleset {
    uint64_t files;
    uint64_t network; /* since version 4 */
    uint64_t scoped;  /* since version 6 */
};

struct path_rule {
    uint64_t allowed;
    int32_t parent;
} __attribute__((packed));

int sandbox_landlock_version(void) {
    long version = syscall(CREATE_RULESET, NULL, 0, VERSION_QUERY);
    return version < 0 ? -errno : (int)version;
}

static uint64_t file_rights(int version) {
    if (version >= 5) return (1ull << 16) - 1; /* ioctl on devices */
    if (version >= 3) return (1ull << 15) - 1; /* truncate */
    if (version >= 2) return (1ull << 14) - 1; /* refer */
    return (1ull << 13) - 1;
}

static int allow(int ruleset, int folder, const char *path) {
    int fd = openat(folder, path, O_PATH | O_CLOEXEC);
    if (fd < 0) return 0; /* what does not exist needs no rule */
    struct stat info;
    int code = 0;
    if (fstat(fd, &info) != 0) {
        code = -errno;
    } else {
        struct path_rule rule = {S_ISDIR(info.st_mode) ? READ_FILE | READ_DIR : READ_FILE, fd};
        if (syscall(ADD_RULE, ruleset, PATH_BENEATH, &rule, 0) != 0) code = -errno;
    }
    close(fd);
    return code;
}

static int is_library(const char *name) {
    const char *suffix = strstr(name, ".so");
    while (suffix && suffix[3] && suffix[3] != '.') suffix = strstr(suffix + 1, ".so");
    return suffix != NULL;
}

/* Not the folder: whatever else lies in it, or beneath it, is nobody's library. */
static int allow_libraries(int ruleset, const char *path) {
    DIR *folder = opendir(path);
    if (!folder) return 0;
    int code = 0;
    for (struct dirent *entry; !code && (entry = readdir(folder));) {
        struct stat info;
        if (!is_library(entry->d_name) || fstatat(dirfd(folder), entry->d_name, &info, 0) != 0) continue;
        if (S_ISREG(info.st_mode)) code = allow(ruleset, dirfd(folder), entry->d_name);
    }
    closedir(folder);
    return code;
}

int sandbox_landlock(const char *const *paths, size_t count, const char *const *folders, size_t folder_count) {
    int version = sandbox_landlock_version();
    if (version < 0) return version;
    struct ruleset rules = {file_rights(version), 0, 0};
    size_t size = sizeof(rules.files);
    if (version >= 4) {
        rules.network = 3; /* bind and connect */
        size = 2 * sizeof(uint64_t);
    }
    if (version >= 6) {
        rules.scoped = 3; /* abstract sockets and signals of others */
        size = sizeof(rules);
    }
    int ruleset = (int)syscall(CREATE_RULESET, &rules, size, 0);
    if (ruleset < 0) return -errno;
    int code = 0;
    for (size_t i = 0; i < count && !code; i++) code = allow(ruleset, AT_FDCWD, paths[i]);
    for (size_t i = 0; i < folder_count && !code; i++) code = allow_libraries(ruleset, folders[i]);
    if (!code && syscall(RESTRICT_SELF, ruleset, 0) != 0) code = -errno;
    close(ruleset);
    return code;
}
