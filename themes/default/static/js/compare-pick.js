// @ts-check
/** A box to find a run by title, date, id, branch or tag, and to add it to the comparison. */
(function () {
  "use strict";
  const SHOWN = 12;

  /** @param {any} table @returns {HTMLElement} */
  function box(table) {
    const list = KT.el("ul.options", { role: "listbox", id: "add-options", hidden: true, "aria-label": KT.text("compare.add") });
    const input = /** @type {HTMLInputElement} */ (KT.el("input", {
      type: "search", role: "combobox", "aria-expanded": "false", "aria-controls": "add-options", "aria-autocomplete": "list", autocomplete: "off",
      "aria-label": KT.text("compare.add"), placeholder: `${KT.text("compare.add")}: ${KT.text("compare.add_hint").toLowerCase()}`, "data-focus": "add",
    }));
    let chosen = -1;

    const close = () => {
      list.hidden = true;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    };

    /** @param {number} to */
    const choose = (to) => {
      const options = [...list.querySelectorAll('[role="option"]')];
      chosen = options.length ? (to + options.length) % options.length : -1;
      options.forEach((option, at) => option.setAttribute("aria-selected", String(at === chosen)));
      if (chosen < 0) return;
      input.setAttribute("aria-activedescendant", options[chosen].id);
      options[chosen].scrollIntoView({ block: "nearest" });
    };

    const open = () => {
      const found = search(table, input.value);
      list.replaceChildren(...found.rows.map((row, at) => option(table, row, at)),
        found.rows.length ? "" : KT.el("li.note", { role: "presentation" }, KT.text("compare.add_none")),
        found.more ? KT.el("li.note", { role: "presentation" }, KT.text("compare.add_more", { n: found.more })) : "");
      list.hidden = false;
      input.setAttribute("aria-expanded", "true");
      choose(0);
    };

    /** @param {Element | undefined} found */
    const add = (found) => {
      if (!(found instanceof HTMLElement) || !found.dataset.id) return;
      input.value = "";
      close();
      KT.tray.set([...KT.tray.picked(), found.dataset.id], { push: true });
    };

    input.addEventListener("input", open);
    input.addEventListener("click", open);
    input.addEventListener("blur", close);
    input.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
      if (event.key === "Escape" && !list.hidden) event.preventDefault();
      if (event.key === "Escape") close();
      else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (list.hidden) open();
        else choose(chosen + (event.key === "ArrowDown" ? 1 : -1));
      } else if (event.key === "Enter" && !list.hidden) add(list.querySelectorAll('[role="option"]')[chosen]);
    });
    // Before the box loses the focus, and with it its list.
    list.addEventListener("mousedown", (/** @type {MouseEvent} */ event) => {
      event.preventDefault();
      add(/** @type {Element} */ (event.target).closest("li") || undefined);
    });
    return KT.el("div.add", null, input, list);
  }

  /** @param {any} table @param {number} row @param {number} at */
  function option(table, row, at) {
    const facts = [table.value("title", row) ? KT.times.human(table.value("when", row)) : "", table.value("branch", row), ...(table.value("tags", row) || [])];
    return KT.el("li", { role: "option", id: `add-${at}`, "data-id": table.value("id", row), "aria-selected": "false" },
      KT.el("span", null, table.name(row)), KT.el("span.note", null, facts.filter(Boolean).join(" · ")));
  }

  /** The newest runs that bear all words of a query. @param {any} table @param {string} query */
  function search(table, query) {
    const words = query.toLowerCase().split(/\s+/).filter(Boolean);
    const picked = new Set(KT.tray.picked());
    const rows = [];
    let more = 0;
    for (let row = table.length - 1; row >= 0; row -= 1) {
      if (picked.has(table.value("id", row)) || !fits(table, row, words)) continue;
      if (rows.length < SHOWN) rows.push(row);
      else more += 1;
    }
    return { rows, more };
  }

  /** @param {any} table @param {number} row @param {string[]} words */
  function fits(table, row, words) {
    if (!words.length) return true;
    const said = ["id", "title", "branch", "commit", "user"].map((name) => table.value(name, row) || "");
    const text = [...said, ...(table.value("tags", row) || []), table.name(row)].join(" ").toLowerCase();
    return words.every((word) => text.includes(word));
  }

  KT.comparePick = { box };
})();
