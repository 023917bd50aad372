/* The features that the program was put together from. */
#include "view/feature.h"

static const struct feature *const *the_list;
static int the_n;

void features_set(const struct feature *const *list, int n)
{
	the_list = list;
	the_n = n;
}

const struct feature *const *features_get(int *ret_n)
{
	*ret_n = the_n;
	return the_list;
}
