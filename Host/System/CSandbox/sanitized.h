/* sanitized.h - whether this is a build in which a sanitizer looks at every access to memory (Scripts/torture --sanitize). */
#ifndef PATCHBAY_SANITIZED_H
#define PATCHBAY_SANITIZED_H

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED 1
#endif
#endif

#endif
