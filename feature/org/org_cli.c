/* org add, org recount: for the owner of the installation, to build the tree and
 * to make anew what is kept of it. */
#include "org/org.h"

#include "base/utf8.h"
#include "db/db.h"
#include "i18n/i18n.h"
#include "org/org_cli_priv.h"
#include "org/org_tally.h"
#include "profile/profile.h"

static struct str org_option(struct cx *cx, struct cli *cli, const char *name)
{
	struct str typed = cli_str(cli, name);

	return typed.p ? text_clean(cx->arena, typed) : STR_NULL;
}

/* The parent by name, short name or number; absent: the root. */
static struct err *parent_by_option(struct cx *cx, struct cli *cli,
				    int64_t *ret_parent)
{
	struct str want = org_option(cx, cli, "parent");
	struct str fold = want.p ? text_fold(cx->arena, want) : STR_NULL;
	struct orgs list = { 0 };
	struct org root;
	bool found;
	struct err *err = org_get_root(cx, &root, &found);

	if (!err && found)
		err = org_list_below(cx, root.id, &list);
	if (err)
		return err;
	for (ptrdiff_t i = 0; i < list.n; i++) {
		const struct org *o = &list.p[i];
		struct str id = str_fmt(cx->arena, "%lld", (long long)o->id);

		if (!want.p ? o->id == root.id
			    : str_eq(fold, o->fold) ||
				      str_eq(want, o->short_name) ||
				      str_eq(want, id)) {
			*ret_parent = o->id;
			return NULL;
		}
	}
	return err_new(cx->arena, ERR_NOT_FOUND,
		       N_("There is no organisation “{0}”: give its name as it "
			  "stands in the tree."),
		       want);
}

/* A kind by its code or by what it is called in either language. */
static struct err *kind_by_option(struct cx *cx, struct cli *cli,
				  struct str *ret_kind)
{
	const struct profile *p = cx->profile;
	struct str want = org_option(cx, cli, "kind");
	struct str fold = text_fold(cx->arena, want);
	struct buf known = buf_init(cx->arena, 4000);

	for (ptrdiff_t i = 0; i < p->n_kinds; i++) {
		const struct profile_kind *k = &p->kind[i];

		if (str_eq(want, k->code) ||
		    str_eq(fold, text_fold(cx->arena, k->vi)) ||
		    str_eq(fold, text_fold(cx->arena, k->en))) {
			*ret_kind = k->code;
			return NULL;
		}
		if (i)
			buf_lit(&known, ", ");
		buf_str(&known, k->code);
	}
	return err_new(cx->arena, ERR_INVALID,
		       N_("There is no kind of organisation “{0}”; there are: "
			  "{1}."),
		       want, buf_view(&known));
}

static struct err *org_add_run(struct cx *cx, struct cli *cli,
			       int *ret_status UNUSED)
{
	struct org_new in = {
		.name = org_option(cx, cli, "name"),
		.short_name = org_option(cx, cli, "short"),
		.code = org_option(cx, cli, "code"),
		.from = cli_day(cli, "from"),
	};
	int64_t id;
	struct err *err;

	if (in.from == DAY_NONE)
		in.from = cx->today;
	err = kind_by_option(cx, cli, &in.kind);
	if (!err)
		err = parent_by_option(cx, cli, &in.parent);
	if (!err)
		err = org_add(cx, &in, &id);
	if (err)
		return err;
	buf_str(cli_out(cli),
		tr_fmt(cx->arena, cx->lang,
		       N_("\"{0}\" was added; its number is {1}."), in.name,
		       str_fmt(cx->arena, "%lld", (long long)id)));
	buf_char(cli_out(cli), '\n');
	return NULL;
}

static struct err *recount_run(struct cx *cx, struct cli *cli,
			       int *ret_status UNUSED)
{
	int64_t sums, words = 0;
	struct err *err = org_tally_check(cx, &sums);

	if (!err)
		err = org_words_check(cx, &words);
	if (!err && sums + words)
		err = org_recount(cx);
	if (err)
		return err;
	cli_say(cli,
		sums + words
			? tr_fmt(cx->arena, cx->lang,
				 N_("Made anew; figures and names of the "
				    "tree that were wrong: {0}"),
				 fmt_int(cx->arena, cx->lang, sums + words))
			: tr(cx->lang,
			     N_("The tree was counted rightly; nothing "
				"was changed.")));
	return NULL;
}

static const struct option_row org_add_options[] = {
	{ .name = "data",
	  .arg = "DIR",
	  .kind = OPT_TEXT,
	  .required = true,
	  .help = N_("the folder that holds the data"),
	  .env = "ROVIEC_DATA" },
	{ .name = "name",
	  .arg = "NAME",
	  .kind = OPT_TEXT,
	  .required = true,
	  .help = N_("the organisation's full name") },
	{ .name = "kind",
	  .arg = "KIND",
	  .kind = OPT_TEXT,
	  .required = true,
	  .help = N_("its kind, such as chi_bo or \"Chi bộ\"") },
	{ .name = "parent",
	  .arg = "NAME",
	  .kind = OPT_TEXT,
	  .help = N_("the organisation above it; the root by default") },
	{ .name = "short",
	  .arg = "NAME",
	  .kind = OPT_TEXT,
	  .help = N_("a short name for tables; the full name by default") },
	{ .name = "code",
	  .arg = "CODE",
	  .kind = OPT_TEXT,
	  .help = N_("its code in the register") },
	{ .name = "from",
	  .arg = "DAY",
	  .kind = OPT_DAY,
	  .help = N_("the day from which it exists; today by default") },
};

static const struct option_row recount_options[] = {
	{ .name = "data",
	  .arg = "DIR",
	  .kind = OPT_TEXT,
	  .required = true,
	  .help = N_("the folder that holds the data"),
	  .env = "ROVIEC_DATA" },
};

const struct command org_commands[ORG_N_COMMANDS] = {
	{ .name = "org add",
	  .help = N_("adds an organisation to the tree"),
	  .needs_store = true,
	  .dated = true,
	  .run = org_add_run,
	  .options = org_add_options,
	  .n_options = (int)N_ELEMENTS(org_add_options) },
	{ .name = "org recount",
	  .help = N_("counts the tree anew where its figures differ from its "
		     "records"),
	  .needs_store = true,
	  .run = recount_run,
	  .options = recount_options,
	  .n_options = (int)N_ELEMENTS(recount_options) },
};
