/* Members: the table of contents. */
#include "member/member.h"

#include "member/member_register_cli.h"

const struct feature member_feature = {
	.name = "member",
	.command_table = &member_check_commands,
};
