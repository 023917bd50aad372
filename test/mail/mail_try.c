/*
 * Sends one letter with settings of its own, for test/mail/run.
 *	mail-try PORT none|starttls|tls USER PASSWORD CA-FILE TO
 * prints "took ANSWER" or "refused ANSWER". An empty word is none.
 */
#include "base/std.h"

#include <stdio.h>

#include "auth/auth.h"
#include "mail/mail.h"

int main(int argc, char **argv)
{
	struct arena *a = arena_open(64 << 20);
	struct cx cx = { .arena = a, .now = 1760403600000, .lang = LANG_VI };
	struct mail_config c = { .host = STR("localhost"),
				 .from = STR("roviec@example.vn"),
				 .site = STR("https://rv.example.vn") };
	struct mail_letter l = { .kind = "test",
				 .name = STR("Quách Thanh Lĩnh"),
				 .sender = STR("Đảng bộ thử"),
				 .subject = STR("Thử máy chủ thư"),
				 .body = STR("Kính gửi đồng chí,\n.\n..x\n"),
				 .html = STR("<p>Kính gửi</p>\n") };
	struct str answer = STR("");
	struct err *err;

	if (argc != 7 || !str_to_i64(str_c(argv[1]), &c.port) ||
	    !mail_tls_from_key(str_c(argv[2]), &c.tls) || auth_init(a))
		return 2;
	c.user = str_c(argv[3]);
	c.password = str_c(argv[4]);
	c.ca = argv[5][0] ? argv[5] : NULL;
	l.to = str_c(argv[6]);
	err = mail_try(&cx, &c, &l, &answer);
	printf("%s %.*s\n", err ? "refused" : "took", STR_ARG(answer));
	arena_close(a);
	return 0;
}
