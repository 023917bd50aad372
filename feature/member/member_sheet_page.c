/* The pages of a list of members that comes back: the engine's, with members
 * as the subject. */
#include "member/member_page_priv.h"
#include "member/member_sheet.h"

SHEET_ROUTES(member_sheet_routes, member_sheet, "/members/sheet",
	     PERM_MEMBER_MANAGE);
