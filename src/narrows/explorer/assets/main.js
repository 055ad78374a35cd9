// The page: what is chosen, what is asked of the workbench, and who shows the answer.

class App {
  constructor(data) {
    this.timings = { started: performance.now() };
    this.bench = new Workbench(data);
    this.names = new Names(this.bench.records);
    this.first = firstView(data, this.bench.records);
    const { view, missing } = viewFromHash(location.hash, this.first, this.bench);
    this.view = view;
    this.groups = {};
    this.cache = new Map();
    this.jobs = 0;
    this.removing = false;
    this.details = new Details(this);
    this.results = new Results(this);
    this.figure = new Figure(this);
    this.search = new Search(this);
    this.controls();
    this.keys();
    this.refresh();
    if (view.port) this.figure.look(view.port);
    if (view.selected) this.select(view.selected);
    if (missing.length) this.say(`The link names what is not here: ${missing.join(", ")}.`);
    addEventListener("hashchange", () => this.fromHash());
    addEventListener("beforeprint", () => byId("print-figure").replaceChildren(figureAsSvg(this)));
    addEventListener("afterprint", () => byId("print-figure").replaceChildren());
  }

  // --- what is chosen

  choose(changes) {
    if ("target" in changes && changes.target !== this.view.target) this.toTarget(changes);
    Object.assign(this.view, changes);
    this.refresh();
  }

  // What cannot hold for another target is dropped, and said.
  toTarget(changes) {
    const { scenario, heldBy } = this.view, next = { ...this.view, ...changes }, dropped = [];
    if (scenario && changes.scenario === undefined && !fits(this.bench.scenarios.get(scenario), changes.target)) {
      changes.scenario = null;
      dropped.push("the scenario (its controls hold for its own target)");
    }
    if (heldBy && holderFrom(this.bench.records, changes.target, heldBy) === null) changes.heldBy = null;
    const asked = { ...next, scenario: changes.scenario === undefined ? scenario : changes.scenario };
    changes.removed = next.removed.filter((ref) => {
      const refusal = this.bench.refusal(asked, ref);
      const fatal = refusal && refusal.startsWith("That would");
      if (fatal) dropped.push(this.names.ref(ref));
      return !fatal;
    });
    changes.port ??= null;
    if (dropped.length) this.say(`Dropped for this target: ${listed(dropped)}.`);
  }

  chooseScenario(id) {
    const old = this.view.scenario ? this.bench.scenarios.get(this.view.scenario).remove ?? [] : [];
    const left = this.view.removed.filter((r) => !old.some((o) => spelledOut(this.bench.records, o) === r));
    if (!id) { this.choose({ scenario: null, removed: left }); return; }
    const scenario = this.bench.scenarios.get(id);
    const removed = (scenario.remove ?? []).map((r) => spelledOut(this.bench.records, r));
    this.choose({ scenario: id, target: scenario.target, removed, selected: null });
  }

  toggle(ref) {
    const { removed } = this.view, gone = removed.includes(ref);
    const refusal = gone ? null : this.bench.refusal(this.view, ref);
    if (refusal) { this.say(refusal); return; }
    this.choose({ removed: gone ? removed.filter((r) => r !== ref) : [...removed, ref] });
    this.say(`${gone ? "Restored" : "Removed"}: ${this.names.ref(ref)}.${this.failed ? "" : ` ${this.results.outcome(this.out)}`}`);
  }

  // A click selects; with Shift, or while "remove by click" is on, it removes or restores.
  tapped(selected, event) {
    const [kind] = splitOnce(selected, ":");
    if ((this.removing || event?.shiftKey) && kind !== "edge") this.toggle(selected);
    else this.select(selected);
  }

  select(selected) {
    this.view.selected = selected;
    this.figure.colour();
    this.besides(selected);
    this.details.show(selected);
    if (selected) this.tab("selected");
    this.save();
    if (selected?.startsWith("component:")) this.announce(`${this.names.ref(selected)}: ${this.details.standingText(selected.slice(10), this.figure.standing.get(selected.slice(10)))}`);
  }

  // --- asking and showing

  refresh() {
    const start = performance.now();
    const out = this.bench.evaluate({ ...this.view, quick: true });
    this.timings.evaluate = performance.now() - start;
    if (out.error === undefined) {
      this.out = out;
      this.figure.draw(out);
      this.makeRoom();
    }
    this.timings.drawn = performance.now() - start;
    this.groups = {};
    if (out.error === undefined && out.singleBefore) this.seekGroups(out);
    this.results.show(out);
    this.failed = out.error !== undefined;
    if (this.out) this.details.show(this.view.selected);
    this.chips();
    this.settings();
    this.save();
    this.timings.shown = performance.now() - start;
  }

  // Browsers translate what has run a few times: the first removal should not have to wait for that.
  warmUp() {
    const common = this.out?.suppliers?.slice(0, 4) ?? [];
    for (const { id } of common) this.bench.evaluate({ ...this.view, removed: [...this.view.removed, `company:${id}`] });
  }

  groupsKey() {
    const { target, removed, confidence, horizon, scenario, groups } = this.view;
    return JSON.stringify([target, removed, confidence, horizon, scenario, groups]);
  }

  seekGroups(out) {
    const key = this.groupsKey();
    if (this.cache.has(key)) { this.groups = this.cache.get(key); return; }
    const job = ++this.jobs, start = performance.now(), sides = sidesOf(out);
    const done = (found) => {
      this.groups = found;
      this.cache.set(key, found);
      this.timings[`groups${this.view.groups}`] = performance.now() - start;
      this.results.show(this.out);
    };
    const failed = (message) => { this.groups = { error: message }; this.results.show(this.out); };
    const worker = this.freshWorker();
    if (!worker) {
      setTimeout(() => { if (job === this.jobs) done(groupsOf(sides, this.view.groups)); }, 30);
      return;
    }
    worker.onmessage = ({ data }) => {
      if (data.job !== this.jobs) return;
      if (data.found) { this.busy = false; done({ found: data.found, changes: data.changes }); } else this.progress(data.progress);
    };
    worker.onerror = (event) => { this.busy = false; failed(event.message); };
    this.busy = true;
    worker.postMessage({ job, sides, largest: this.view.groups });
  }

  // A worker that is not at work on what nobody asks any more; null where there can be none.
  freshWorker() {
    if (this.worker && this.busy) { this.worker.terminate(); this.worker = null; }
    if (!this.worker && !this.noWorker) {
      try {
        const source = `"use strict";\n${byId("model").textContent}\n${byId("worker").textContent}`;
        this.worker = new Worker(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
      } catch {
        this.noWorker = true;
      }
    }
    return this.worker ?? null;
  }

  progress(part) {
    this.groups.progress = part;
    const bar = byId("groups-progress");
    if (bar) bar.value = part;
  }

  chips() {
    const { removed } = this.view;
    const chip = (ref) => el("button", { type: "button", className: "chip", title: "Restore", on: { click: () => this.toggle(ref) } }, `✕ ${this.names.ref(ref)}`);
    const all = removed.length > 1 ? el("button", { type: "button", className: "chip all", on: { click: () => this.choose({ removed: [] }) } }, "Restore all") : null;
    byId("removed").replaceChildren(...(removed.length ? ["Removed: ", ...removed.map(chip), all].filter(Boolean) : [el("span", { className: "hint" }, "Nothing is removed. Select something and press Remove, or Shift-click it.")]));
  }

  // --- controls

  controls() {
    const { records, data, scenarios } = this.bench, { names } = this;
    const option = (value, text) => el("option", { value }, text);
    const change = (id, act) => byId(id).addEventListener("change", (event) => act(event.target.value));
    this.targetOptions = data.dataset.targets.map((t) => option(t, names.component(t)));
    byId("target").replaceChildren(...this.targetOptions);
    byId("scenario").replaceChildren(option("", "none"), ...[...scenarios.values()].map((s) => option(s.id, s.title)));
    byId("scenario").closest("label").hidden = !scenarios.size;
    byId("confidence").replaceChildren(...this.bench.levels.map((l) => option(l, { low: "any", medium: "medium or high", high: "high only" }[l])));
    byId("holders").replaceChildren(option("foreign", "everybody abroad"), ...[...records.countries].map(([code, name]) => option(code, name)));
    byId("title").textContent = data.dataset.title;
    document.title = `${data.dataset.title}: explorer`;
    change("target", (target) => this.choose({ target, selected: null, port: null }));
    change("scenario", (id) => this.chooseScenario(id || null));
    change("confidence", (confidence) => this.choose({ confidence }));
    change("holder", (text) => this.chooseHolder(text));
    byId("months").addEventListener("input", (event) => this.chooseMonths(Number(event.target.value)));
    change("whole", () => this.choose({ whole: byId("whole").checked, port: null }));
    const click = (id, act) => byId(id).addEventListener("click", act);
    click("fit", () => { this.view.port = null; this.figure.fit(); this.save(); });
    click("nearer", () => this.figure.zoomBy(1.3));
    click("farther", () => this.figure.zoomBy(1 / 1.3));
    click("by-click", () => this.removeByClick());
    click("wide", () => this.widen());
    click("save-svg", () => saveAs("narrows.svg", new Blob([svgText(this)], { type: "image/svg+xml" })));
    click("save-png", async () => saveAs("narrows.png", await figureAsPng(this)));
    click("save-csv", () => saveAs("narrows.csv", new Blob([tablesAsCsv(this)], { type: "text/csv" })));
    click("print", () => print());
    click("copy", () => this.copyLink());
    click("help", () => byId("keys").showModal());
    for (const name of ["results", "selected"]) click(`tab-${name}`, () => this.tab(name));
    byId("legend").replaceChildren(...LEGEND.map(([standing, said]) => el("span", {}, el("i", { className: `swatch ${standing}` }, LOOKS[standing].mark.trim()), said)));
  }

  chooseHolder(text) {
    const asked = text.trim().replace(/[a-z]{2}(?=,|$)/g, (c) => c.toUpperCase());
    if (asked && holderFrom(this.bench.records, this.view.target, asked) === null) {
      this.say(asked === "foreign" ? "The target has no country: write country codes, for example US,JP." : `"${text}": write country codes, for example US,JP, or foreign.`);
      this.settings();
      return;
    }
    this.choose({ heldBy: asked || null });
  }

  chooseMonths(value) {
    clearTimeout(this.waiting);
    byId("months-said").textContent = this.monthsText(value ? value - 1 : null);
    this.waiting = setTimeout(() => this.choose({ horizon: value ? value - 1 : null }), 60);
  }

  monthsText(horizon) {
    return horizon === null ? "time not asked" : `${horizon} months after`;
  }

  settings() {
    const { view } = this, { jurisdiction } = this.bench.records.components.get(view.target);
    if (!this.targetOptions.some((o) => o.value === view.target)) {
      const more = el("option", { value: view.target }, this.names.component(view.target));
      this.targetOptions.push(more);
      byId("target").append(more);
    }
    for (const option of byId("scenario").options) {
      const scenario = this.bench.scenarios.get(option.value);
      if (scenario) option.textContent = scenario.target === view.target ? scenario.title : `${scenario.title} (${this.names.component(scenario.target)})`;
    }
    byId("target").value = view.target;
    byId("scenario").value = view.scenario ?? "";
    byId("confidence").value = view.confidence;
    byId("months").value = view.horizon === null ? 0 : view.horizon + 1;
    byId("months-said").textContent = this.monthsText(view.horizon);
    byId("holder").value = view.heldBy ?? (jurisdiction ? "foreign" : "");
    byId("whole").checked = view.whole;
  }

  removeByClick() {
    this.removing = !this.removing;
    byId("by-click").setAttribute("aria-pressed", this.removing);
    document.body.classList.toggle("removing", this.removing);
    this.say(this.removing ? "A click now removes or restores." : "A click selects.");
  }

  widen() {
    const wide = document.body.classList.toggle("wide");
    byId("wide").setAttribute("aria-pressed", wide);
  }

  // The whole dataset gets the panel's room where its letters would be too small beside it.
  makeRoom() {
    const { whole } = this.view, wide = document.body.classList.contains("wide");
    if (whole === this.roomy) return;
    this.roomy = whole;
    if (whole && !wide && innerWidth > 760 && 10 * this.figure.fitting().zoom < READABLE) { this.made = true; this.widen(); }
    else if (!whole && this.made) { this.made = false; if (wide) this.widen(); }
  }

  // In the wide figure the panel lies over the side where the selected is not.
  besides(selected) {
    const [kind, id] = splitOnce(selected ?? "", ":"), box = kind === "component" ? this.figure.boxes.get(id) : null;
    const { cy } = this.figure, at = box ? box.x * cy.zoom() + cy.pan().x : 0;
    document.body.classList.toggle("picked", Boolean(selected));
    document.body.classList.toggle("on-right", at > innerWidth / 2);
  }

  tab(name) {
    for (const each of ["results", "selected"]) {
      byId(`tab-${each}`).setAttribute("aria-selected", each === name);
      byId(each).classList.toggle("behind", each !== name);
    }
  }

  async copyLink() {
    try {
      await navigator.clipboard.writeText(location.href);
      this.say("The link to this view is on the clipboard.");
    } catch {
      this.say(`The link to this view: ${location.href}`);
    }
  }

  say(text) {
    byId("said").textContent = text;
    clearTimeout(this.silence);
    this.silence = setTimeout(() => { byId("said").textContent = ""; }, 5000);
  }

  announce(text) { byId("announced").textContent = text; }

  // --- the keyboard

  keys() {
    document.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || byId("keys").open) return;
      const typing = event.target.matches("input, select, textarea");
      if (typing) return;
      const { selected } = this.view, acts = {
        "/": () => byId("search").focus(), f: () => byId("fit").click(), "+": () => this.figure.zoomBy(1.3), "=": () => this.figure.zoomBy(1.3),
        "-": () => this.figure.zoomBy(1 / 1.3), r: () => this.removeByClick(), w: () => this.widen(), "?": () => byId("keys").showModal(), Escape: () => this.select(null),
        Delete: () => this.removeSelected(), x: () => this.removeSelected(), u: () => { if (this.view.removed.length) this.toggle(this.view.removed.at(-1)); },
      };
      for (const key of ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"]) acts[key] = () => this.step(key);
      if (!(event.key in acts)) return;
      if (event.key.startsWith("Arrow") && !event.target.matches("body, #drawing, #drawing *")) return;
      acts[event.key](selected);
      event.preventDefault();
    });
  }

  removeSelected() {
    const { selected } = this.view;
    if (selected && !selected.startsWith("edge:")) this.toggle(selected);
  }

  step(key) {
    const [kind, id] = splitOnce(this.view.selected ?? "", ":");
    const next = kind === "component" && this.figure.boxes.has(id) ? this.figure.next(id, key) : this.view.target;
    if (next) { this.select(`component:${next}`); this.figure.reveal(next); }
  }

  // --- the address

  moved() {
    if (!this.figure || this.figure.own) return;
    const { cy } = this.figure, pan = cy.pan();
    this.view.port = [cy.zoom(), pan.x, pan.y];
    clearTimeout(this.saving);
    this.saving = setTimeout(() => this.save(), 250);
  }

  save() {
    const hash = viewToHash(this.view, this.first);
    if (hash === location.hash) return;
    this.written = hash;
    try { history.replaceState(null, "", hash); } catch { /* a page inside a notebook has no address of its own */ }
  }

  fromHash() {
    if (location.hash === this.written) return;
    const { view, missing } = viewFromHash(location.hash, this.first, this.bench);
    this.view = view;
    this.refresh();
    if (view.port) this.figure.look(view.port); else this.figure.fit();
    this.select(view.selected);
    if (missing.length) this.say(`The link names what is not here: ${missing.join(", ")}.`);
  }
}

const app = new App(JSON.parse(byId("data").textContent));
requestAnimationFrame(() => setTimeout(() => {
  app.timings.ready = performance.now();
  document.documentElement.dataset.ready = "yes";
  setTimeout(() => app.warmUp(), 400);
}));
// For programs: the same questions without the page.
window.narrows = {
  app,
  evaluate: (view) => plainResult(app.bench.evaluate(view)),
  groups: (view, largest) => groupsOf(sidesOf(app.bench.evaluate(view)), largest),
};
