// What can be lost as a whole, who holds it, and how few held suppliers of a layer stop the target.
// The rules are those of analysis/units.py, holder.py, holders.py, probe.py, cutsets.py and survivors.py.

function numbersOf(model, ids) {
  const out = [];
  for (const id of ids) {
    const number = model.index.get(id);
    if (number !== undefined && !model.blocked.has(number)) out.push(number);
  }
  return out;
}

// Companies, never the target's makers or what is gone already; sorted by id.
function companyUnits(graph, records, model) {
  const target = model.ids[model.target], units = [];
  for (const id of records.companyIds) {
    const gone = ofCompanies(graph, records, [id]);
    if (touchesTarget(graph, gone, target)) continue;
    const nodes = numbersOf(model, gone);
    if (nodes.length) units.push({ id, nodes });
  }
  return units;
}

// Companies restricted to their offerings in one layer; the target's offerings left out.
function layerUnits(graph, records, model, layer) {
  const target = model.ids[model.target], found = new Map();
  for (const id of model.ids) {
    const node = graph.nodes.get(id);
    if (!node.company || node.component === target || layerOf(records, node) !== layer) continue;
    if (!found.has(node.company)) found.set(node.company, []);
    found.get(node.company).push(id);
  }
  const units = [];
  for (const id of [...found.keys()].sort()) {
    const nodes = numbersOf(model, withParts(graph, found.get(id)));
    if (nodes.length) units.push({ id, nodes });
  }
  return units;
}

function layerOf(records, node) {
  return records.components.get(node.component).layer;
}

// The layers with suppliers that the target depends on.
function layersBelow(graph, records, model) {
  const target = model.ids[model.target], found = new Set();
  for (const id of model.ids) {
    const node = graph.nodes.get(id);
    if ((node.kind === "offering" || node.kind === "group") && node.component !== target) {
      found.add(layerOf(records, node));
    }
  }
  return records.layerOrder.filter((layer) => found.has(layer));
}

// A holder set from "foreign" or "US,JP"; null if it is neither, or if the target has no country.
function holderFrom(records, target, text) {
  if (!text || text === "foreign") {
    const home = records.components.get(target).jurisdiction;
    return home ? { label: `foreign (not ${home})`, holds: (country) => country !== home } : null;
  }
  const codes = [...new Set(text.split(",").map((c) => c.trim()))].sort();
  if (!codes.every((code) => records.countries.has(code))) return null;
  return { label: codes.join(", "), holds: (country) => codes.includes(country) };
}

// For each layer: its suppliers, those that are held, and all that is held, as units.
function layerParts(graph, records, model, layers, holder) {
  return layers.map((layer) => {
    const mine = layerUnits(graph, records, model, layer);
    const held = holder ? mine.filter((u) => holder.holds(records.companies.get(u.id).headquarters)) : [];
    const together = new Set(held.flatMap((u) => u.nodes));
    if (holder) {
      model.ids.forEach((id, number) => {
        const node = graph.nodes.get(id);
        const here = node.kind === "group" && layerOf(records, node) === layer && !model.blocked.has(number);
        if (here && node.country && holder.holds(node.country)) together.add(number);
      });
    }
    return { layer, mine, held, together: { id: layer, nodes: [...together] } };
  });
}

// One side of a comparison: exposure of each company, the single points of failure, what each delivers, and
// for each layer its most exposed suppliers and what the holder could do to it.
function sideOf(graph, records, model, layers, holder, runs) {
  const units = companyUnits(graph, records, model), parts = layerParts(graph, records, model, layers, holder);
  // Most companies stand in one layer only: what is the same loss is computed once.
  const places = new Map(), distinct = [];
  const lossOf = [...units, ...parts.flatMap((p) => [...p.mine, p.together])].map((unit) => {
    const key = [...unit.nodes].sort((a, b) => a - b).join();
    if (!places.has(key)) { places.set(key, distinct.length); distinct.push(unit); }
    return places.get(key);
  });
  const losses = lossesOf(model, distinct, runs);
  let at = 0;
  const next = () => losses[lossOf[at++]];
  const exposure = new Map(units.map((u) => [u.id, next()]));
  const single = groupsUpTo(model, units, 1).map(([i]) => units[i].id);
  const rows = parts.map(({ layer, mine, held }) => {
    const each = mine.map(next), whole = next();
    const top = each.reduce((most, x) => Math.max(most, x.value), 0);
    const most = mine.filter((_, i) => top > 0 && top - each[i].value < 1e-9).map((u) => u.id);
    return { layer, most, exposure: top, held: holder ? whole : null, order: holder ? smallestCut(model, held) : null };
  });
  return { units, losses: exposure, single, flow: throughputOf(graph, model, runs), layers: rows };
}

const starts = new WeakMap();

// Who uses whom, what fails to begin with, and how many more options each gate can do without.
function startOf(model) {
  if (!starts.has(model)) {
    const runs = runningNodes(model), uses = runs.map(() => []), owners = model.slots.map(() => []);
    const spare = Int32Array.from(model.slots, (slot, number) => {
      for (const child of slot.children) uses[child].push(number);
      return slot.children.filter((c) => runs[c]).length + (slot.countsUnknown ? 1 : 0) - slot.atLeast;
    });
    model.slotsOf.forEach((slots, node) => { for (const slot of slots) owners[slot].push(node); });
    starts.set(model, { uses, owners, spare, failed: Uint8Array.from(runs, (r) => (r ? 0 : 1)) });
  }
  return starts.get(model);
}

// Follows failure from what is lost, so that one more loss costs only what it reaches.
class Trail {
  constructor(model) {
    const start = startOf(model);
    this.model = model;
    this.whole = model.cyclic && model.reading.cycles === "cold-start";
    this.uses = start.uses;
    this.owners = start.owners;
    this.failed = start.failed.slice();
    this.spare = start.spare.slice();
    this.removed = [];
  }

  get stops() { return this.failed[this.model.target] === 1; }

  // Lose these too if the target survives it; whether it does. Otherwise nothing changes.
  lose(nodes) {
    if (this.whole) {
      const survives = targetRuns(this.model, [...this.removed, ...nodes]);
      if (survives) this.removed.push(...nodes);
      return survives;
    }
    const taken = [], slots = [], stack = [];
    const fail = (node) => {
      if (!this.failed[node]) { this.failed[node] = 1; taken.push(node); stack.push(node); }
    };
    for (const node of nodes) fail(node);
    while (stack.length && !this.stops) {
      for (const slot of this.uses[stack.pop()]) {
        slots.push(slot);
        this.spare[slot] -= 1;
        if (this.spare[slot] === -1) for (const owner of this.owners[slot]) fail(owner);
      }
    }
    if (!this.stops) return true;
    for (const node of taken) this.failed[node] = 0;
    for (const slot of slots) this.spare[slot] += 1;
    return false;
  }
}

// The size of the smallest group of these units that stops the target; null if all together do not.
// Implicit hitting sets: Moreno-Centeno and Karp 2013, doi 10.1287/opre.1120.1139.
function smallestCut(model, units) {
  if (!targetRuns(model) || new Trail(model).lose(units.flatMap((u) => u.nodes))) return null;
  const plans = [];
  for (;;) {
    const tried = smallestHit(plans);
    const gone = [...tried].flatMap((i) => units[i].nodes);
    const trail = new Trail(model);
    if (!trail.lose(gone)) return tried.size;
    plans.push(neededFor(trail, units, units.map((_, i) => i).filter((i) => !tried.has(i))));
  }
}

// A minimal plan: the units without which, all others lost, the target stops.
function neededFor(trail, units, among) {
  const needed = [], stack = [among];
  while (stack.length) {
    const part = stack.pop();
    if (!part.length || trail.lose(part.flatMap((i) => units[i].nodes))) continue;
    if (part.length === 1) needed.push(part[0]);
    else {
      const middle = part.length >> 1;
      stack.push(part.slice(middle), part.slice(0, middle));
    }
  }
  return needed;
}

function smallestHit(plans) {
  for (let size = 0; ; size++) {
    const found = hitWith(plans, size);
    if (found) return new Set(found);
  }
}

function hitWith(plans, size) {
  if (!plans.length) return [];
  if (size === 0) return null;
  const shortest = plans.reduce((best, p) => (p.length < best.length ? p : best));
  for (const member of shortest) {
    const rest = hitWith(plans.filter((p) => !p.includes(member)), size - 1);
    if (rest) return [...rest, member];
  }
  return null;
}

// Companies that matter only because they are what is left beside the removed part.
function survivorsOf(graph, model, lost) {
  const before = runningNodes(model), after = runningNodes(model, lost);
  const beside = new Set(), made = new Map();
  for (const slot of model.slots) {
    if (!slot.children.some((c) => before[c] && !after[c])) continue;
    for (const child of slot.children) if (after[child]) beside.add(model.ids[child].split("/")[0]);
  }
  model.ids.forEach((id, i) => {
    const node = graph.nodes.get(id);
    if (!after[i] || node.kind !== "offering" || !node.company) return;
    made.set(node.company, [...(made.get(node.company) ?? []), id]);
  });
  return [...made].filter(([, ids]) => ids.every((o) => beside.has(o) || beside.has(o.split("@")[0])))
    .map(([company]) => company).sort();
}
