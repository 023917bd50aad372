/*
 * Functions that may not be used: each has a safer word in base/ (str, buf,
 * arena, date). Only platform/base may lift a ban, by RV_BASE_INTERNAL.
 */
#ifndef RV_BASE_BANNED_H
#define RV_BASE_BANNED_H

#define RV_BANNED(f) sorry_##f##_is_banned

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#undef strcpy
#define strcpy(x, y) RV_BANNED(strcpy)
#undef strncpy
#define strncpy(x, y, n) RV_BANNED(strncpy)
#undef strcat
#define strcat(x, y) RV_BANNED(strcat)
#undef strncat
#define strncat(x, y, n) RV_BANNED(strncat)
#undef sprintf
#define sprintf(...) RV_BANNED(sprintf)
#undef vsprintf
#define vsprintf(...) RV_BANNED(vsprintf)
#undef strtok
#define strtok(x, y) RV_BANNED(strtok)
#undef atoi
#define atoi(x) RV_BANNED(atoi)
#undef atol
#define atol(x) RV_BANNED(atol)
#undef gmtime
#define gmtime(t) RV_BANNED(gmtime)
#undef localtime
#define localtime(t) RV_BANNED(localtime)
#undef ctime
#define ctime(t) RV_BANNED(ctime)
#undef asctime
#define asctime(t) RV_BANNED(asctime)
#undef gets
#define gets(x) RV_BANNED(gets)
#undef alloca
#define alloca(n) RV_BANNED(alloca)
#undef system
#define system(x) RV_BANNED(system)
#undef popen
#define popen(x, y) RV_BANNED(popen)
#undef setlocale
#define setlocale(x, y) RV_BANNED(setlocale)

#ifndef RV_BASE_INTERNAL
#undef malloc
#define malloc(n) RV_BANNED(malloc)
#undef calloc
#define calloc(n, m) RV_BANNED(calloc)
#undef realloc
#define realloc(p, n) RV_BANNED(realloc)
#undef strdup
#define strdup(s) RV_BANNED(strdup)
#undef strndup
#define strndup(s, n) RV_BANNED(strndup)
#endif

#endif
