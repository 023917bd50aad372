/* Members: the table of contents. */
#include "member/member_priv.h"

const struct feature member_feature = {
	.name = "member",
	.command_table = &member_check_commands,
};
