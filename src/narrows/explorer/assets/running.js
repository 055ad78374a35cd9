// The part of a graph above a target as numbers, and what runs in it after losses, 32 losses to a word.
// The rules are those of analysis/model.py and analysis/running.py.

function compileModel(graph, target, reading) {
  const { horizon } = reading;
  const live = (gate) => horizon === null || gate.waits === null || gate.waits <= horizon;
  const usable = (option) => option.lead === null || (horizon !== null && option.lead <= horizon);
  const owned = new Map(), optionsOf = new Map();
  const gatesOf = (id) => {
    if (!owned.has(id)) owned.set(id, graph.nodes.get(id).gates.filter((g) => live(graph.gates.get(g))));
    return owned.get(id);
  };
  const options = (gateId) => {
    if (!optionsOf.has(gateId)) optionsOf.set(gateId, graph.gates.get(gateId).options.filter(usable));
    return optionsOf.get(gateId);
  };
  const roots = [target], seen = new Set(roots);
  for (const root of roots) {
    for (const gate of gatesOf(root)) {
      for (const { node } of options(gate)) if (node !== null && !seen.has(node)) { seen.add(node); roots.push(node); }
    }
  }
  const ids = [], index = new Map(), slotOf = new Map(), steps = [];
  const seenNodes = new Set(), seenGates = new Set();
  for (const root of roots) {
    const stack = [[true, root, false]];
    while (stack.length) {
      const [isNode, name, leaving] = stack.pop();
      if (leaving) {
        if (isNode) { index.set(name, ids.length); ids.push(name); steps.push([true, ids.length - 1]); }
        else { slotOf.set(name, slotOf.size); steps.push([false, slotOf.size - 1]); }
        continue;
      }
      const done = isNode ? seenNodes : seenGates;
      if (done.has(name)) continue;
      done.add(name);
      stack.push([isNode, name, true]);
      if (isNode) {
        const gates = gatesOf(name);
        for (let i = gates.length - 1; i >= 0; i--) stack.push([false, gates[i], false]);
      } else {
        const ways = options(name);
        for (let i = ways.length - 1; i >= 0; i--) {
          if (ways[i].node !== null && !ways[i].feedback) stack.push([true, ways[i].node, false]);
        }
      }
    }
  }
  const slots = [...slotOf.keys()].map((gate) => slotFor(graph.gates.get(gate), options(gate), index, reading));
  const spent = new Set(ids.flatMap((id, n) => {
    const { lasts } = graph.nodes.get(id);
    return horizon !== null && lasts !== null && lasts <= horizon ? [n] : [];
  }));
  const blocked = new Set(spent);
  for (const id of graph.removed) if (index.has(id)) blocked.add(index.get(id));
  return {
    target: index.get(target), reading, ids, index, slots, steps, blocked, spent,
    slotsOf: ids.map((id) => gatesOf(id).map((g) => slotOf.get(g))),
    cyclic: slots.some((slot) => slot.feedback.some(Boolean)),
  };
}

function slotFor(gate, options, index, reading) {
  const named = options.filter((o) => o.node !== null);
  const unknown = named.length < options.length;
  let shares = named.map((o) => (gate.undisclosed ? null : o.share));
  if (named.length === 1 && !unknown && shares[0] === null) shares = [1];
  let total = shares.reduce((sum, s) => sum + (s ?? 0), 0);
  const whole = shares.length && !shares.includes(null) && !unknown && total >= 0.98 && total <= 1.02;
  if (whole || total > 1) {
    shares = shares.map((s) => (s === null ? null : s / total));
    total = 1;
  }
  const missing = shares.filter((s) => s === null).length;
  return {
    gate: gate.id, atLeast: gate.atLeast, children: named.map((o) => index.get(o.node)), shares,
    feedback: named.map((o) => o.feedback), unknown,
    countsUnknown: unknown && (reading.unknown === "running" || !named.length),
    rest: Math.max(0, 1 - total), missing, sharers: missing + (unknown ? 1 : 0),
    assumed: gate.atLeast === 1 && missing > 0 && missing + (unknown ? 1 : 0) > 1 && Math.max(0, 1 - total) > 0,
  };
}

// For each node, the losses (bits) in which it does not run: `words` numbers for each node, one after the other.
// `lost` gives, for a node number, the bits of the losses that take it away.
function failing(model, lost, words, blocked = model.blocked) {
  const count = model.ids ? model.ids.length : model.count;
  const base = new Uint32Array(count * words);
  for (const [node, bits] of lost) base.set(bits, node * words);
  for (const node of blocked) base.fill(0xffffffff, node * words, (node + 1) * words);
  const cold = model.reading.cycles === "cold-start" && model.cyclic;
  const fail = cold ? new Uint32Array(count * words).fill(0xffffffff) : base.slice();
  const slotFail = new Uint32Array(model.slots.length * words);
  for (;;) {
    let changed = false;
    for (const [isNode, number] of model.steps) {
      const at = number * words;
      if (!isNode) { slotFails(model.slots[number], fail, slotFail, at, words); continue; }
      const slots = model.slotsOf[number];
      for (let w = 0; w < words; w++) {
        let value = base[at + w];
        for (let s = 0; s < slots.length; s++) value |= slotFail[slots[s] * words + w];
        value >>>= 0;
        if (value !== fail[at + w]) { changed = true; fail[at + w] = value; }
      }
    }
    if (!model.cyclic || !changed) return fail;
  }
}

// Where fewer than atLeast of a gate's options run, written into `out` from `at` on.
function slotFails(slot, fail, out, at, words) {
  const { children, atLeast } = slot;
  if (atLeast === 1) {
    for (let w = 0; w < words; w++) {
      let value = slot.countsUnknown ? 0 : 0xffffffff;
      for (let c = 0; c < children.length && value; c++) value &= fail[children[c] * words + w];
      out[at + w] = value;
    }
    return;
  }
  const spare = children.length + (slot.countsUnknown ? 1 : 0) - atLeast;
  if (spare < 0) { out.fill(0xffffffff, at, at + words); return; }
  // least[j]: at least j + 1 of the options seen so far fail
  const least = Array.from({ length: spare + 1 }, () => new Uint32Array(words));
  for (const child of children) {
    const from = child * words;
    for (let j = spare; j > 0; j--) for (let w = 0; w < words; w++) least[j][w] |= least[j - 1][w] & fail[from + w];
    for (let w = 0; w < words; w++) least[0][w] |= fail[from + w];
  }
  out.set(least[spare], at);
}

function lostOnce(nodes) {
  const one = Uint32Array.of(1);
  return new Map([...nodes].map((n) => [n, one]));
}

// Which nodes run when these are lost too: an array of truths.
function runningNodes(model, nodes = [], blocked = model.blocked) {
  return Array.from(failing(model, lostOnce(nodes), 1, blocked), (bits) => !(bits & 1));
}

function targetRuns(model, nodes = [], blocked = model.blocked) {
  return runningNodes(model, nodes, blocked)[model.target];
}

// The unmet requirements of a target that does not run.
function unmetGates(model) {
  const runs = runningNodes(model);
  return model.slotsOf[model.target].filter((number) => {
    const slot = model.slots[number];
    return slot.children.filter((c) => runs[c]).length + (slot.countsUnknown ? 1 : 0) < slot.atLeast;
  }).map((number) => model.slots[number].gate);
}

// Whether the target would run on named suppliers alone.
function runsOnNamed(model) {
  return targetRuns({ ...model, slots: model.slots.map((s) => ({ ...s, countsUnknown: false })) });
}
