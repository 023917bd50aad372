// Which sign-in of the demo plays which part.
const parts = {
	admin: "quan-tri@", office: "van-phong@", leader: "bi-thu@", secretary: "tuyen-giao@",
	youth: "thanh-doan@", cell: "bien-tap-2@", chancery: "van-phong-thanh-uy@",
	protector: "du-lieu@",
};

export function peopleOf(realm) {
	const all = Object.values(realm.people), people = { nobody: null };

	for (const [role, begin] of Object.entries(parts))
		people[role] = all.find((p) => p.email.startsWith(begin));
	return people;
}
