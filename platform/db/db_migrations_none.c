/* The schema of a tree without schema files: nothing. */
#include "db/db_priv.h"

const struct migration db_migrations[] = { { 0, "", "" } };
const int db_n_migrations = 0;
