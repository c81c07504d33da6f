// @ts-check
/** The dialog in which columns are chosen and put in order. Every change shows at once. */
(function () {
  "use strict";
  const { columns } = KT.runs;
  const GROUPS = ["run", "metrics", "params", "json"];

  /**
   * @param {any} table @param {() => string[]} shown the ids in their order
   * @param {(ids: string[] | null) => void} choose null: those that are chosen by themselves
   */
  function open(table, shown, choose) {
    const find = /** @type {HTMLInputElement} */ (KT.el("input", { type: "search", id: "find-column", autocomplete: "off", oninput: () => drawAll() }));
    const all = KT.el("div.choices");
    const list = KT.el("ol.chosen");
    const text = (/** @type {string} */ key, /** @type {any} */ values = undefined) => KT.text("runs.chooser." + key, values);

    const dialog = /** @type {HTMLDialogElement} */ (KT.el("dialog.chooser", { "aria-labelledby": "chooser-title" },
      KT.el("h2", { id: "chooser-title" }, text("title")),
      KT.el("div.halves", null,
        KT.el("section", null, KT.el("h3", null, text("available")), KT.el("label", { for: "find-column" }, text("find")), find, all),
        KT.el("section", null, KT.el("h3", null, text("chosen")), list)),
      KT.el("form.bar", { method: "dialog" },
        KT.el("button", { type: "button", onclick: () => change(null) }, text("reset")), KT.el("span.grow"), KT.el("button.primary", null, text("done")))));

    /** @param {string[] | null} ids */
    function change(ids) {
      choose(ids);
      drawAll();
      drawList();
    }

    function drawAll() {
      const wanted = find.value.trim().toLowerCase();
      const ids = new Set(shown());
      const parts = GROUPS.map((group) => {
        const found = [...table.info.values()].filter((info) => info.group === group && (info.id + " " + columns.label(info)).toLowerCase().includes(wanted));
        return found.length ? KT.el("fieldset", null, KT.el("legend", null, KT.text("runs.groups_of_columns." + group)), ...found.map((info) => choice(info, ids.has(info.id)))) : null;
      }).filter(Boolean);
      all.replaceChildren(...(parts.length ? parts : [KT.el("p.note", null, text("none_found"))]));
    }

    /** @param {any} info @param {boolean} on */
    function choice(info, on) {
      const box = /** @type {HTMLInputElement} */ (KT.el("input", {
        type: "checkbox", onchange: () => {
          choose(box.checked ? [...shown(), info.id] : shown().filter((id) => id !== info.id));
          drawList();
        },
      }));
      box.checked = on;
      return KT.el("label", { title: info.id }, box, " ", columns.label(info));
    }

    function drawList() {
      const ids = shown();
      list.replaceChildren(...ids.map((id, at) => {
        const name = columns.label(table.info.get(id));
        const button = (/** @type {string} */ key, /** @type {string} */ sign, /** @type {string[]} */ next, /** @type {boolean} */ disabled) =>
          KT.el("button", { type: "button", "aria-label": text(key, { column: name }), title: text(key, { column: name }), disabled, onclick: () => moved(next, key, id) }, sign);
        return KT.el("li", { "data-column": id }, KT.el("span", { title: id }, name),
          button("up", "↑", swapped(ids, at, at - 1), at === 0), button("down", "↓", swapped(ids, at, at + 1), at === ids.length - 1),
          button("remove", "×", ids.filter((other) => other !== id), false));
      }));
    }

    /** Keep the focus on the column that was moved. @param {string[]} ids @param {string} key @param {string} id */
    function moved(ids, key, id) {
      change(ids);
      const item = [...list.children].find((node) => /** @type {HTMLElement} */ (node).dataset.column === id);
      const buttons = item ? [...item.querySelectorAll("button")] : [];
      const same = buttons[["up", "down", "remove"].indexOf(key)];
      const usable = same && !same.disabled ? same : buttons.find((one) => !one.disabled);
      if (usable) usable.focus();
      else find.focus();
    }

    drawAll();
    drawList();
    document.body.append(dialog);
    dialog.addEventListener("close", () => dialog.remove());
    dialog.showModal();
  }

  /** @param {string[]} ids @param {number} at @param {number} to */
  function swapped(ids, at, to) {
    const next = [...ids];
    if (to >= 0 && to < ids.length) [next[at], next[to]] = [next[to], next[at]];
    return next;
  }

  KT.runs.chooser = { open };
})();
