// What is chosen on the page, and the address that says it.

function firstView(data, records) {
  const { target, remove } = data.dataset;
  return {
    target, removed: remove.map((r) => spelledOut(records, r)), confidence: Object.keys(data.confidence)[0],
    horizon: null, scenario: null, heldBy: null, selected: null, whole: false, groups: 2, port: null,
  };
}

function viewToHash(view, first) {
  const out = new URLSearchParams();
  out.set("target", view.target);
  if (view.removed.length) out.set("without", view.removed.join(" "));
  if (view.confidence !== first.confidence) out.set("confidence", view.confidence);
  if (view.horizon !== null) out.set("months", view.horizon);
  if (view.scenario) out.set("scenario", view.scenario);
  if (view.heldBy) out.set("holder", view.heldBy);
  if (view.selected) out.set("selected", view.selected);
  if (view.whole) out.set("all", "1");
  if (view.groups !== 2) out.set("groups", view.groups);
  if (view.port) out.set("view", view.port.map((n) => Number(n.toPrecision(5))).join(","));
  return `#${out}`;
}

// The view an address asks for. What the dataset does not have is left out, and said.
function viewFromHash(hash, first, bench) {
  const asked = new URLSearchParams(hash.slice(1)), { records, data } = bench, missing = [];
  if (![...asked.keys()].length) return { view: { ...first }, missing };
  const view = { ...first, removed: [] };
  const take = (key, known, set) => {
    const value = asked.get(key);
    if (value === null) return;
    if (known(value)) set(value); else missing.push(`${key} ${value}`);
  };
  take("target", (t) => records.components.has(t), (t) => { view.target = t; });
  take("confidence", (c) => Object.hasOwn(data.confidence, c), (c) => { view.confidence = c; });
  take("months", (m) => /^\d{1,3}$/.test(m), (m) => { view.horizon = Number(m); });
  take("scenario", (s) => bench.scenarios.has(s) && fits(bench.scenarios.get(s), view.target), (s) => { view.scenario = s; });
  take("holder", (h) => holderFrom(records, view.target, h) !== null, (h) => { view.heldBy = h; });
  take("selected", (s) => knownSelection(records, s), (s) => { view.selected = s; });
  take("groups", (g) => g === "3", () => { view.groups = 3; });
  view.whole = asked.get("all") === "1";
  for (const ref of (asked.get("without") ?? "").split(" ").filter(Boolean)) {
    const full = spelledOut(records, ref);
    if (bench.refusal(view, full)) missing.push(ref); else if (!view.removed.includes(full)) view.removed.push(full);
  }
  const port = (asked.get("view") ?? "").split(",").map(Number);
  if (port.length === 3 && port.every(Number.isFinite) && port[0] > 0) view.port = port;
  return { view, missing };
}

// A scenario with controls is worked out for its own target only.
function fits(scenario, target) {
  return !scenario.bound || scenario.target === target;
}

function knownSelection(records, selected) {
  const [kind, name] = splitOnce(selected, ":");
  if (kind === "edge") { const [a, b] = splitOnce(name, ">"); return records.components.has(a) && records.components.has(b); }
  const known = new Map([["component", records.components], ["company", records.companies], ["country", records.countries], ["layer", records.layers]]);
  return Boolean(known.get(kind)?.has(name));
}

function splitOnce(text, mark) {
  const at = text.indexOf(mark);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + mark.length)];
}
