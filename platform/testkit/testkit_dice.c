/* A linear congruential generator (Knuth's MMIX): its upper bits. */
#include "testkit/testkit_dice.h"

static uint64_t dice;
static int made;

void any_begin(uint64_t seed)
{
	dice = seed * 7919 + 1;
}

int any(int n)
{
	dice = dice * 6364136223846793005u + 1442695040888963407u;
	return (int)((dice >> 33) % (unsigned)n);
}

int any_new(void)
{
	return made++;
}
