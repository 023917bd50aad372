#include "testkit/testkit.h"
