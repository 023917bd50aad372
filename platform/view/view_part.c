/* Fills the structs of view_part.h: addresses of filtered and paged lists. */
#include "view/view_part.h"

enum { QUERY_MOST = 8192, AROUND = 2 };

/* A value of a query string: view_url_part() into text. */
static void put_part(struct buf *b, struct str s)
{
	struct view v = { .out = b };

	view_url_part(&v, s);
}

struct str query_with(struct arena *a, struct str query, struct str name,
		      struct str value)
{
	struct buf b = buf_init(a, QUERY_MOST);

	/* what an earlier call made may be changed again */
	if (str_starts(query, STR("?")))
		query = str_sub(query, 1, query.n);
	buf_char(&b, '?');
	while (query.p) {
		struct str pair = str_cut(&query, '&');
		struct str rest = pair;

		if (!pair.n || str_eq(str_cut(&rest, '='), name))
			continue;
		if (b.n > 1)
			buf_char(&b, '&');
		buf_str(&b, pair);
	}
	if (value.p) {
		if (b.n > 1)
			buf_char(&b, '&');
		put_part(&b, name);
		buf_char(&b, '=');
		put_part(&b, value);
	}
	return buf_view(&b);
}

static struct str page_href(struct arena *a, struct str query, int64_t page)
{
	struct str number =
		page == 1 ? STR_NULL : str_fmt(a, "%lld", (long long)page);

	return query_with(a, query, STR("page"), number);
}

struct pager pager_make(struct arena *a, struct str query, int64_t page,
			int64_t per_page, int64_t total)
{
	int64_t pages = MAX((total + per_page - 1) / per_page, 1);
	int64_t now = MAX(1, MIN(page, pages)), shown = 0;
	struct pager pager = { .total = total };

	assert(per_page > 0 && total >= 0);
	pager.from = total ? (now - 1) * per_page + 1 : 0;
	pager.to = MIN(now * per_page, total);
	if (pages == 1)
		return pager;
	for (int64_t k = 1; k <= pages; k++) {
		if (k != 1 && k != pages &&
		    (k < now - AROUND || k > now + AROUND))
			continue;
		*vec_push(a, &pager) = (struct pager_link){
			.href = page_href(a, query, k),
			.number = (int)k,
			.current = k == now,
			.gap = k != shown + 1,
		};
		shown = k;
	}
	if (now > 1)
		pager.prev = page_href(a, query, now - 1);
	if (now < pages)
		pager.next = page_href(a, query, now + 1);
	return pager;
}
