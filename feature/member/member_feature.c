/* Members: the table of contents. */
#include "member/member.h"

#include "member/member_register_cli.h"
#include "member/member_reorg.h"

const struct feature member_feature = {
	.name = "member",
	.command_table = &member_check_commands,
	.reorg = &member_reorg,
};
