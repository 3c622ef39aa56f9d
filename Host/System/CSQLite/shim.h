#include <sqlite3.h>

/* SQLITE_STATIC and SQLITE_TRANSIENT are casts, which Swift does not import. */
static inline int csqlite_bind_text(sqlite3_stmt *s, int i, const void *p, int n) {
    return sqlite3_bind_text(s, i, (const char *)p, n, SQLITE_STATIC);
}
static inline int csqlite_bind_text_copied(sqlite3_stmt *s, int i, const void *p, int n) {
    return sqlite3_bind_text(s, i, (const char *)p, n, SQLITE_TRANSIENT);
}
static inline int csqlite_bind_blob_copied(sqlite3_stmt *s, int i, const void *p, int n) {
    return sqlite3_bind_blob(s, i, p, n, SQLITE_TRANSIENT);
}
/* sqlite3_config has variable arguments. Once, before any other call: then SQLite takes no lock of the whole program for
   each piece of memory, to count what nobody asks for. */
static inline int csqlite_count_no_memory(void) { return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); }
