// @ts-check
/** What every page does: the colour switch, times, copying, folding, keys. */
(function () {
  "use strict";
  const root = document.documentElement;
  KT.times.localise(document);

  // Colour scheme
  const dark = () => (root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches);
  const button = /** @type {HTMLButtonElement | null} */ (document.querySelector('[data-action="theme"]'));
  if (button) {
    const label = () => { button.textContent = KT.text(dark() ? "shell.light" : "shell.dark"); };
    button.hidden = false;
    label();
    button.addEventListener("click", () => {
      root.dataset.theme = dark() ? "light" : "dark";
      KT.remember("theme", root.dataset.theme);
      label();
      dispatchEvent(new CustomEvent("kt:theme"));
    });
  }

  // Copying: `data-copy` holds the text, or names an element by `#id`
  /** @param {string} text */
  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Not a secure context: file:// in some browsers.
      const area = KT.el("textarea.visually-hidden", { readonly: true });
      /** @type {HTMLTextAreaElement} */ (area).value = text;
      document.body.append(area);
      /** @type {HTMLTextAreaElement} */ (area).select();
      document.execCommand("copy");
      area.remove();
    }
    say(KT.text("shell.copied"));
  }

  /** A short word to the reader, also to one who does not see. @param {string} message */
  function say(message) {
    const toast = KT.el("div.toast", { role: "status" }, message);
    document.body.append(toast);
    setTimeout(() => toast.remove(), 1800);
  }

  document.addEventListener("click", (event) => {
    const target = /** @type {Element} */ (event.target).closest("[data-copy]");
    if (!(target instanceof HTMLElement)) return;
    const what = target.dataset.copy || "";
    const source = what.startsWith("#") ? document.getElementById(what.slice(1)) : null;
    copy(source ? source.textContent || "" : what);
  });

  /** Hand a made file to the reader. @param {string} name @param {string} type @param {string} content */
  function download(name, type, content) {
    const url = URL.createObjectURL(new Blob([content], { type }));
    const link = KT.el("a", { href: url, download: name });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(url), 10000);
  }

  // Keys: pages add theirs by KT.keys.add
  /** @type {Map<string, { label: string, run: () => void }>} */
  const keys = new Map();
  const keyboard = {
    /** @param {string} key @param {string} label @param {() => void} run */
    add(key, label, run) { keys.set(key, { label, run }); },
  };
  keyboard.add("?", KT.text("shell.key_help"), help);
  keyboard.add("c", KT.text("shell.key_compare"), () => {
    const ids = KT.tray.picked();
    if (ids.length) KT.go(`${KT.root}compare.html#runs=${ids.map(encodeURIComponent).join(",")}`);
  });

  function help() {
    const rows = [...keys].map(([key, { label }]) => KT.el("tr", null, KT.el("td", null, KT.el("kbd", null, key)), KT.el("td", null, label)));
    const dialog = /** @type {HTMLDialogElement} */ (KT.el("dialog", { "aria-label": KT.text("shell.keys") },
      KT.el("h3", null, KT.text("shell.keys")), KT.el("table", null, KT.el("tbody", null, ...rows)),
      KT.el("form", { method: "dialog" }, KT.el("button", null, KT.text("shell.close")))));
    document.body.append(dialog);
    dialog.addEventListener("close", () => dialog.remove());
    dialog.showModal();
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    const at = /** @type {Element} */ (event.target);
    if (at.closest("input:not([type=checkbox]), textarea, select, [contenteditable]")) return;
    const found = keys.get(event.key);
    if (!found) return;
    event.preventDefault();
    found.run();
  });

  KT.shell = { copy, say, download };
  KT.keys = keyboard;
})();
