// Search with suggestions: components, companies, countries and layers, by name, id or another name.

class Search {
  constructor(app) {
    this.app = app;
    this.box = byId("search");
    this.list = byId("suggestions");
    const { records } = app.bench;
    const entry = (kind, id, name, also = []) => ({ kind, id, name, text: [name, id, ...also].join("\n").toLowerCase() });
    this.entries = [
      ...[...records.components].map(([id, c]) => entry("component", id, c.name, c.aliases)),
      ...[...records.companies].map(([id, c]) => entry("company", id, c.name, c.aliases)),
      ...[...records.countries].map(([id, name]) => entry("country", id, name)),
      ...[...records.layers].map(([id, name]) => entry("layer", id, name)),
    ];
    this.box.addEventListener("input", () => this.suggest());
    this.box.addEventListener("keydown", (event) => this.key(event));
    this.box.addEventListener("blur", () => setTimeout(() => this.close(), 150));
  }

  suggest() {
    const asked = this.box.value.trim().toLowerCase();
    const rank = (e) => (e.name.toLowerCase().startsWith(asked) ? 0 : e.text.startsWith(asked) || e.text.includes(`\n${asked}`) ? 1 : 2);
    this.found = asked ? this.entries.filter((e) => e.text.includes(asked)).sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1)).slice(0, 12) : [];
    this.at = this.found.length ? 0 : -1;
    this.list.replaceChildren(...this.found.map((e, i) => el("li", { id: `suggestion-${i}`, role: "option", on: { mousedown: (event) => { event.preventDefault(); this.take(i); } } }, e.name, el("span", { className: "small" }, ` ${e.kind}`))));
    if (asked && !this.found.length) this.list.replaceChildren(el("li", { className: "small" }, "nothing of that name"));
    this.list.hidden = !asked;
    this.mark();
  }

  mark() {
    [...this.list.children].forEach((item, i) => item.setAttribute("aria-selected", i === this.at));
    this.box.setAttribute("aria-expanded", !this.list.hidden);
    if (this.at >= 0) this.box.setAttribute("aria-activedescendant", `suggestion-${this.at}`);
    else this.box.removeAttribute("aria-activedescendant");
  }

  key(event) {
    if (event.key === "Escape") { this.box.value = ""; this.close(); event.stopPropagation(); }
    if (event.key === "Enter" && this.at >= 0 && !this.list.hidden) { this.take(this.at); event.preventDefault(); }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && this.found?.length) {
      this.at = (this.at + step + this.found.length) % this.found.length;
      this.mark();
      event.preventDefault();
    }
  }

  take(i) {
    const { kind, id } = this.found[i];
    this.box.value = "";
    this.close();
    this.app.select(`${kind}:${id}`);
    if (kind === "component") this.app.figure.reveal(id);
  }

  close() {
    this.list.hidden = true;
    this.mark();
  }
}
