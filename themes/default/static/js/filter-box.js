// @ts-check
/**
 * The filter line: a combobox that completes names and values, and shows the character at
 * fault. It asks for the table when it needs it, and says each filter that can be understood.
 */
(function () {
  "use strict";
  const PAUSE = 250;
  const LONG_PAUSE = 1200;
  const AROUND = 24;

  class FilterBox {
    /**
     * @param {{ input: HTMLInputElement, list: HTMLElement, fault: HTMLElement }} parts
     * @param {{ table: () => any, said: (text: string, done: boolean) => void }} on `done`: the reader has finished it
     */
    constructor(parts, on) {
      this.input = parts.input;
      this.list = parts.list;
      this.fault = parts.fault;
      this.on = on;
      /** @type {any} */
      this.completion = null;
      this.active = -1;
      /** The filter that was said last. @type {string | null} */
      this.last = null;
      /** @type {ReturnType<typeof setTimeout>[]} */
      this.timers = [];
      this.input.addEventListener("input", () => this.typed());
      this.input.addEventListener("keydown", (event) => this.key(event));
      this.input.addEventListener("click", () => this.suggest());
      this.input.addEventListener("blur", () => { this.close(); this.check(true); });
      // Before the input loses the focus.
      this.list.addEventListener("pointerdown", (event) => event.preventDefault());
      this.list.addEventListener("click", (event) => {
        const item = /** @type {Element} */ (event.target).closest("li");
        if (item) this.take([...this.list.children].indexOf(item));
      });
    }

    /** @param {string} text */
    set(text) {
      // What is being written stays, unless Back or a link brought another filter.
      if (text === this.last) return;
      this.last = text;
      this.input.value = text;
      this.check(false);
    }

    typed() {
      this.suggest();
      for (const timer of this.timers) clearTimeout(timer);
      this.timers = [setTimeout(() => this.check(false, false), PAUSE), setTimeout(() => this.check(false, true), LONG_PAUSE)];
    }

    /**
     * Say the filter if it can be understood; otherwise what is wrong, once the reader rests.
     * @param {boolean} done @param {boolean} [tell]
     */
    check(done, tell = true) {
      for (const timer of done ? this.timers : []) clearTimeout(timer);
      const table = this.on.table();
      if (!table) return;
      try {
        KT.filter.compile(this.input.value, table);
      } catch (error) {
        if (!(error instanceof KT.filter.FilterFault)) throw error;
        if (tell) this.tell(/** @type {any} */ (error));
        return;
      }
      this.tell(null);
      const said = this.input.value.trim();
      this.last = said;
      this.on.said(said, done);
    }

    /** @param {{ message: string, position: number } | null} fault */
    tell(fault) {
      this.input.setAttribute("aria-invalid", String(Boolean(fault)));
      if (!fault) {
        this.fault.replaceChildren();
        return;
      }
      const text = this.input.value;
      const at = fault.position;
      const [before, after] = [text.slice(Math.max(0, at - AROUND), at), text.slice(at + 1, at + AROUND)];
      const place = KT.el("code", { "aria-hidden": "true" }, at > AROUND ? "…" : "", before, KT.el("mark", null, text[at] || "\u00a0"), after, text.length > at + AROUND ? "…" : "");
      this.fault.replaceChildren(place, " ", KT.text("filter.at_fault", { message: fault.message, n: at + 1 }));
    }

    suggest() {
      const table = this.on.table();
      this.completion = table && KT.filter.complete(table, this.input.value, this.input.selectionStart ?? this.input.value.length);
      this.active = -1;
      const options = this.completion ? this.completion.options : [];
      this.list.replaceChildren(...options.map((/** @type {any} */ option, /** @type {number} */ at) =>
        KT.el("li", { role: "option", id: `${this.list.id}-${at}`, "aria-selected": "false" }, option.label, option.note ? KT.el("span.note", null, option.note) : null)));
      this.open(options.length > 0);
    }

    /** @param {boolean} on */
    open(on) {
      this.list.hidden = !on;
      this.input.setAttribute("aria-expanded", String(on));
      if (!on || this.active < 0) this.input.removeAttribute("aria-activedescendant");
    }

    close() {
      this.open(false);
    }

    /** @param {number} by */
    move(by) {
      const items = [...this.list.children];
      if (this.list.hidden || !items.length) return;
      if (this.active >= 0) items[this.active].setAttribute("aria-selected", "false");
      this.active = (this.active + by + items.length + (this.active < 0 && by < 0 ? 1 : 0)) % items.length;
      items[this.active].setAttribute("aria-selected", "true");
      items[this.active].scrollIntoView({ block: "nearest" });
      this.input.setAttribute("aria-activedescendant", items[this.active].id);
    }

    /** @param {number} at */
    take(at) {
      const { from, to, options } = this.completion;
      this.input.setRangeText(options[at].insert, from, to, "end");
      this.input.focus();
      this.typed();
    }

    /** @param {KeyboardEvent} event */
    key(event) {
      const open = !this.list.hidden;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        if (!open) this.suggest();
        this.move(event.key === "ArrowDown" ? 1 : -1);
      } else if ((event.key === "Enter" || event.key === "Tab") && open && this.active >= 0) {
        this.take(this.active);
      } else if (event.key === "Enter") {
        this.close();
        this.check(true);
      } else if (event.key === "Escape" && open) {
        this.close();
      } else {
        return;
      }
      event.preventDefault();
    }
  }

  KT.filter.FilterBox = FilterBox;
})();
