/* Chance for tests: the same for the same seed, on every machine. */
#ifndef RV_TESTKIT_DICE_H
#define RV_TESTKIT_DICE_H

#include <stdint.h>

void any_begin(uint64_t seed);
/* 0 to n - 1. */
int any(int n);
/* A number that none had before in this process, for names. */
int any_new(void);

#endif
