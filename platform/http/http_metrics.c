/* What the process has answered so far, for those who watch over it. */
#include "http/http_call_priv.h"

enum { CLASSES = 5, STEPS = 8 };

/* Upper ends of the histogram's steps. */
static const struct {
	int64_t us;
	const char *le;
} steps[STEPS] = {
	{ 1000, "0.001" },  { 5000, "0.005" },	   { 20000, "0.02" },
	{ 100000, "0.1" },  { 500000, "0.5" },	   { 2000000, "2" },
	{ 10000000, "10" }, { INT64_MAX, "+Inf" },
};

static struct {
	atomic_llong by_class[CLASSES]; /* 1xx … 5xx */
	atomic_llong by_step[STEPS];
	atomic_llong us, bytes, cut;
} total;

void metrics_note(int status, int64_t bytes, int64_t us, bool cut)
{
	int step = 0;

	if (status >= 100 && status < 100 * (CLASSES + 1))
		atomic_fetch_add(&total.by_class[status / 100 - 1], 1);
	while (us > steps[step].us)
		step++;
	atomic_fetch_add(&total.by_step[step], 1);
	atomic_fetch_add(&total.us, us);
	atomic_fetch_add(&total.bytes, bytes);
	atomic_fetch_add(&total.cut, cut);
}

static void head(struct buf *b, const char *name, const char *type)
{
	buf_fmt(b, "# TYPE %s %s\n", name, type);
}

static void histogram(struct buf *b)
{
	long long n = 0;

	head(b, "roviec_request_seconds", "histogram");
	for (int i = 0; i < STEPS; i++) {
		n += atomic_load(&total.by_step[i]);
		buf_fmt(b, "roviec_request_seconds_bucket{le=\"%s\"} %lld\n",
			steps[i].le, n);
	}
	buf_fmt(b, "roviec_request_seconds_sum %.6f\n",
		(double)atomic_load(&total.us) / 1e6);
	buf_fmt(b, "roviec_request_seconds_count %lld\n", n);
}

void http_metrics(const struct http *h, struct buf *b)
{
	head(b, "roviec_requests_total", "counter");
	for (int i = 0; i < CLASSES; i++)
		buf_fmt(b, "roviec_requests_total{class=\"%dxx\"} %lld\n",
			i + 1, (long long)atomic_load(&total.by_class[i]));
	histogram(b);
	head(b, "roviec_response_bytes_total", "counter");
	buf_fmt(b, "roviec_response_bytes_total %lld\n",
		(long long)atomic_load(&total.bytes));
	head(b, "roviec_requests_cut_total", "counter");
	buf_fmt(b, "roviec_requests_cut_total %lld\n",
		(long long)atomic_load(&total.cut));
	head(b, "roviec_csp_reports_total", "counter");
	buf_fmt(b, "roviec_csp_reports_total %lld\n",
		(long long)report_count());
	head(b, "roviec_requests_active", "gauge");
	buf_fmt(b, "roviec_requests_active %d\n", atomic_load(&h->active));
}
