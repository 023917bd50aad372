/* Shortens paths that work without it: filters are sent when they change, one
   box chooses all rows, a form is sent once, a page is printed, keys. Stored is
   only that somebody wants no keys. */
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

	/* printing needs a script: without one its button stays hidden. Where the
	   browser says that scripts run, style.css has shown it before: nothing
	   moves when this comes. */
	document.querySelectorAll("[data-print]").forEach(function (button) {
		button.hidden = false;
		button.addEventListener("click", function () { window.print(); });
	});

	/* <button data-more="source">: empty rows behind source.N, as the server
	   would send them */
	document.addEventListener("click", function (e) {
		var button = e.target.closest("button[data-more]"), form, name, rows, n, i, row;

		if (!button)
			return;
		e.preventDefault();
		form = button.form;
		name = button.dataset.more;
		rows = form.querySelectorAll("[name^='" + name + ".']");
		n = rows.length;
		for (i = n; i < n + 6 && i < +button.dataset.most; i++)
			row_add(rows[n - 1].closest(".f"), name + "." + i, i + 1);
		form.elements.rows.value = i;
		button.hidden = i >= +button.dataset.most;
		form.elements[name + "." + n].focus();
	});
	function row_add(last, name, number) {
		var row = last.cloneNode(true), label = row.querySelector("label");
		var field = row.querySelector("input"), bad = row.querySelector(".em");

		row.classList.remove("bad");
		if (bad)
			bad.remove();
		label.htmlFor = field.id = field.name = name;
		label.textContent = label.textContent.replace(/\d+/, number);
		field.value = "";
		field.removeAttribute("aria-invalid");
		field.removeAttribute("aria-describedby");
		last.parentNode.querySelectorAll("[name^='" + name.split(".")[0] + ".']").forEach(
			function (one) { last = one.closest(".f"); });
		last.after(row);
	}

	/* <form data-whole="186">: what its parts come to, and what that is beyond
	   the whole, as one types; a part that stays empty keeps what it has */
	document.querySelectorAll("form[data-whole]").forEach(function (form) {
		var sum = form.querySelector("[data-sum]"), left = form.querySelector("[data-left]");
		var say = function (n) {
			return (n < 0 ? "\u2212" : "") + Math.abs(n).toLocaleString(document.documentElement.lang);
		};

		form.addEventListener("input", function () {
			var n = 0, off;

			form.querySelectorAll("[name^='part.']").forEach(function (one) {
				n += +(one.value.replace(/\D/g, "") || one.dataset.keeps);
			});
			off = n - form.dataset.whole;
			sum.textContent = say(n);
			left.textContent = say(off);
			left.classList.toggle("red", off !== 0);
		});
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

	/* <form data-live="ID">: what is found, as one types, instead of the list
	   that stands there; its address is the page's own */
	document.querySelectorAll("form[data-live]").forEach(function (form) {
		var field = form.querySelector("[type=search]"), wait, ask, last = field.value;

		field.addEventListener("input", function (e) {
			clearTimeout(wait);
			if (!e.isComposing)
				wait = setTimeout(look, 150);
		});
		function look() {
			var url = form.getAttribute("action") + "?q=" + encodeURIComponent(field.value);

			/* a person's number stays out of addresses: the button sends it */
			if (field.value === last || /^[\d .-]+$/.test(field.value) ||
					field.value.replace(/\D/g, "").length > 8)
				return;
			last = field.value;
			if (ask)
				ask.abort();
			ask = new XMLHttpRequest();
			ask.open("GET", url + "&part=1");
			ask.responseType = "document";
			ask.onload = function () {
				var id = form.dataset.live, list = ask.response && ask.response.getElementById(id);

				if (ask.status !== 200 || !list)
					return;
				document.getElementById(id).replaceWith(list);
				form.querySelector("[role=status]").textContent = list.dataset.said;
				history.replaceState(null, "", url);
			};
			ask.send();
		}
	});

	/* <form data-go>: what was typed before a proof was asked for is sent on */
	document.querySelectorAll("form[data-go]").forEach(function (form) {
		form.requestSubmit();
	});

	/* <form data-passkey="get|new">: the server says what has to be signed, the
	   browser asks its authenticator, the answer goes out as a form. Without
	   passkeys there is none. */
	function bytes(text) {
		var raw = atob(text.replace(/-/g, "+").replace(/_/g, "/"));

		return Uint8Array.from(raw, function (c) { return c.charCodeAt(0); });
	}
	function text(buffer) {
		var raw = String.fromCharCode.apply(null, new Uint8Array(buffer));

		return btoa(raw).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
	}
	function ids(list) {
		list.forEach(function (one) { one.id = bytes(one.id); });
	}
	function passkey_fill(form, key) {
		var said = key.response, put = function (name, buffer) {
			form.elements[name].value = buffer ? text(buffer) : "";
		};

		put("client", said.clientDataJSON);
		if (form.dataset.passkey === "new") {
			put("attestation", said.attestationObject);
		} else {
			put("credential", key.rawId);
			put("authenticator", said.authenticatorData);
			put("signature", said.signature);
			put("handle", said.userHandle);
		}
		HTMLFormElement.prototype.submit.call(form);
	}
	function passkey_ask(form, options) {
		var make = form.dataset.passkey === "new";

		options.challenge = bytes(options.challenge);
		ids(options.allowCredentials || options.excludeCredentials);
		if (make)
			options.user.id = bytes(options.user.id);
		return make ? navigator.credentials.create({ publicKey: options })
			: navigator.credentials.get({ publicKey: options });
	}
	function passkey(form) {
		var ask = new XMLHttpRequest(), kept = new URLSearchParams();
		var failed = function () {
			form.querySelector("[role=status]").textContent = form.dataset.failed;
		};

		["csrf", "ticket"].forEach(function (name) {
			if (form.elements[name])
				kept.set(name, form.elements[name].value);
		});
		ask.open("POST", form.getAttribute("action") + "/begin");
		ask.setRequestHeader("Content-Type", "application/x-www-form-urlencoded");
		ask.onload = function () {
			if (ask.status === 403) /* the proof is too old: the page asks */
				location.reload();
			else if (ask.status !== 200)
				failed();
			else
				passkey_ask(form, JSON.parse(ask.responseText)).then(function (key) {
					passkey_fill(form, key);
				}).catch(failed);
		};
		ask.onerror = failed;
		form.querySelector("[role=status]").textContent = "";
		ask.send(kept.toString());
	}
	if (window.PublicKeyCredential && navigator.credentials) {
		document.querySelectorAll("form[data-passkey]").forEach(function (form) {
			form.hidden = false;
			form.addEventListener("submit", function (e) {
				e.preventDefault();
				e.stopPropagation();
				passkey(form);
			});
		});
	} else {
		document.querySelectorAll("form[data-passkey]").forEach(function (form) { form.remove(); });
		document.querySelectorAll("[data-no-passkey]").forEach(function (p) {
			p.dataset.shown = "";
		});
	}

	/* <div id="waits" data-again="SECONDS">: what a page waits for is looked
	   at again and only that part changes; once it is gone, the page is
	   another one. Without a script the whole page comes again. */
	function again() {
		var part = document.getElementById("waits");

		if (part)
			setTimeout(look_again, part.dataset.again * 1000, part);
	}
	function look_again(part) {
		var ask = new XMLHttpRequest();

		ask.open("GET", location.href);
		ask.responseType = "document";
		ask.onload = function () {
			var next = ask.response && ask.response.getElementById("waits");

			if (ask.status === 200 && !next) {
				location.reload();
				return;
			}
			if (next)
				part.replaceWith(next);
			again();
		};
		ask.onerror = again;
		ask.send();
	}
	again();

	/* ---- keys: the page /keys lists them ------------------------------ */

	var one = function (css) { return document.querySelector(css); };
	var ROWS = "main tbody tr:not(.grp), main .todo > li";
	var places = { /* the words of data-when */
		find: "#find",
		"new": "main a.btn[href$='/new']",
		rows: "main tbody tr:not(.grp) a, main .todo > li a",
		edit: "main tbody tr:not(.grp) a, main .todo > li a, main a[href$='/edit']",
		box: "td.sel input",
		form: "main form",
		menu: ".nav a"
	};
	var KEPT = "keys-off", going = 0;

	function off() {
		try { return localStorage.getItem(KEPT); } catch (e) { return null; }
	}
	/* the box that switches them off, on the page and in the dialog */
	function switchable(root) {
		var box = root.querySelector("[name=keys]");

		if (!box)
			return;
		box.closest("label").hidden = false;
		box.checked = !off();
		box.addEventListener("change", function () {
			try {
				if (box.checked)
					localStorage.removeItem(KEPT);
				else
					localStorage.setItem(KEPT, "1");
			} catch (e) { box.checked = true; }
		});
	}
	switchable(document);

	function show() {
		var ask = new XMLHttpRequest();

		if (one("#keys") || !one("link[rel=help]"))
			return;
		ask.open("GET", one("link[rel=help]").href);
		ask.responseType = "document"; /* parsed here, run never */
		ask.onload = function () {
			var keys = ask.response && ask.response.getElementById("keys");

			if (keys && !one("dialog"))
				open(keys);
		};
		ask.send();
	}
	function open(keys) {
		var dialog = document.createElement("dialog"), back = document.activeElement;

		dialog.setAttribute("aria-label", keys.querySelector("h1").textContent);
		keys.querySelectorAll("[data-when]").forEach(function (row) {
			var css = places[row.dataset.when];

			if (css && !one(css))
				row.remove();
		});
		keys.querySelector("form").hidden = false;
		dialog.append(keys);
		document.body.append(dialog);
		switchable(dialog);
		dialog.addEventListener("close", function () {
			dialog.remove();
			back.focus();
		});
		dialog.showModal();
	}

	/* the row that one is in, by the focus */
	function row() {
		return document.activeElement.closest(ROWS);
	}
	function step(by) {
		var rows = Array.from(document.querySelectorAll(ROWS)).filter(function (r) {
			return r.querySelector("a");
		});
		var at = rows.indexOf(row()), to = rows[at < 0 ? 0 : at + by];

		if (to)
			to.querySelector("a").focus();
	}
	/* "g" and the first letter of an address that no item before it has */
	function go(letter) {
		var used = {}, to = null;

		document.querySelectorAll(".nav li:not(.navs) a").forEach(function (a) {
			var c = a.getAttribute("href").slice(1).split("").find(function (c) {
				return /[a-z]/.test(c) && !used[c];
			});

			used[c] = true;
			if (c === letter)
				to = a;
		});
		if (to)
			to.click();
	}
	var acts = {
		"?": show,
		"/": function () { one("#find").focus(); },
		n: function () { one(places["new"]).click(); },
		j: function () { step(1); },
		k: function () { step(-1); },
		e: function () { (row() ? row().querySelector("a") : one("main a[href$='/edit']")).click(); },
		x: function () { row().querySelector("td.sel input").click(); },
		g: function () { going = Date.now(); }
	};

	document.addEventListener("keydown", function (e) {
		var t = e.target, act = acts[e.key], jumps = Date.now() - going < 1500;

		if (e.key === "Enter" && (e.ctrlKey || e.metaKey) && t.form) {
			e.preventDefault();
			t.form.requestSubmit(t.form.querySelector("button:not([type=button])"));
			return;
		}
		if (e.ctrlKey || e.metaKey || e.altKey || e.isComposing || off() || one("dialog[open]") ||
			t.matches("input:not([type=checkbox],[type=radio]),select,textarea"))
			return;
		going = 0;
		if (jumps) {
			go(e.key);
			return;
		}
		if (!act)
			return;
		try {
			act();
			e.preventDefault();
		} catch (x) { /* this page has nothing for the key */ }
	});
})();
