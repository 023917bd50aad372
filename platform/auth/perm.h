/* Moved to base. */
#include "base/perm.h"
