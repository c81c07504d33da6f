// @ts-check
/**
 * Editing on a run's page, where `kedro track serve` serves it: title, tags and notes where they
 * stand, bookmark and hiding by a button. What was said goes to the project's store; the page
 * that comes of it is shown when the site is built anew.
 *
 * @typedef {{ title: string | null, notes: string | null, tags: string[], bookmark: boolean, hidden: boolean, from_file: string[], locked: string | null }} Said
 */
(function () {
  "use strict";
  if (!(/** @type {any} */ (window).KT) || !KT.live) return;
  const pick = /** @type {HTMLInputElement | null} */ (document.querySelector(".actions input[data-pick]"));
  if (!pick || !KT.live.token) return;
  const id = pick.dataset.pick || "";
  const bar = /** @type {HTMLElement} */ (pick.closest(".actions"));
  const address = `/-/run?id=${encodeURIComponent(id)}`;

  /** @param {Response} answer */
  async function content(answer) {
    const type = answer.headers.get("content-type") || "";
    const found = type.includes("json") ? await answer.json() : { error: await answer.text() };
    if (found.error) throw new Error(found.error);
    return found;
  }

  /** @returns {Promise<Said>} */
  const words = async () => content(await fetch(address));

  /** @param {Record<string, any>} edit */
  async function send(edit) {
    const headers = { "Content-Type": "application/json", "X-Kedro-Track-Token": KT.live.token };
    await content(await fetch(address, { method: "POST", headers, body: JSON.stringify(edit) }));
  }

  /** @param {unknown} error */
  const fail = (error) => KT.live.say(error instanceof Error ? error.message : String(error));

  /**
   * A form in place of what it edits.
   * @param {{ label: string, place: Element, after?: boolean, control: HTMLInputElement | HTMLTextAreaElement, edit: () => Record<string, any> }} options
   */
  function open({ label, place, after, control, edit }) {
    const error = KT.el("p.warn", { role: "alert", hidden: true });
    const save = KT.el("button.primary", { type: "submit" }, KT.text("live.save"));
    const cancel = KT.el("button", { type: "button" }, KT.text("live.cancel"));
    const form = /** @type {HTMLFormElement} */ (KT.el("form.live-edit", null,
      KT.el("label", null, KT.el("span", null, label), control), KT.el("div.bar", null, save, cancel), error));
    const close = () => {
      form.remove();
      if (!after) /** @type {HTMLElement} */ (place).hidden = false;
      KT.live.editing(false);
    };
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      save.setAttribute("disabled", "");
      send(edit()).then(() => { close(); KT.shell.say(KT.text("live.saved")); }, (problem) => {
        save.removeAttribute("disabled");
        error.textContent = problem.message;
        error.hidden = false;
      });
    });
    form.addEventListener("keydown", (event) => {
      if (event.key === "Escape") close();
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
    });
    cancel.addEventListener("click", close);
    KT.live.editing(true);
    place.after(form);
    if (!after) /** @type {HTMLElement} */ (place).hidden = true;
    control.focus();
  }

  /** @param {string} value */
  const line = (value) => /** @type {HTMLInputElement} */ (KT.el("input", { type: "text", value, autocomplete: "off" }));

  /** @param {Said} now */
  function title(now) {
    const control = line(now.title || "");
    open({ label: KT.text("live.title"), place: /** @type {Element} */ (document.querySelector("h1")), control, edit: () => ({ title: control.value }) });
  }

  /** @param {Said} now */
  function tags(now) {
    const control = line(now.tags.join(", "));
    const split = () => [...new Set(control.value.split(",").map((tag) => tag.trim()).filter(Boolean))];
    const edit = () => ({ tags_added: split().filter((tag) => !now.tags.includes(tag)), tags_removed: now.tags.filter((tag) => !split().includes(tag)) });
    open({ label: KT.text("live.tags"), place: bar, after: true, control, edit });
  }

  /** @param {Said} now */
  function notes(now) {
    const control = /** @type {HTMLTextAreaElement} */ (KT.el("textarea", { rows: "8" }, now.notes || ""));
    const place = document.querySelector("#notes .prose");
    open({ label: KT.text("live.notes"), place: place || bar, after: !place, control, edit: () => ({ notes: control.value }) });
  }

  function hide() {
    const yes = KT.el("button.primary", { type: "button" }, KT.text("live.hide"));
    const no = KT.el("button", { type: "button" }, KT.text("live.cancel"));
    const dialog = /** @type {HTMLDialogElement} */ (KT.el("dialog", { "aria-label": KT.text("live.hide") },
      KT.el("p", null, KT.text("live.hide_means")), KT.el("pre", null, `kedro track edit ${id} --unhide`), KT.el("div.bar", null, yes, no)));
    dialog.addEventListener("close", () => dialog.remove());
    no.addEventListener("click", () => dialog.close());
    yes.addEventListener("click", () => {
      send({ hidden: true }).then(() => KT.live.leave("/runs.html"), fail);
      dialog.close();
    });
    document.body.append(dialog);
    dialog.showModal();
  }

  /** @param {string} label @param {() => unknown} act @param {Record<string, any>} [attributes] */
  function button(label, act, attributes) {
    const made = KT.el("button", { type: "button", onclick: act, ...attributes }, label);
    group.append(made);
    return made;
  }

  /** @param {(now: Said) => void} form */
  const asked = (form) => () => {
    if (!document.querySelector(".live-edit")) words().then(form, fail);
  };

  const group = KT.el("span.live-tools", { role: "group", "aria-label": KT.text("live.edit") });
  const rename = asked(title);

  /** @param {Said} now */
  function offer(now) {
    if (now.locked) {
      bar.after(KT.el("p.note", null, now.locked));
      return;
    }
    button(KT.text("live.rename"), rename, { title: KT.text("live.key_rename") + " (e)" });
    button(KT.text("live.edit_tags"), asked(tags));
    button(KT.text(now.notes ? "live.edit_notes" : "live.add_notes"), asked(notes));
    button(KT.text("live.bookmark"), () => send({ bookmark: !now.bookmark }).catch(fail), { "aria-pressed": String(now.bookmark) });
    button(KT.text("live.hide"), hide);
    bar.append(group);
    KT.keys.add("e", KT.text("live.key_rename"), rename);
  }

  words().then(offer, fail);
})();
