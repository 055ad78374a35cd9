// The side panel of results: what stops and goes on, what could be cut, and the smallest groups.

const SHOWN_ROWS = 12;

class Results {
  constructor(app) { this.app = app; }

  show(out) {
    const parts = out.error !== undefined
      ? [el("p", { className: "standing stopped" }, `This scenario cannot be supposed under this filter: ${out.error}.`)]
      : [this.headline(out), this.scenario(), this.unknown(), this.changes(out), this.layers(out), this.single(out), this.groups(out), this.exposure(out), this.coverage(out), this.footer(out)];
    byId("results").replaceChildren(...parts.flat(Infinity).filter(Boolean));
  }

  get changed() { return this.app.view.removed.length > 0 || this.app.view.scenario !== null; }

  // Whether there is an after to compare with: a change that has an effect, and a target that survives it.
  two(out) { return this.changed && Boolean(out.singleAfter); }

  // The outcome in a sentence.
  outcome(out) {
    const { names, view } = this.app, target = names.component(view.target);
    const without = view.removed.length ? `Without ${listed(view.removed.map((r) => names.ref(r)))}, ` : "";
    const text = {
      running: this.changed ? `${without}${target} still runs.` : `${target} runs.`,
      stopped_by_removal: `${without}${target} stops.`,
      not_running_at_baseline: `${target} does not run here even with nothing removed.`,
    }[out.status];
    return text[0].toUpperCase() + text.slice(1);
  }

  headline(out) {
    const said = [el("p", { className: `standing ${out.status === "running" ? "needed" : "stopped"} headline` }, this.outcome(out))];
    if (out.blockedAt.length) said.push(el("p", {}, `First unmet: ${listed(out.blockedAt.map((g) => out.after.gates.get(g).role))}.`));
    if (this.changed && out.immediate) said.push(el("p", {}, `Immediate loss: ${lossText(out.immediate)} of supply, before anyone finds a substitute.`));
    if (out.restsOnUnnamed) said.push(el("p", { className: "warn" }, "It goes on only through needs whose supplier nobody has named."));
    if (this.two(out)) said.push(el("p", {}, this.sentence(out)));
    return said;
  }

  // Where dependence goes, in a sentence.
  sentence(out) {
    const { names } = this.app, was = new Set(out.singleBefore), left = new Set(out.survivors);
    const fresh = out.singleAfter.filter((id) => !was.has(id)), moved = fresh.filter((id) => !left.has(id)), sole = fresh.filter((id) => left.has(id));
    const said = [];
    if (moved.length) said.push(`Newly a single point of failure: ${listed(moved.map((id) => names.firm(id)))}.`);
    if (sole.length) said.push(`${listed(sole.map((id) => names.firm(id)))} ${sole.length > 1 ? "are" : "is"} decisive only as what is left where the removed part was.`);
    if (!fresh.length) said.push("No firm is newly a single point of failure.");
    const stay = out.singleAfter.filter((id) => was.has(id)).length;
    if (stay) said.push(`${counted(stay, "single point of failure stays", "single points of failure stay")}.`);
    return said.join(" ");
  }

  scenario() {
    const { view, bench } = this.app;
    if (!view.scenario) return null;
    const s = bench.scenarios.get(view.scenario);
    return [el("p", { className: "hypothetical" }, el("b", {}, "Hypothetical: "), s.title, ". ", s.question), s.note ? el("p", { className: "small" }, s.note) : null, s.supposed ? el("ul", { className: "small" }, s.supposed.map((x) => el("li", {}, x))) : null];
  }

  // Removals that a filter or scenario leaves without anything to remove.
  unknown() {
    const { view, bench, names } = this.app;
    const idle = view.removed.filter((r) => bench.refusal(view, r));
    return idle.length ? el("p", { className: "warn" }, `Without effect here: ${listed(idle.map((r) => names.ref(r)))}.`) : null;
  }

  changes(out) {
    const { figure, names } = this.app, by = { stopped: [], fewer: [], idle: [], removed: [] };
    for (const [id, { standing }] of figure.standing) if (by[standing] && id !== this.app.view.target) by[standing].push(id);
    if (!this.changed && out.status === "running") return null;
    const goes = [...figure.standing].filter(([, s]) => ["needed", "single", "fewer"].includes(s.standing)).map(([id]) => id);
    const part = (title, ids) => (ids.length ? el("details", {}, el("summary", {}, `${title} (${ids.length})`), el("ul", {}, ids.map((id) => el("li", {}, this.app.details.link(`component:${id}`, names.component(id)))))) : null);
    return [el("h3", {}, "What stops, what goes on"), part("Removed", by.removed), part("Stops", by.stopped), part("No longer needed", by.idle), part("Goes on in part", by.fewer), part("Goes on", goes)];
  }

  layers(out) {
    if (!out.layers.length) return null;
    const { names } = this.app, two = this.two(out);
    const who = (side) => (side ? listed(side.most.slice(0, 2).map((id) => names.company(id))) + (side.most.length > 2 ? ` +${side.most.length - 2}` : "") : "");
    const order = (side) => (side ? side.order ?? "–" : "");
    const pair = (a, b) => (two && a !== b ? `${a || "–"} → ${b || "–"}` : a || "–");
    // Neither side of a number is broken over lines.
    const whole = (a, b) => pair(a, b).split(/ (?=→)/).map((part) => el("span", { className: "whole" }, part));
    const heads = ["Layer", "Most exposed"], held = Boolean(out.holder);
    if (held) heads.push("Could cut", "Firms needed");
    const rows = out.layers.map(({ layer, before, after }) => {
      const row = [this.app.details.link(`layer:${layer}`, names.layer(layer)), pair(who(before), after ? who(after) : "")];
      if (held) row.push(whole(lossText(before.held), after ? lossText(after.held) : ""), whole(`${order(before)}`, `${order(after)}`));
      return row;
    });
    const note = held
      ? `Share of supply that ${out.holder.label} could cut in the layer, and the fewest of its firms there that stop the target (–: all together cannot).${two ? " Before → after." : ""} Layers are never to be added up.`
      : "Who could cut is not asked: the target has no country. Choose a holder above, for example US.";
    return [el("h3", {}, "By layer"), table(heads, rows), el("p", { className: "small" }, note)];
  }

  // How each group that was not there before came to be, and a larger one of before that it is part of.
  origins() {
    const { changes } = this.app.groups, found = new Map();
    if (!changes) return found;
    for (const group of changes.new) found.set(group.join(" "), { tag: "new" });
    for (const group of changes.undecided) found.set(group.join(" "), { tag: "new or narrowed" });
    for (const { after, before } of changes.narrowed) {
      const others = before.slice(0, 3).map((group) => listed(group.filter((id) => !after.includes(id)).map((id) => this.app.names.firm(id))));
      found.set(after.join(" "), { tag: "narrowed", note: `before only with ${others.join(", or ")}${before.length > 3 ? `, or ${before.length - 3} more` : ""}` });
    }
    return found;
  }

  single(out) {
    if (!out.singleBefore) return null;
    const { names } = this.app, now = out.singleAfter ?? out.singleBefore, was = new Set(out.singleBefore), origins = this.origins();
    const gone = out.singleBefore.filter((id) => !now.includes(id));
    const mark = (id) => {
      if (was.has(id)) return null;
      const note = origins.get(id)?.note;
      return [el("span", { className: "new" }, out.survivors.includes(id) ? "what is left" : "new"), note ? el("span", { className: "origin" }, note) : null];
    };
    return [
      el("h3", {}, `Single points of failure (${this.changed && out.singleAfter ? `${out.singleBefore.length} → ` : ""}${now.length})`),
      el("ul", { className: "firms" }, now.map((id) => el("li", {}, this.app.details.link(`company:${id}`, names.firm(id)), mark(id)))),
      gone.length ? el("p", { className: "small" }, `No longer: ${listed(gone.map((id) => names.firm(id)))}.`) : null,
    ];
  }

  groups(out) {
    const { app } = this, { groups } = app;
    if (!out.singleBefore) return null;
    const title = el("h3", {}, "Groups of firms");
    const about = el("p", { className: "small" }, `If all of a group stop, supply stops; leave any one running and some continues. Shown up to groups of ${app.view.groups}; larger groups were not searched.`);
    if (!groups.found) {
      const bar = el("progress", { max: 1, value: groups.progress ?? 0, id: "groups-progress" });
      return [title, about, el("p", { id: "groups-state" }, groups.error ? `Groups could not be searched: ${groups.error}` : `Searching groups of ${app.view.groups}… `, groups.error ? null : bar)];
    }
    const [before, after] = groups.found, now = after ?? before, origins = this.origins();
    const tags = ["new", "narrowed", "new or narrowed"], tagOf = (g) => origins.get(g.join(" "))?.tag;
    const part = (size) => {
      const mine = now.filter((g) => g.length === size), had = (before ?? []).filter((g) => g.length === size).length;
      const line = (g) => {
        const origin = origins.get(g.join(" "));
        return el("li", {}, g.map((id, i) => [i ? " + " : null, app.details.link(`company:${id}`, app.names.firm(id))]),
          origin ? el("span", { className: "new" }, origin.tag) : null, origin?.note ? el("span", { className: "origin" }, origin.note) : null);
      };
      const counts = tags.map((tag) => [mine.filter((g) => tagOf(g) === tag).length, tag]).filter(([count]) => count);
      const sorted = [...tags, undefined].flatMap((tag) => mine.filter((g) => tagOf(g) === tag));
      const said = counts.length ? ` (${counts.map(([count, tag]) => `${count} ${tag}`).join(", ")})` : "";
      return el("details", { open: mine.length > 0 && mine.length <= 12 }, el("summary", {}, `Groups of ${size}: ${after && this.changed ? `${had} → ` : ""}${mine.length}${said}`), el("ul", { className: "firms" }, sorted.slice(0, 60).map(line)), sorted.length > 60 ? el("p", { className: "small" }, `and ${sorted.length - 60} more: the CSV has all`) : null);
    };
    const meaning = now.some((g) => g.length > 1 && tagOf(g) === "narrowed") ? el("p", { className: "small" }, "Narrowed: part of a larger group of before, so that fewer are enough now.") : null;
    const more = app.view.groups < 3 ? el("p", { className: "actions" }, el("button", { type: "button", id: "search-three", on: { click: () => app.choose({ groups: 3 }) } }, "Search groups of three")) : null;
    return [title, about, part(2), app.view.groups > 2 ? part(3) : null, meaning, more];
  }

  exposure(out) {
    if (!out.suppliers.length) return null;
    const { names } = this.app, two = this.two(out);
    const rows = out.suppliers.map((s) => [this.app.details.link(`company:${s.id}`, names.firm(s.id)), lossText(s.before), ...(two ? [lossText(s.after), s.growth === null ? "" : `×${Number(s.growth.toPrecision(3))}`] : [])]);
    const heads = ["Firm", two ? "Before" : "Lost", ...(two ? ["After", "Must grow"] : [])];
    const rest = rows.slice(SHOWN_ROWS);
    return [el("h3", {}, "Share of supply lost if a firm stops"), table(heads, rows.slice(0, SHOWN_ROWS)),
      rest.length ? el("details", {}, el("summary", {}, `${rest.length} more`), table(heads, rest)) : null,
      el("p", { className: "small" }, "Before anyone finds a substitute. An interval where sources leave shares open. After: of the supply that is left, once those that run have taken over in proportion; “must grow” is how many times what they deliver now.")];
  }

  coverage(out) {
    const [before, after] = out.coverage, last = after ?? before;
    const pair = (a, b) => (this.changed && after && a !== b ? `${a} → ${b}` : `${b}`);
    const fell = this.changed && after && after.components.size < before.components.size;
    return [el("h3", {}, "What the data does not know"), el("p", { className: "small" },
      `Components that supply rests on: ${pair(before.components.size, last.components.size)}. Not researched further: ${pair(before.notResearched, last.notResearched)}. Lists that may be incomplete: ${pair(before.incomplete, last.incomplete)}. Assumed shares: ${pair(before.assumed, last.assumed)}. Undisclosed suppliers: ${pair(before.undisclosed, last.undisclosed)}. Unverified needs: ${pair(before.unverified, last.unverified)}.`,
      fell ? " Less is covered after the change, so fewer chokepoints there may be no improvement." : "")];
  }

  lines(out) {
    const { dataset } = this.app.bench.data, { view } = this.app;
    const read = [...dataset.notes, dataset.unknown === "closed" ? "suppliers nobody has named count only where no other is listed" : "suppliers nobody has named are counted as running"];
    if (dataset.cycles === "cold-start") read.push("cold start: only what could be rebuilt from nothing runs");
    if (view.confidence !== "low") read.push(`only statements of ${view.confidence} confidence or better`);
    if (view.horizon !== null) read.push(`${view.horizon} months after the loss`);
    const own = view.scenario && this.app.bench.scenarios.get(view.scenario).horizon;
    if (own !== undefined && own !== null && own !== false && view.horizon === null) read.push(`after: ${own} months after the loss`);
    if (dataset.gone.length) read.push(`without ${dataset.gone.join(", ")} from the start`);
    read.push("a country is its firms, by headquarters; a firm takes those it owns over 50 percent with it");
    return [
      `Data: ${dataset.title}, version ${dataset.version}, as of ${dataset.as_of}, licence ${dataset.licence}.`,
      `Command: ${dataset.command}`,
      out.error === undefined ? `Assumed shares: ${out.assumed}. Weakest evidence used: ${out.weakest ?? "none (made-up data)"}.` : "",
      `Read as: ${read.join("; ")}.`,
      `Cite as: ${dataset.citation}.`,
    ].filter(Boolean);
  }

  footer(out) {
    return el("footer", {}, this.lines(out).map((line) => el("p", { className: "small" }, line)));
  }
}
