/* Shortens paths that work without it: filters are sent when they change, one
   box chooses all rows, a form is sent once, a page is printed. Nothing is
   stored. */
(function () {
	"use strict";

	/* <form class="filters">: a changed choice is a new list */
	document.addEventListener("change", function (e) {
		var form = e.target.closest("form.filters");

		if (form && e.target.matches("select,input[type=checkbox],input[type=radio]"))
			form.requestSubmit();
		if (e.target.matches("th.sel input")) {
			e.target.closest("table").querySelectorAll("td.sel input").forEach(
				function (box) { box.checked = e.target.checked; });
		}
	});

	/* the head of a column of boxes: its label is the column's own */
	document.querySelectorAll("table th.sel").forEach(function (head) {
		var box = document.createElement("input"), label = head.querySelector(".vh");

		if (!label || head.closest("tbody"))
			return;
		box.type = "checkbox";
		box.setAttribute("aria-label", label.dataset.all || label.textContent);
		head.replaceChildren(box);
	});

	/* printing needs a script, so its button shows itself only here */
	document.querySelectorAll("[data-print]").forEach(function (button) {
		button.hidden = false;
		button.addEventListener("click", function () { window.print(); });
	});

	/* a second click while the answer is on its way changes nothing */
	document.addEventListener("submit", function (e) {
		var form = e.target;

		if (form.method !== "post")
			return;
		if (form.dataset.sent)
			e.preventDefault();
		form.dataset.sent = "1";
		setTimeout(function () { delete form.dataset.sent; }, 3000);
	});
})();
