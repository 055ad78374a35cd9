// Smallest groups of one, two or three units whose joint loss stops the target: all of them are tried,
// many at a time, but for those that hold a smaller group.

const AT_ONCE = 16384;

// What a worker needs of a model.
function plainModel(model) {
  const { target, reading, slots, slotsOf, steps, blocked, cyclic } = model;
  return { target, reading, slots, slotsOf, steps, blocked, cyclic, count: model.ids.length };
}

// Groups as lists of positions among the units, in order. `report` gets the number tried and the number in all.
function groupsUpTo(model, units, largest, report = () => {}) {
  if (!runsAtAll(model)) return [];
  const found = [], stopping = new Set();
  let left = units.map((_, i) => i), total = 0, tried = 0;
  const pick = (n, k) => (k === 0 ? 1 : (pick(n - 1, k - 1) * n) / k);
  for (let size = 1; size <= largest; size++) {
    total = tried + pick(left.length, size);
    const fresh = [];
    for (const batch of batches(combinations(left, size, stopping))) {
      fresh.push(...stoppingIn(model, units, batch));
      tried += batch.length;
      report(tried, total);
    }
    tried = total;
    found.push(...fresh);
    if (size === 1) { const single = new Set(fresh.map((g) => g[0])); left = left.filter((i) => !single.has(i)); }
    else for (const group of fresh) stopping.add(group.join());
  }
  return found;
}

// What is sought of both sides of a view, before and after: their groups as ids, and how they change.
function groupsOf(sides, largest, report = () => {}) {
  const there = sides.filter(Boolean).length, parts = there + (there > 1 ? 1 : 0);
  let done = 0;
  const part = (tried, total) => report((done + tried / Math.max(1, total)) / parts);
  const found = sides.map((side) => {
    if (!side) return null;
    const groups = groupsUpTo(side.model, side.units, largest, part).map((g) => g.map((i) => side.units[i].id));
    done += 1;
    return groups;
  });
  const changes = there > 1 ? partitionOf(sides[0], ...found, part) : null;
  return { found, changes };
}

// The sides of an evaluated view, as groups are sought in them; and which units of before have lost all or something.
function sidesOf(out) {
  const { beforeModel: before, afterModel: after } = out;
  const gone = (n) => { const now = after.index.get(before.ids[n]); return now === undefined || after.blocked.has(now); };
  const lost = (test) => (out.unitsBefore ?? []).flatMap((u, i) => (test(u.nodes) ? [i] : []));
  const likely = [lost((nodes) => nodes.every(gone)), lost((nodes) => nodes.some(gone))];
  return [[before, out.unitsBefore], [after, out.unitsAfter]].map(([model, units]) => units && { model: plainModel(model), units, likely });
}

function runsAtAll(model) {
  return !(failing(model, new Map(), 1)[model.target] & 1);
}

function* combinations(items, size, stopping) {
  const n = items.length;
  if (size === 1) { for (const a of items) yield [a]; return; }
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) {
      if (size === 2) { yield [items[i], items[j]]; continue; }
      if (stopping.has(`${items[i]},${items[j]}`)) continue;
      for (let k = j + 1; k < n; k++) {
        if (stopping.has(`${items[i]},${items[k]}`) || stopping.has(`${items[j]},${items[k]}`)) continue;
        yield [items[i], items[j], items[k]];
      }
    }
  }
}

function* batches(items) {
  let batch = [];
  for (const item of items) {
    batch.push(item);
    if (batch.length === AT_ONCE) { yield batch; batch = []; }
  }
  if (batch.length) yield batch;
}

function stoppingIn(model, units, batch) {
  const words = (batch.length + 31) >>> 5, byUnit = new Map(), lost = new Map();
  batch.forEach((group, number) => {
    for (const unit of group) {
      if (!byUnit.has(unit)) byUnit.set(unit, new Uint32Array(words));
      byUnit.get(unit)[number >>> 5] |= 1 << (number & 31);
    }
  });
  for (const [unit, bits] of byUnit) {
    for (const node of units[unit].nodes) {
      if (!lost.has(node)) { lost.set(node, bits.slice()); continue; }
      const there = lost.get(node);
      for (let w = 0; w < words; w++) there[w] |= bits[w];
    }
  }
  const fail = failing(model, lost, words), at = model.target * words;
  return batch.filter((_, i) => (fail[at + (i >>> 5)] >>> (i & 31)) & 1);
}
