// @ts-check
/**
 * Whatever a run saved for people to look at: figures, pictures, pages, tables, texts. Tables
 * and texts come as scripts that call `KT.artifacts.receive`, made by kedro_track/site/looks.py:
 * `{head, rows, columns, more}` or `{text, more}`.
 *
 * @typedef {{ name: string, form: string, url: string, digest: string, raw?: string }} Artifact
 */
(function () {
  "use strict";
  /** @type {Map<string, Promise<any>>} */
  const looks = new Map();
  /** @type {Map<string, (look: any) => void>} */
  const waiting = new Map();

  /** Called by a look's script. @param {string} digest @param {string} json */
  function receive(digest, json) {
    const resolve = waiting.get(digest);
    if (resolve) resolve(JSON.parse(json));
  }

  /** @param {string} url relative to the root @param {string} digest @returns {Promise<any>} */
  function load(url, digest) {
    let found = looks.get(digest);
    if (!found) {
      found = new Promise((resolve, reject) => {
        waiting.set(digest, resolve);
        KT.load(url).catch(reject);
      });
      looks.set(digest, found);
    }
    return found;
  }

  /** One artifact as an element. @param {Artifact} artifact @param {string} what whose it is @returns {HTMLElement} */
  function element(artifact, what) {
    const title = `${what} ${artifact.name}`;
    const { form, digest, url } = artifact;
    if (form === "figure") return KT.el("div.figure", { "data-figure": digest, "data-src": url, "data-title": title });
    if (form === "image") return KT.el("div.plot-box", null, KT.el("img", { src: KT.root + url, alt: title, loading: "lazy", decoding: "async" }));
    if (form === "frame" && KT.isSingle) return KT.el("p.note", null, KT.text("shell.single_frame"));
    if (form === "frame") return KT.el("iframe.page-frame", { src: KT.root + url, title, sandbox: "allow-scripts", loading: "lazy" });
    if (form === "table" || form === "text") return KT.el("div.look", { "data-look": digest, "data-src": url, "data-title": title });
    return KT.el("p", null, KT.el("a", { href: KT.root + (artifact.raw || url), download: artifact.name }, KT.text("plots.download", { name: artifact.name })));
  }

  /** @param {HTMLElement} box */
  async function look(box) {
    const found = await load(box.dataset.src || "", box.dataset.look || "");
    box.replaceChildren(...(found.rows ? table(found, box.dataset.title || "") : text(found)));
  }

  /** @param {any} found @param {string} title */
  function table(found, title) {
    if (!found.head.length) return [KT.el("p.note", null, KT.text("plots.empty_file"))];
    const hidden = found.columns - found.head.length;
    const rows = found.rows.map((/** @type {string[]} */ row) => KT.el("tr", null, ...row.map((cell) => KT.el(isNumber(cell) ? "td.right" : "td", null, cell))));
    const heads = found.head.map((/** @type {string} */ name, /** @type {number} */ at) =>
      KT.el(found.rows.length && found.rows.every((/** @type {string[]} */ row) => !row[at] || isNumber(row[at])) ? "th.right" : "th", { scope: "col" }, name));
    return [
      KT.el("div.scroll", { tabindex: "0", role: "region", "aria-label": title },
        KT.el("table", null, KT.el("thead", null, KT.el("tr", null, ...heads)), KT.el("tbody", null, ...rows))),
      found.more || hidden > 0 ? KT.el("p.note", null, found.more ? KT.text("plots.first_rows", { n: found.rows.length }) : "", hidden > 0 ? " " + KT.text("plots.more_columns", { n: hidden }) : "") : "",
    ];
  }

  /** @param {string} cell */
  const isNumber = (cell) => /^[-+]?(\d[\d,_ ]*)?\.?\d+(e[-+]?\d+)?%?$/i.test(cell);

  /** @param {any} found */
  const text = (found) => [
    found.text ? KT.el("pre", { tabindex: "0" }, found.text) : KT.el("p.note", null, KT.text("plots.empty_file")),
    found.more ? KT.el("p.note", null, KT.text("plots.beginning")) : "",
  ];

  const watcher = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      watcher.unobserve(entry.target);
      const box = /** @type {HTMLElement} */ (entry.target);
      look(box).catch((error) => box.replaceChildren(KT.el("p.warn", null, error.message)));
    }
  }, { rootMargin: "200px" });

  /** Show what an element holds when it comes into view. @param {ParentNode} where */
  function watch(where) {
    for (const box of where.querySelectorAll("[data-look]")) watcher.observe(box);
    if (KT.figures) KT.figures.watch(where);
  }

  /**
   * A dialog as large as the window. The caller fills it, then calls `watch`.
   * @param {string} title @param {...(Node | string)} children @returns {HTMLDialogElement}
   */
  function dialog(title, ...children) {
    const close = KT.el("button", { type: "button" }, KT.text("shell.close"));
    const made = /** @type {HTMLDialogElement} */ (KT.el("dialog.large", { "aria-label": title }, KT.el("header", null, KT.el("h3", null, title), close), ...children));
    close.addEventListener("click", () => made.close());
    made.addEventListener("close", () => {
      for (const box of made.querySelectorAll("[data-figure]")) if (KT.figures) KT.figures.release(box);
      made.remove();
    });
    document.body.append(made);
    made.showModal();
    return made;
  }

  /** Show the artifact of a `<figure>` as large as the window. @param {Element} box */
  function expand(box) {
    const found = box.querySelector("[data-figure], [data-look], iframe.page-frame, img");
    if (!found) return;
    const caption = box.querySelector("figcaption .what") || box.querySelector("figcaption");
    const copy = /** @type {HTMLElement} */ (found.cloneNode(false));
    for (const name of ["begun", "drawn", "thumb"]) delete copy.dataset[name];
    copy.removeAttribute("style");
    if (copy.dataset.figure) copy.dataset.fit = "";
    const title = (caption ? caption.textContent || "" : "").trim().replace(/\s+/g, " ");
    watch(dialog(title, copy instanceof HTMLImageElement ? KT.el("div.plot-box", null, copy) : copy));
  }

  document.addEventListener("click", (event) => {
    const button = /** @type {Element} */ (event.target).closest("[data-expand]");
    const box = button && button.closest("figure");
    if (box) expand(box);
  });

  KT.artifacts = { receive, load, element, watch, dialog };
  watch(document);
})();
