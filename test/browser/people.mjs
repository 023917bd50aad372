// Which sign-in of the demo plays which part.
const signs = {
	office: /vanphong|office/,
	leader: /lanhdao|leader|bithu|thuongtruc/,
	admin: /quantri|admin/,
};

export function peopleOf(realm) {
	const all = Object.values(realm.people), people = { nobody: null };

	for (const [role, sign] of Object.entries(signs))
		people[role] = all.find((p) => sign.test(p.line));
	people.units = all.filter((p) => !Object.values(people).includes(p));
	people.secretary = people.units[0];
	return people;
}
