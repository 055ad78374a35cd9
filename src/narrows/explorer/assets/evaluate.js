// What a view of the page amounts to: before and after, as analysis/change.py compares them.

const LEVELS = ["low", "medium", "high"];

// Graphs by confidence and scenario, decoded when first asked for; models by target and horizon.
class Workbench {
  constructor(data) {
    this.data = data;
    this.records = readRecords(data);
    this.base = graphFrom(null, data.graph, data.words);
    this.scenarios = new Map(data.scenarios.map((s) => [s.id, s]));
    this.levels = LEVELS.filter((level) => Object.hasOwn(data.confidence, level));
    this.graphs = new Map();
    this.models = new WeakMap();
  }

  // The graphs before, for the immediate loss, and after, with what is lost; an error if there is none.
  variant(confidence, scenarioId) {
    const key = `${confidence}/${scenarioId ?? ""}`;
    if (!this.graphs.has(key)) this.graphs.set(key, this.decoded(confidence, scenarioId));
    return this.graphs.get(key);
  }

  decoded(confidence, scenarioId) {
    const { words } = this.data;
    if (!scenarioId) {
      const graph = graphFrom(this.base, this.data.confidence[confidence], words);
      return { before: graph, after: graph, loss: graph, lost: new Set() };
    }
    const plain = this.variant(confidence, null).before;
    const parts = this.scenarios.get(scenarioId).graphs[confidence];
    if (parts.error !== undefined) return { error: words[parts.error] };
    const before = graphFrom(plain, parts.before, words), after = graphFrom(plain, parts.after, words);
    const loss = graphFrom(after, parts.loss, words);
    return { before, after, loss, lost: new Set(parts.lost.map((w) => words[w])) };
  }

  // A model of a graph that nothing has been taken from by hand: numbered once for each target and reading.
  model(graph, target, reading) {
    if (!this.models.has(graph)) this.models.set(graph, new Map());
    const known = this.models.get(graph), key = `${target}/${reading.horizon}`;
    if (!known.has(key)) known.set(key, compileModel(graph, target, reading));
    return known.get(key);
  }

  // The same without more nodes.
  modelWithout(graph, target, reading, gone) {
    const model = this.model(graph, target, reading);
    const blocked = new Set(model.blocked);
    for (const id of gone) if (model.index.has(id)) blocked.add(model.index.get(id));
    return { ...model, blocked };
  }

  reading(horizon) {
    const { unknown, cycles } = this.data.dataset;
    return { unknown, cycles, horizon };
  }

  // Why something cannot be taken away, or null.
  refusal(view, ref) {
    const { after } = this.variant(view.confidence, view.scenario);
    const gone = after && resolveRef(after, this.records, ref, view.target);
    if (!gone) return `There is no "${ref}" here.`;
    if (touchesTarget(after, gone, view.target)) return "That would remove the target or its maker: choose another target first.";
    return gone.size ? null : "Nothing in the graph stands for it.";
  }

  // view: target, removed (references), confidence, horizon (months or null), scenario (id or null), heldBy.
  evaluate(view) {
    const { records } = this, { target } = view;
    const found = this.variant(view.confidence, view.scenario);
    if (found.error !== undefined) return { error: found.error };
    const reading = this.reading(view.horizon);
    const own = view.scenario ? this.scenarios.get(view.scenario).horizon ?? null : null;
    const later = view.horizon === null && own !== null ? this.reading(own) : reading;
    const gone = new Set(), lost = new Set(found.lost);
    for (const ref of view.removed) {
      for (const id of resolveRef(found.after, records, ref, target) ?? []) gone.add(id);
      for (const id of resolveRef(found.loss, records, ref, target) ?? []) lost.add(id);
    }
    const before = this.model(found.before, target, reading);
    const after = this.modelWithout(found.after, target, later, gone);
    const whole = this.model(found.loss, target, reading);
    const holder = holderFrom(records, target, view.heldBy);
    const status = !targetRuns(before) ? "not_running_at_baseline" : targetRuns(after) ? "running" : "stopped_by_removal";
    const out = { ...found, view, status, beforeModel: before, afterModel: after, holder };
    // Where nothing is changed there is no after to compare with; programs ask for it all the same.
    out.twice = !(view.quick && !gone.size && !lost.size && found.after === found.before && later === reading);
    out.beforeRuns = idsRunning(before);
    out.afterRuns = idsRunning(after);
    out.assumed = assumedGates(before, after);
    out.coverage = [coverageOf(found.before, records, before), status === "running" ? coverageOf(found.after, records, after) : null];
    out.weakest = weakestOf(this.data.weakest[view.confidence], found.before, before);
    out.blockedAt = status === "running" ? [] : unmetGates(after);
    if (status === "not_running_at_baseline") return { ...out, suppliers: [], layers: [], immediate: null, survivors: [] };
    const hit = numbersOf(whole, lost);
    out.immediate = hit.length ? lossesOf(whole, [{ id: "removed", nodes: hit }])[0] : { value: 0, low: 0, high: 0 };
    out.survivors = survivorsOf(found.loss, whole, hit);
    out.restsOnUnnamed = status === "running" && !runsOnNamed(after);
    this.compare(out);
    return out;
  }

  // Both sides: exposure and growth, single points of failure, and layers.
  compare(out) {
    const { records } = this, model = out.beforeModel, { holder } = out;
    const seen = new Set([...layersBelow(out.before, records, model), ...layersBelow(out.after, records, out.afterModel)]);
    const names = records.layerOrder.filter((layer) => seen.has(layer));
    const key = `${names.join()} ${holder ? holder.label : ""}`;
    // What is so before anything is removed is asked only once.
    model.sides ??= new Map();
    if (!model.sides.has(key)) model.sides.set(key, sideOf(out.before, records, model, names, holder, null));
    const first = model.sides.get(key);
    const second = out.status === "running" && out.twice
      ? sideOf(out.after, records, out.afterModel, names, holder, runningNodes(out.afterModel)) : null;
    const none = { value: 0, low: 0, high: 0 };
    const ids = new Set([...first.losses.keys(), ...(second ? second.losses.keys() : [])]);
    out.suppliers = [...ids].sort().map((id) => {
      const had = first.flow.get(id) ?? 0;
      return {
        id, before: first.losses.get(id) ?? none, after: second ? second.losses.get(id) ?? none : null,
        growth: second && had > 1e-15 ? (second.flow.get(id) ?? 0) / had : null,
      };
    });
    const top = (row) => Math.max(row.before.value, row.after ? row.after.value : 0);
    out.suppliers.sort((a, b) => top(b) - top(a) || b.before.value - a.before.value || (a.id < b.id ? -1 : 1));
    out.singleBefore = first.single;
    out.singleAfter = second ? second.single : null;
    out.unitsBefore = first.units;
    out.unitsAfter = second ? second.units : null;
    out.layers = names.map((layer, i) => ({ layer, before: first.layers[i], after: second ? second.layers[i] : null }));
    out.country = (id) => records.companies.get(id).headquarters;
  }
}

function idsRunning(model) {
  const runs = runningNodes(model);
  return new Set(model.ids.filter((_, i) => runs[i]));
}

function assumedGates(...models) {
  const found = new Set();
  for (const model of models) for (const slot of model.slots) if (slot.assumed) found.add(slot.gate.split(SPARED)[0]);
  return found.size;
}

function weakestOf(byComponent, graph, model) {
  const found = new Set(model.ids.map((id) => byComponent[graph.nodes.get(id).component]));
  return LEVELS.find((level) => found.has(level)) ?? null;
}

// How much the data knows along the paths that run, as analysis/coverage.py counts it.
function coverageOf(graph, records, model) {
  const runs = runningNodes(model), seen = new Set([model.target]), slots = new Set(), stack = [model.target];
  while (stack.length) {
    for (const number of model.slotsOf[stack.pop()]) {
      slots.add(number);
      for (const child of model.slots[number].children) {
        if (runs[child] && !seen.has(child)) { seen.add(child); stack.push(child); }
      }
    }
  }
  const components = new Set([...seen].map((n) => graph.nodes.get(model.ids[n]).component));
  const gates = new Map(), assumed = new Set();
  for (const number of slots) {
    const name = model.slots[number].gate.split(SPARED)[0];
    gates.set(name, graph.gates.get(model.slots[number].gate));
    if (model.slots[number].assumed) assumed.add(name);
  }
  const count = (test) => [...gates.values()].filter(test).length;
  return {
    nodes: new Set([...seen].map((n) => model.ids[n])), components,
    notResearched: [...components].filter((c) => records.components.get(c).leaf === "not_researched").length,
    incomplete: count((g) => !g.complete && !g.undisclosed), assumed: assumed.size,
    undisclosed: count((g) => g.undisclosed), unverified: count((g) => g.unverified),
  };
}

// A result as plain values, for programs.
function plainResult(out) {
  if (out.error !== undefined) return { error: out.error };
  const held = (side) => side && {
    most: side.most, exposure: side.exposure, held: side.held && [side.held.value, side.held.low, side.held.high], order: side.order,
  };
  const loss = (x) => x && [x.value, x.low, x.high];
  return {
    status: out.status, immediate: loss(out.immediate), holder: out.holder ? out.holder.label : null,
    runsBefore: [...out.beforeRuns].sort(), runsAfter: [...out.afterRuns].sort(),
    suppliers: out.suppliers.map((s) => ({ id: s.id, before: loss(s.before), after: loss(s.after), growth: s.growth })),
    layers: out.layers.map((x) => ({ layer: x.layer, before: held(x.before), after: held(x.after) })),
    singleBefore: out.singleBefore ?? null, singleAfter: out.singleAfter ?? null, survivors: out.survivors,
    restsOnUnnamed: Boolean(out.restsOnUnnamed), blockedAt: out.blockedAt, assumed: out.assumed, weakest: out.weakest,
    coverage: out.coverage.map((c) => c && {
      components: c.components.size, leaves_not_researched: c.notResearched, incomplete_lists: c.incomplete,
      assumed_shares: c.assumed, undisclosed_slots: c.undisclosed, unverified_requirements: c.unverified,
    }),
  };
}
