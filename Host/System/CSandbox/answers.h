/* answers.h - what the parts of the sandbox ask of one another. */
#ifndef PATCHBAY_ANSWERS_H
#define PATCHBAY_ANSWERS_H

#include <signal.h>
#include <stdbool.h>

/* Answers a stat for which the filter raised SIGSYS; false if that is not why it came. */
bool answer_stat(const siginfo_t *info, void *context);

#endif
