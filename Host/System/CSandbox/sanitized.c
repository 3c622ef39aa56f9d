/* How a sanitizer behaves in programs that were built with one: signals stay those of the program, which tells crashes by
 * them, and a worker, which may start no other program, names addresses instead of lines. */
#include "sanitized.h"

#ifdef SANITIZED
#define SIGNALS "handle_segv=0:handle_abort=0:handle_sigbus=0:handle_sigfpe=0:handle_sigill=0:use_sigaltstack=0"

const char *__asan_default_options(void);
const char *__asan_default_options(void) { return SIGNALS ":detect_leaks=0:detect_odr_violation=0:exitcode=99"; }

const char *__tsan_default_options(void);
const char *__tsan_default_options(void) { return SIGNALS ":report_signal_unsafe=0:exitcode=99"; }
#endif
