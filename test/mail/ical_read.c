/*
 * Reads a calendar from standard input with libical and prints a line an
 * event: "UID SEQUENCE FROM TO SUMMARY". Complains about whatever libical finds
 * wrong, times, time zones and names that stand twice. For test/mail/run.
 */
#include <stdio.h>
#include <string.h>

#include <libical/ical.h>

enum { MOST = 4 << 20 };
static char text[MOST];

static int bad(const char *why, const char *what)
{
	fprintf(stderr, "%s: %s\n", why, what ? what : "");
	return 1;
}

static int event_show(icalcomponent *e)
{
	icaltimetype from = icalcomponent_get_dtstart(e);
	icaltimetype to = icalcomponent_get_dtend(e);
	const char *uid = icalcomponent_get_uid(e);
	const char *summary = icalcomponent_get_summary(e);

	if (!uid || !summary || !from.is_date || !to.is_date)
		return bad("no day, name or title", uid);
	if (icaltime_is_null_time(icalcomponent_get_dtstamp(e)) ||
	    !icalcomponent_get_first_property(e, ICAL_LASTMODIFIED_PROPERTY))
		return bad("no stamp", uid);
	printf("%s %d %s %s %s\n", uid, icalcomponent_get_sequence(e),
	       icaltime_as_ical_string(from), icaltime_as_ical_string(to),
	       summary);
	return 0;
}

int main(void)
{
	size_t n = fread(text, 1, sizeof(text) - 1, stdin);
	icalcomponent *c, *e;
	int faults = 0;

	text[n] = '\0';
	c = icalparser_parse_string(text);
	if (!c || icalcomponent_isa(c) != ICAL_VCALENDAR_COMPONENT)
		return bad("no calendar", text);
	/* a property that RFC 7986 added is unknown to its rules of 5545 */
	if (icalcomponent_count_errors(c))
		return bad("errors", icalcomponent_as_ical_string(c));
	if (icalcomponent_get_first_component(c, ICAL_VTIMEZONE_COMPONENT))
		return bad("a time zone", "");
	for (e = icalcomponent_get_first_component(c, ICAL_VEVENT_COMPONENT); e;
	     e = icalcomponent_get_next_component(c, ICAL_VEVENT_COMPONENT))
		faults += event_show(e);
	icalcomponent_free(c);
	return faults != 0;
}
