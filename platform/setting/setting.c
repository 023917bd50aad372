/* Settings of a realm. */
#include "setting/setting.h"

#include "db/db.h"
#include "setting/setting_query.h"

struct err *setting_ahead(struct cx *cx, const char *name)
{
	return setting_by_name_ahead(cx->db, &(struct setting_by_name_in){
						     .name = str_c(name) });
}

struct err *setting_get(struct cx *cx, const char *name, struct str otherwise,
			struct str *ret_value)
{
	struct setting_by_name_row row;
	bool found;
	struct err *err = setting_by_name(
		cx->db, &(struct setting_by_name_in){ .name = str_c(name) },
		&row, &found);

	if (!err)
		*ret_value = found ? row.value : otherwise;
	return err;
}

struct err *setting_put(struct cx *cx, const char *name, struct str value)
{
	assert(cx->in_tx);
	return setting_write(cx->db,
			     &(struct setting_write_in){ .name = str_c(name),
							 .value = value,
							 .at = cx->now },
			     NULL);
}
