#include "testkit/testkit.h"
int main(void)
{
	return 0;
}
