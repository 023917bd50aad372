/* The words of weak passwords, folded (auth_weak_words.c). */
#ifndef RV_AUTH_WEAK_PRIV_H
#define RV_AUTH_WEAK_PRIV_H

#include "base/str.h"

extern const struct str auth_weak_words[];
extern const ptrdiff_t auth_n_weak_words;

#endif
