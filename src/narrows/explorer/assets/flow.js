// How much runs: supply, its interval over missing shares, substitution and throughput.
// The rules are those of analysis/flow.py and analysis/exposure.py.

function middleShares(slot) {
  if (!slot.sharers) return [slot.shares.map((s) => s ?? 0), slot.rest];
  const each = slot.rest / slot.sharers;
  return [slot.shares.map((s) => s ?? each), slot.unknown ? each : 0];
}

// Shares by slot once the options that run have taken over from those that do not.
function substitutedShares(model, runs) {
  return model.slots.map((slot) => {
    if (slot.atLeast > 1) return null;
    const [shares, nobody] = middleShares(slot);
    const kept = slot.children.map((c, i) => (runs[c] ? shares[i] : 0));
    const total = kept.reduce((sum, s) => sum + s, 0) + nobody;
    if (total > 0) return [kept.map((s) => s / total), nobody / total];
    const alive = slot.children.map((c) => runs[c]);
    const count = alive.filter(Boolean).length + (slot.countsUnknown ? 1 : 0);
    const each = count ? 1 / count : 0;
    return [alive.map((a) => (a ? each : 0)), slot.countsUnknown ? each : 0];
  });
}

// Supply of the target in each of `width` losses. `end` is low, mid or high; `runs` are the nodes over
// which shares are taken up again after a removal, or null to leave shares as they are.
function supplyOf(model, lost, width, { end = "mid", zeroStopped = false, runs = null } = {}) {
  const words = Math.max(1, (width + 31) >>> 5);
  const stopped = zeroStopped || model.cyclic ? failing(model, lost, words) : null;
  const weights = runs && end === "mid" ? substitutedShares(model, runs) : null;
  const values = new Array(model.ids.length), slotValues = new Array(model.slots.length);
  const ones = new Float64Array(width).fill(1), zeros = new Float64Array(width);
  const bit = (bits, at, i) => (bits[at + (i >>> 5)] >>> (i & 31)) & 1;
  for (const [isNode, number] of model.steps) {
    if (isNode) {
      const off = lost.get(number);
      if (model.blocked.has(number) || (runs && !runs[number])) { values[number] = zeros; continue; }
      const slots = model.slotsOf[number];
      let value = slots.length ? slotValues[slots[0]] : ones;
      if (slots.length > 1 || off || zeroStopped) {
        value = value.slice();
        for (let s = 1; s < slots.length; s++) {
          const other = slotValues[slots[s]];
          for (let i = 0; i < width; i++) if (other[i] < value[i]) value[i] = other[i];
        }
        if (off) for (let i = 0; i < width; i++) if (bit(off, 0, i)) value[i] = 0;
        if (zeroStopped) for (let i = 0; i < width; i++) if (bit(stopped, number * words, i)) value[i] = 0;
      }
      values[number] = value;
      continue;
    }
    const slot = model.slots[number];
    const parts = slot.children.map((child, i) => {
      if (!slot.feedback[i] || !stopped) return values[child];
      return Float64Array.from(ones, (_, s) => (bit(stopped, child * words, s) ? 0 : 1));
    });
    if (slot.atLeast > 1) slotValues[number] = kthLargest(slot, parts, ones, zeros);
    else if (!parts.length) slotValues[number] = slot.unknown ? ones : zeros;
    else if (parts.length === 1 && slot.shares[0] === 1 && (!runs || runs[slot.children[0]])) slotValues[number] = parts[0];
    else if (end === "mid") {
      const [shares, nobody] = weights ? weights[number] : middleShares(slot);
      slotValues[number] = atMostOne(weightedSum(shares, parts, nobody, width));
    } else if (runs) slotValues[number] = endAfter(slot, parts, ones, end, runs);
    else slotValues[number] = endBefore(slot, parts, ones, end);
  }
  return values[model.target];
}

function weightedSum(shares, parts, start, width) {
  const total = new Float64Array(width).fill(start);
  parts.forEach((part, p) => { for (let i = 0; i < width; i++) total[i] += shares[p] * part[i]; });
  return total;
}

function atMostOne(values) {
  for (let i = 0; i < values.length; i++) if (values[i] > 1) values[i] = 1;
  return values;
}

function extreme(parts, end) {
  const out = parts[0].slice();
  for (const part of parts.slice(1)) {
    for (let i = 0; i < out.length; i++) if (end === "low" ? part[i] < out[i] : part[i] > out[i]) out[i] = part[i];
  }
  return out;
}

function endBefore(slot, parts, ones, end) {
  const open = slot.unknown || !slot.missing ? [ones] : [];
  const known = new Float64Array(ones.length);
  parts.forEach((part, p) => {
    if (slot.shares[p] === null) open.push(part);
    else for (let i = 0; i < known.length; i++) known[i] += slot.shares[p] * part[i];
  });
  const outer = extreme(open, end);
  for (let i = 0; i < known.length; i++) known[i] += slot.rest * outer[i];
  return atMostOne(known);
}

function endAfter(slot, parts, ones, end, runs) {
  const width = ones.length, known = new Float64Array(width), open = [];
  let weight = 0, elsewhere = false;
  parts.forEach((part, p) => {
    const alive = runs[slot.children[p]], share = slot.shares[p];
    if (share === null) { if (alive) open.push(part); else elsewhere = true; }
    else if (alive) { for (let i = 0; i < width; i++) known[i] += share * part[i]; weight += share; }
  });
  if (slot.unknown && slot.missing) open.push(ones);
  else if (!slot.missing) { for (let i = 0; i < width; i++) known[i] += slot.rest; weight += slot.rest; }
  // Supply is a weighted mean, and its ends are reached with the rest in one place.
  const out = new Float64Array(width);
  let first = true;
  const take = (mean) => {
    for (let i = 0; i < width; i++) {
      const value = mean(i);
      if (first || (end === "low" ? value < out[i] : value > out[i])) out[i] = value;
    }
    first = false;
  };
  if (weight > 0 && (elsewhere || !open.length || slot.rest === 0)) take((i) => known[i] / weight);
  if (slot.rest > 0) for (const part of open) take((i) => (known[i] + slot.rest * part[i]) / (weight + slot.rest));
  if (!first) return atMostOne(out);
  const alive = parts.filter((_, p) => runs[slot.children[p]]);
  if (slot.unknown) alive.push(ones);
  const total = weightedSum(alive.map(() => 1), alive, 0, width);
  return total.map((t) => t / Math.max(1, alive.length));
}

function kthLargest(slot, parts, ones, zeros) {
  const every = slot.countsUnknown ? [...parts, ones] : parts;
  if (slot.atLeast > every.length) return zeros;
  return ones.map((_, i) => every.map((part) => part[i]).sort((a, b) => a - b)[every.length - slot.atLeast]);
}

// For each node, the losses in which one of its units is lost; unit i is lost in loss i.
function lossBits(units, words) {
  const out = new Map();
  units.forEach((unit, i) => {
    for (const node of unit.nodes) {
      if (!out.has(node)) out.set(node, new Uint32Array(words));
      out.get(node)[i >>> 5] |= 1 << (i & 31);
    }
  });
  return out;
}

// The share of supply lost without each unit, with its interval.
function lossesOf(model, units, runs = null) {
  if (!units.length) return [];
  const width = units.length + 1, lost = lossBits(units, (width + 31) >>> 5);
  const closed = model.reading.unknown === "closed";
  const mid = supplyOf(model, lost, width, { runs });
  const most = supplyOf(model, lost, width, { end: "high", runs });
  const least = supplyOf(model, lost, width, { end: "low", runs, zeroStopped: closed });
  const last = units.length;
  return units.map((_, i) => {
    const value = lostShare(mid[i], mid[last]);
    const low = least[last] > 0 ? Math.min(value, lostShare(most[i], least[last])) : 0;
    return { value, low, high: Math.max(value, lostShare(least[i], most[last])) };
  });
}

function lostShare(after, before) {
  const lost = before <= 0 ? 1 : 1 - after / before;
  return Math.min(1, Math.max(0, Math.round(lost * 1e12) / 1e12));
}

// What each company delivers for one unit of the target, passed down share by share.
function throughputOf(graph, model, runs = null) {
  const count = model.ids.length, flow = new Float64Array(count), byCompany = new Map();
  if (runs && !runs[model.target]) return byCompany;
  const weights = runs ? substitutedShares(model, runs) : null;
  const direct = new Float64Array(count), delivered = new Float64Array(count);
  flow[model.target] = 1;
  for (let step = model.steps.length - 1; step >= 0; step--) {
    const [isNode, number] = model.steps[step];
    if (!isNode || !flow[number]) continue;
    const node = graph.nodes.get(model.ids[number]);
    for (const slotNumber of model.slotsOf[number]) {
      const slot = model.slots[slotNumber], gate = graph.gates.get(slot.gate);
      const amount = node.kind !== "component" && gate.owner === node.component ? direct[number] : flow[number];
      const shares = weights && slot.atLeast === 1 ? weights[slotNumber][0] : passedOn(slot, runs);
      slot.children.forEach((child, i) => {
        if (slot.feedback[i]) return;
        flow[child] += amount * shares[i];
        const parts = gate.kind === "places" || gate.kind === "members";
        if (!parts) delivered[child] += amount * shares[i];
        if (gate.kind === "requirement") direct[child] += amount * shares[i];
        else if (parts) direct[child] += direct[number] * shares[i];
      });
    }
  }
  model.ids.forEach((id, i) => {
    const node = graph.nodes.get(id);
    if ((node.kind === "offering" || node.kind === "place") && node.company) {
      byCompany.set(node.company, (byCompany.get(node.company) ?? 0) + delivered[i]);
    }
  });
  return byCompany;
}

function passedOn(slot, runs) {
  if (slot.atLeast === 1) return middleShares(slot)[0];
  const alive = slot.children.map((c) => runs === null || runs[c]);
  const count = alive.filter(Boolean).length + (slot.countsUnknown ? 1 : 0);
  const each = count ? Math.min(1, slot.atLeast / count) : 0;
  return alive.map((a) => (a ? each : 0));
}
