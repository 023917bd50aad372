/* The program. Everything is in tables; see features.c and app_command.c. */
#include "app/app.h"

#include "doc/doc.h"

int main(int argc, char **argv)
{
	/* the same program reads office files in a child without rights */
	int status = doc_child_main(argc, argv);

	return status >= 0 ? status : app_main(argc, argv);
}
