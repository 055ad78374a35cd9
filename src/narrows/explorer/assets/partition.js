// How the smallest groups change: kept, narrowed, new, absorbed. The rules are those of analysis/partition.py.

const BUDGET = 4000;

// `before` and `after` are lists of sorted unit ids; model and units are those before the change, `likely` the
// positions of the units that have lost all by it, and of those that have lost something.
function partitionOf({ model, units, likely }, before, after, report = () => {}) {
  const keyed = (groups) => new Set(groups.map((g) => g.join(" ")));
  const earlier = keyed(before), later = keyed(after), holding = new Map();
  for (const group of before) for (const id of group) holding.set(id, [...(holding.get(id) ?? []), group]);
  const out = { kept: [], narrowed: [], new: [], absorbed: before.filter((g) => !later.has(g.join(" "))), undecided: [] };
  after.forEach((group, number) => {
    report(number, after.length);
    if (earlier.has(group.join(" "))) { out.kept.push(group); return; }
    let larger = (holding.get(group[0]) ?? []).filter((g) => g.length > group.length && group.every((id) => g.includes(id)));
    if (!larger.length) {
      const found = completion(model, units, group, likely);
      if (found === null) out.undecided.push(group);
      else if (found.length) larger = [found];
    }
    if (larger.length) out.narrowed.push({ after: group, before: larger });
    else out.new.push(group);
  });
  return out;
}

// A smallest group that properly contains this one; empty if there is none, null if the search was given up.
function completion(model, units, group, likely) {
  const at = new Map(units.map((u, i) => [u.id, i]));
  if (!group.every((id) => at.has(id))) return [];
  const mine = new Set(group), search = new Completion(model, group.map((id) => units[at.get(id)]));
  const others = units.filter((u) => !mine.has(u.id));
  if (!search.decisive([])) return [];
  let found = search.first(others, 1);
  if (!found.length) found = search.anyOf(likely.map((set) => set.map((i) => units[i]).filter((u) => !mine.has(u.id))));
  if (!found.length) found = search.grow([], others);
  if (!found.length && search.evaluations > BUDGET) {
    found = search.first(others, 2);
    if (!found.length) return null;
  }
  if (!found.length) return [];
  return [...group, ...search.trim(found).map((u) => u.id)].sort();
}

// One further loss is tried first, and pairs where the search is given up. The search grows further losses until
// the target stops, for as long as it would run if one of the core came back. Each step branches on the members of
// a plan that still runs, so that every possible group is met.
class Completion {
  constructor(model, core) {
    Object.assign(this, { model, core, evaluations: 0 });
  }

  trail(units) {
    const trail = new Trail(this.model);
    return { trail, runs: trail.lose(units.flatMap((u) => u.nodes)) };
  }

  stops(units) {
    this.evaluations += 1;
    return !this.trail(units).runs;
  }

  decisive(extra) {
    this.evaluations += 1;
    return this.core.every((back) => this.trail([...extra, ...this.core.filter((u) => u !== back)]).runs);
  }

  // The first of these sets with which the target stops while each of the core is decisive.
  anyOf(sets) {
    return sets.find((extra) => extra.length && this.stops([...this.core, ...extra]) && this.decisive(extra)) ?? [];
  }

  // The first so many further losses with which the core is a minimal cut, or none.
  first(others, size) {
    const units = [...others, ...this.core], core = this.core.map((_, i) => others.length + i), none = new Set();
    for (const batch of batches(combinations(others.map((_, i) => i), size, none))) {
      for (const group of stoppingIn(this.model, units, batch.map((g) => [...g, ...core]))) {
        const extra = group.slice(0, size).map((i) => others[i]);
        const needed = size === 1 || extra.every((u) => !this.stops([...this.core, ...extra.filter((x) => x !== u)]));
        if (needed && this.decisive(extra)) return extra;
      }
    }
    return [];
  }

  grow(extra, free) {
    if (this.evaluations > BUDGET || !this.decisive(extra)) return [];
    if (this.stops([...this.core, ...extra])) return extra;
    const tried = new Set();
    for (const unit of this.plan(extra, free)) {
      tried.add(unit);
      const found = this.grow([...extra, unit], free.filter((u) => !tried.has(u)));
      if (found.length) return found;
    }
    return [];
  }

  // Units of a plan that still runs: one of them must be lost as well.
  plan(extra, free) {
    this.evaluations += free.length;
    const { trail } = this.trail([...this.core, ...extra]);
    return neededFor(trail, free, free.map((_, i) => i)).map((i) => free[i]);
  }

  // The losses still needed when the others are given back one by one.
  trim(extra) {
    let kept = extra;
    for (const unit of extra) {
      const rest = kept.filter((u) => u !== unit);
      if (this.stops([...this.core, ...rest])) kept = rest;
    }
    return kept;
  }
}
