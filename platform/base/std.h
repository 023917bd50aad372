/*
 * First include of every C file: fixes the platform, gives the few words
 * that the language lacks, and bans the functions that we do not use.
 */
#ifndef RV_BASE_STD_H
#define RV_BASE_STD_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* The result must be looked at. */
#define MUST_USE __attribute__((warn_unused_result))
/* Never returns NULL. */
#define NONNULL_RESULT __attribute__((returns_nonnull))
/* printf-like: `f` is the format's position, `a` the first argument's. */
#define PRINTF_LIKE(f, a) __attribute__((format(printf, f, a)))
#define NORETURN	  __attribute__((noreturn))
#define UNUSED		  __attribute__((unused))
#define COLD		  __attribute__((cold))
/* Runs `fn(&variable)` when the variable leaves its scope: for descriptors,
 * statements and locks; memory belongs to an arena. */
#define CLEANUP(fn) __attribute__((cleanup(fn)))

#define MIN(a, b)   ((a) < (b) ? (a) : (b))
#define MAX(a, b)   ((a) > (b) ? (a) : (b))

/* Number of elements of an array; refuses a pointer. */
#define N_ELEMENTS(a)                                                          \
	((ptrdiff_t)(sizeof(a) / sizeof((a)[0]) +                              \
		     0 * sizeof(char[1 - 2 * __builtin_types_compatible_p(     \
						     __typeof__(a),            \
						     __typeof__(&(a)[0]))])))

/* 1 in a build with the address sanitizer, which reserves terabytes of address
 * space and looks for leaks by ptrace. */
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define RV_ASAN 1
#endif
#endif
#if !defined(RV_ASAN) && defined(__SANITIZE_ADDRESS__)
#define RV_ASAN 1
#endif
#ifndef RV_ASAN
#define RV_ASAN 0
#endif

#include "base/banned.h"

#endif
