// The side panel of what is selected: what it is, needs and is made by, and every statement with its source.

const CONFIDENCE_RANK = { low: 0, medium: 1, high: 2 };
const NEEDS = { consumed: "used up in making", installed: "installed", one_time: "needed once for each design" };

class Details {
  constructor(app) {
    this.app = app;
    this.byRecord = new Map(Object.entries(app.bench.data.statements).map(([id, list]) => [id, list.map((s) => this.decoded(s))]));
    this.sources = new Map(Object.entries(app.bench.data.sources));
    this.disputes = new Map(Object.entries(app.bench.data.disputes));
  }

  // A statement as it is shown; what many have in common is kept once in the page.
  decoded([id, text, note, kind, asOf, confidence, cites, via, dispute, position]) {
    const { words } = this.app.bench.data, word = (n) => (n == null ? null : words[n]);
    return [id, text, word(kind), word(asOf), word(confidence), (cites ?? []).map((c) => c.map(word)), word(via), note, word(dispute), word(position)];
  }

  show(selected) {
    const place = byId("selected");
    if (!selected) {
      place.replaceChildren(el("p", { className: "hint" }, "Select a box, a line between two, a layer's heading, or search for a company or country."));
      return;
    }
    const [kind, name] = splitOnce(selected, ":");
    const parts = { component: () => this.component(name), company: () => this.company(name), country: () => this.country(name), layer: () => this.layer(name), edge: () => this.edge(name) }[kind]();
    place.replaceChildren(...parts.flat(Infinity).filter(Boolean));
  }

  link(selected, text) {
    return el("button", { type: "button", className: "link", on: { click: () => this.app.select(selected) } }, text);
  }

  // Take away or give back.
  toggle(ref, what) {
    const { app } = this, gone = app.view.removed.includes(ref);
    const refusal = gone ? null : app.bench.refusal(app.view, ref);
    return el("button", { type: "button", className: gone ? "restore" : "remove", disabled: Boolean(refusal), title: refusal ?? "", on: { click: () => app.toggle(ref) } }, `${gone ? "Restore" : "Remove"} ${what}`);
  }

  component(id) {
    const { app } = this, { records } = app.bench, record = records.components.get(id), { after } = app.out;
    const node = after.nodes.get(id), standing = app.figure.standing.get(id);
    const gates = node.gates.map((g) => after.gates.get(g));
    const needs = gates.filter((g) => g.kind === "requirement"), made = gates.filter((g) => g.kind === "suppliers");
    const users = app.figure.edges.filter((e) => e.b === id).map((e) => e.a);
    return [
      el("h2", {}, record.name),
      el("p", { className: "kind" }, this.link(`layer:${record.layer}`, app.names.layer(record.layer)), ` · ${id}`),
      el("p", { className: `standing ${standing.standing}` }, this.standingText(id, standing)),
      el("p", {}, record.description),
      record.aliases ? el("p", { className: "small" }, `Also: ${record.aliases.join(", ")}`) : null,
      record.note ? el("p", { className: "small" }, record.note) : null,
      el("p", { className: "actions" }, this.toggle(`component:${id}`, "it"), id === app.view.target ? null
        : el("button", { type: "button", on: { click: () => app.choose({ target: id, selected: null, port: null }) } }, "Ask about its supply")),
      needs.length ? el("h3", {}, needs.length > 1 ? `Needs all of these ${needs.length}` : "Needs") : null,
      needs.length ? el("ul", { className: "needs" }, needs.map((gate) => this.gate(gate))) : el("p", { className: "small" }, this.leafText(record, made)),
      made.length ? el("h3", {}, `Made by ${this.gateWords(made[0], true)}`) : null,
      made.length ? this.makers(id, made[0]) : null,
      users.length ? [el("h3", {}, "Needed by"), el("ul", {}, users.map((u) => el("li", {}, this.link(`component:${u}`, app.names.component(u)))))] : null,
      this.statements(id),
    ];
  }

  standingText(id, { standing, makers, lost, partly }) {
    const running = makers - lost;
    return {
      target: "Its supply is asked about. It runs.",
      needed: "Runs.", idle: "Could run, but nothing that runs needs it any more.",
      fewer: partly ? "Stops for some of those who need it, and goes on for others." : `Runs, with ${running} of ${makers} makers left.`,
      single: `Runs, and has a maker that is a single point of failure${lost ? `; ${running} of ${makers} makers left` : ""}.`,
      stopped: this.app.out.beforeRuns.has(id) ? "Stopped." : "Does not run.",
      removed: "Removed.", outside: "The target does not depend on it.",
    }[standing];
  }

  leafText(record, made) {
    if (record.leaf === "not_researched") return "What it needs has not been researched: a gap, not resilience.";
    if (record.leaf === "commodity") return "A commodity: its needs are not followed further.";
    return made.length ? "No needs are recorded beside its makers'." : "";
  }

  // A gate in words.
  gateWords(gate, makers = false) {
    const count = gate.options.length;
    if (gate.undisclosed) return `one of these ${count}, and nobody has said which${gate.exhaustive ? "" : " (or another)"}:`;
    if (gate.atLeast > 1) return `${gate.atLeast} of ${count}:`;
    return count > 1 ? "any one of:" : makers ? "one maker only:" : "";
  }

  gate(gate) {
    const told = [NEEDS[gate.need]];
    if (gate.waits !== null) told.push(`runs ${gate.waits} months without`);
    if (gate.unverified) told.push("unverified under this filter");
    if (!gate.complete && !gate.undisclosed) told.push("the list may be incomplete");
    if (gate.basis) told.push(`shares in ${gate.basis.join(", ")}`);
    return el("li", {}, el("b", {}, gate.role), " ", this.gateWords(gate), el("ul", {}, gate.options.map((o) => this.option(o))), el("div", { className: "small" }, told.join("; ")));
  }

  option(option) {
    const { app } = this;
    if (option.node === null) return el("li", {}, "others that nobody has named");
    const node = app.out.after.nodes.get(option.node);
    const offered = node.kind === "component" ? null : ` from ${app.names.node(node)}`;
    return el("li", { className: this.lifeOf(option.node) }, this.link(`component:${node.component}`, app.names.component(node.component)), offered, this.more(option));
  }

  more(option) {
    const told = [];
    if (option.share !== null) told.push(percentOf(option.share));
    if (option.lead !== null) told.push(`can come in after ${option.lead} months`);
    if (option.feedback) told.push("closes a cycle");
    const life = option.node === null ? "" : { gone: "removed", dead: "stopped" }[this.lifeOf(option.node)];
    if (life) told.push(life);
    return told.length ? el("span", { className: "small" }, ` ${told.join(", ")}`) : null;
  }

  lifeOf(id) {
    const { out } = this.app, at = out.afterModel.index.get(id);
    if (at === undefined || out.afterRuns.has(id)) return "";
    return out.afterModel.blocked.has(at) ? "gone" : "dead";
  }

  makers(component, gate) {
    const { app } = this, { after } = app.out;
    return el("ul", { className: "makers" }, gate.options.map((option) => {
      if (option.node === null) return el("li", {}, "others that nobody has named", this.more(option));
      const node = after.nodes.get(option.node);
      const own = node.gates.map((g) => after.gates.get(g));
      const parts = own.filter((g) => g.kind === "places" || g.kind === "members");
      const core = parts.length ? after.nodes.get(parts[0].options[0].node).gates.map((g) => after.gates.get(g)) : own;
      const needs = core.filter((g) => g.owner !== component && g.kind === "requirement");
      const places = parts.flatMap((g) => g.options.map((o) => { const n = after.nodes.get(o.node); return n.kind === "place" ? app.names.country(n.country) : app.names.company(n.company); }));
      return el("li", { className: this.lifeOf(option.node) },
        node.company ? this.link(`company:${node.company}`, app.names.firm(node.company)) : app.names.unnamed(node), this.more(option),
        places.length ? el("div", { className: "small" }, node.kind === "group" ? `among them ${listed(places)}` : `made in ${listed([...new Set(places)])}`) : null,
        needs.length ? el("div", { className: "small" }, `also needs: ${needs.map((g) => g.role).join("; ")}`) : null,
        el("div", { className: "actions" }, node.company ? this.toggle(`company:${node.company}`, "the company") : null, this.toggle(option.node.split(SPARED)[0], "only this supply")));
    }));
  }

  company(id) {
    const { app } = this, record = app.bench.records.companies.get(id), { out } = app;
    const row = out.suppliers.find((s) => s.id === id);
    const made = (out.after.ofCompany.get(id) ?? []).map((n) => out.after.nodes.get(n)).filter((n) => n.kind === "offering" && !n.id.includes(SPARED));
    const owned = [...withAffiliates(app.bench.records, id)].filter((c) => c !== id);
    return [
      el("h2", {}, record.name),
      el("p", { className: "kind" }, "Company run from ", this.link(`country:${record.headquarters}`, app.names.country(record.headquarters)), ` · ${id}`),
      record.description ? el("p", {}, record.description) : null,
      record.note ? el("p", { className: "small" }, record.note) : null,
      el("p", { className: "actions" }, this.toggle(`company:${id}`, "the company"), this.toggle(`country:${record.headquarters}`, `all firms of ${app.names.country(record.headquarters)}`)),
      owned.length ? el("p", { className: "small" }, `Goes with it (owned over 50%): ${listed(owned.map((c) => app.names.company(c)))}`) : null,
      row ? el("p", {}, `Share of supply lost if it stops, before anyone finds a substitute: ${lossText(row.before)}${row.after ? `; after what you removed ${lossText(row.after)}` : ""}.${this.singleText(id)}`) : null,
      el("h3", {}, "Makes"),
      el("ul", {}, made.map((n) => el("li", { className: this.lifeOf(n.id) }, this.link(`component:${n.component}`, app.names.component(n.component)), el("div", { className: "actions" }, this.toggle(n.id, "only this supply"))))),
      this.statements(id, made),
    ];
  }

  singleText(id) {
    const { singleBefore = [], singleAfter } = this.app.out;
    const now = (singleAfter ?? singleBefore).includes(id);
    return now ? " It is a single point of failure." : "";
  }

  country(code) {
    const { app } = this, { records } = app.bench;
    const firms = records.companyIds.filter((id) => records.companies.get(id).headquarters === code);
    const row = (id) => app.out.suppliers.find((s) => s.id === id);
    return [
      el("h2", {}, app.names.country(code)),
      el("p", { className: "kind" }, `Country · ${code}`),
      el("p", { className: "actions" }, this.toggle(`country:${code}`, `all firms of ${app.names.country(code)}`)),
      el("h3", {}, "Companies run from here"),
      el("ul", {}, firms.map((id) => el("li", {}, this.link(`company:${id}`, app.names.company(id)), row(id) ? el("span", { className: "small" }, ` ${lossText(row(id).before)}`) : null))),
    ];
  }

  layer(id) {
    const { app } = this, { records } = app.bench, held = app.out.layers.find((x) => x.layer === id);
    const inside = [...records.components].filter(([key, c]) => c.layer === id && app.figure.boxes.has(key));
    return [
      el("h2", {}, app.names.layer(id)),
      el("p", { className: "kind" }, `Layer · ${counted(inside.length, "component")}`),
      el("p", { className: "actions" }, this.toggle(`layer:${id}`, "the whole layer")),
      held?.before.held ? el("p", {}, `What ${app.out.holder.label} could cut here: ${lossText(held.before.held)} before${held.after ? `, ${lossText(held.after.held)} after` : ""}.`) : null,
      el("ul", {}, inside.map(([key, c]) => el("li", {}, this.link(`component:${key}`, c.name), el("div", { className: "actions" }, this.toggle(`component:${key}`, "it"))))),
    ];
  }

  edge(pair) {
    const { app } = this, [owner, source] = splitOnce(pair, ">"), { after } = app.out;
    const gates = [];
    for (const id of after.ofComponent.get(owner) ?? []) {
      if (id.includes(SPARED)) continue;
      for (const gateId of after.nodes.get(id).gates) {
        const gate = after.gates.get(gateId);
        const there = gate.kind === "requirement" && gate.options.some((o) => o.node !== null && after.nodes.get(o.node).component === source);
        if (there && !gates.includes(gate)) gates.push(gate);
      }
    }
    const wanted = (this.byRecord.get(owner) ?? []).filter(([id]) => gates.some((g) => {
      const base = g.id.split(SPARED)[0];
      return id === base || id === `${base}/amount` || id === `${base}/runs_without_months` || g.options.some((o) => o.node !== null && after.nodes.get(o.node).component === source && `${id}/`.startsWith(`${base}/${o.node.split(SPARED)[0]}/`));
    }));
    return [
      el("h2", {}, `${app.names.component(owner)} needs ${app.names.component(source)}`),
      el("p", { className: "kind" }, this.link(`component:${owner}`, app.names.component(owner)), " → ", this.link(`component:${source}`, app.names.component(source))),
      el("ul", { className: "needs" }, gates.map((g) => el("div", {}, g.owner.includes("@") ? el("div", { className: "small" }, `only ${app.names.ref(g.owner)}:`) : null, this.gate(g)))),
      this.list(wanted),
    ];
  }

  statements(id, offerings = []) {
    const own = this.byRecord.get(id) ?? [];
    const made = offerings.flatMap((n) => (this.byRecord.get(n.component) ?? []).filter(([s]) => `${s}/`.startsWith(`${n.component}/suppliers/${n.id.split("@")[1]}/`)));
    return this.list([...own, ...made]);
  }

  list(statements) {
    const all = el("ul", { className: "statements" }, statements.map((s) => this.statement(s)));
    return el("details", { open: statements.length < 6 }, el("summary", {}, statements.length ? counted(statements.length, "statement") : "No statements (made-up data, or none under this filter)"), all);
  }

  statement([, text, kind, asOf, confidence, cites, via, note, dispute, position]) {
    const low = confidence && CONFIDENCE_RANK[confidence] < CONFIDENCE_RANK[this.app.view.confidence];
    const told = [kind?.replaceAll("-", " "), asOf ? `as of ${asOf}` : null, confidence ? `${confidence} confidence` : null].filter(Boolean);
    const sources = (cites ?? []).map(([id, at]) => {
      const source = this.sources.get(id);
      return el("li", {}, source ? linkTo(source.url, `${source.publisher}: ${source.title}`) : id, [source?.date ? ` (${source.date})` : "", at ? `, ${at}` : "", source?.access === "paywall" ? ", behind a paywall" : ""].join(""));
    });
    return el("li", { className: low ? "filtered" : "" }, text, confidence ? el("span", { className: `confidence ${confidence}` }, confidence) : null,
      el("div", { className: "small" }, told.join("; "), via ? `; read through ${this.sources.get(via)?.title ?? via}` : "", low ? "; does not count under this filter" : ""),
      note ? el("div", { className: "small" }, note) : null,
      dispute ? this.dispute(dispute, position) : null,
      sources.length ? el("ul", { className: "sources" }, sources) : null);
  }

  dispute(id, position) {
    const found = this.disputes.get(id);
    if (!found) return null;
    const taken = found.default === position;
    return el("div", { className: "disputed" }, `Disputed: ${found.title}. This is side ${position}, ${taken ? "which is computed with" : `not computed with (side ${found.default} is)`}. ${taken ? found.reason : ""}`);
  }
}
