// The supply graph from the page's data, and what a reference removes from it.
// The rules are those of graph/supply.py and graph/removal.py.

const SPARED = " (spared ";

function decodeNode(values, words) {
  const [id, kind, component, gates, company, country, stock, lasts] = values;
  return {
    id: words[id], kind: words[kind], component: words[component], gates: gates.map((g) => words[g]),
    company: company == null ? null : words[company], country: country == null ? null : words[country],
    stock: Boolean(stock), lasts: lasts ?? null,
  };
}

function decodeGate(values, words) {
  const [id, owner, role, kind, options, unusual = {}] = values;
  return {
    id: words[id], owner: words[owner], role: words[role], kind: words[kind],
    options: options.map(([node, share, feedback, lead]) => ({
      node: node == null ? null : words[node], share: share ?? null, feedback: Boolean(feedback), lead: lead ?? null,
    })),
    atLeast: unusual.k ?? 1, need: unusual.need == null ? "consumed" : words[unusual.need],
    complete: !unusual.incomplete, undisclosed: Boolean(unusual.undisclosed), exhaustive: !unusual.others,
    waits: unusual.waits ?? null, unverified: Boolean(unusual.unverified),
    basis: unusual.basis ? unusual.basis.map((w) => words[w]) : null,
  };
}

// A graph is what another is, but for some nodes and gates. Values are never changed once made.
function graphFrom(base, delta, words) {
  if (!delta) return base;
  const nodes = new Map(base ? base.nodes : []), gates = new Map(base ? base.gates : []);
  for (const id of delta.without ?? []) nodes.delete(words[id]);
  for (const values of delta.nodes) { const node = decodeNode(values, words); nodes.set(node.id, node); }
  for (const values of delta.gates) { const gate = decodeGate(values, words); gates.set(gate.id, gate); }
  return withIndex({ nodes, gates, removed: new Set(delta.removed.map((w) => words[w])) });
}

function withIndex(graph) {
  const ofCompany = new Map(), ofComponent = new Map();
  const add = (map, key, id) => { if (map.has(key)) map.get(key).push(id); else map.set(key, [id]); };
  for (const node of graph.nodes.values()) {
    if (node.company) add(ofCompany, node.company, node.id);
    add(ofComponent, node.component, node.id);
  }
  return { ...graph, ofCompany, ofComponent };
}

// Records: what the rules need to know of companies and components beside the graph.
function readRecords(data) {
  const companies = new Map(Object.entries(data.companies));
  const components = new Map(Object.entries(data.components));
  const owned = new Map();
  for (const [id, company] of companies) {
    for (const [owner, percent] of company.owners ?? []) {
      if (percent > 50) owned.set(owner, [...(owned.get(owner) ?? []), id]);
    }
  }
  return {
    companies, components, owned, companyIds: [...companies.keys()].sort(),
    layerOrder: data.layers.map(([id]) => id), layers: new Map(data.layers),
    countries: new Map(Object.entries(data.countries)),
  };
}

// The company and all those it owns over 50 percent, directly or through others.
function withAffiliates(records, id) {
  const found = new Set([id]), stack = [id];
  while (stack.length) {
    for (const next of records.owned.get(stack.pop()) ?? []) {
      if (!found.has(next)) { found.add(next); stack.push(next); }
    }
  }
  return found;
}

function withParts(graph, ids) {
  const found = new Set(ids);
  for (const id of ids) {
    for (const gateId of graph.nodes.get(id).gates) {
      const gate = graph.gates.get(gateId);
      if (gate.kind !== "places" && gate.kind !== "members") continue;
      for (const option of gate.options) if (option.node !== null) found.add(option.node);
    }
  }
  return found;
}

function ofCompanies(graph, records, ids) {
  const nodes = [];
  const all = new Set();
  for (const id of ids) for (const one of withAffiliates(records, id)) all.add(one);
  for (const id of all) nodes.push(...(graph.ofCompany.get(id) ?? []));
  return withParts(graph, nodes);
}

// The companies that supply a component, members of unnamed groups included.
function makersOf(graph, component) {
  const found = new Set();
  for (const id of graph.ofComponent.get(component) ?? []) {
    const node = graph.nodes.get(id);
    if (node.company && node.kind !== "place") found.add(node.company);
  }
  return found;
}

function ofCountry(graph, records, country, target) {
  const there = records.companyIds.filter((id) => records.companies.get(id).headquarters === country);
  const gone = ofCompanies(graph, records, there);
  const groups = [...graph.nodes.values()].filter((n) => n.kind === "group" && n.country === country);
  for (const id of withParts(graph, groups.map((n) => n.id))) gone.add(id);
  const makers = makersOf(graph, target);
  for (const id of [...gone]) {
    const node = graph.nodes.get(id);
    if (node.component === target || makers.has(node.company)) gone.delete(id);
  }
  return gone;
}

// The nodes that a reference removes, or null if it names nothing here.
function resolveRef(graph, records, ref, target) {
  const colon = ref.indexOf(":");
  const kind = colon < 0 ? "" : ref.slice(0, colon), name = ref.slice(colon + 1);
  const components = (wanted) => {
    const found = new Set();
    for (const id of wanted) for (const node of graph.ofComponent.get(id) ?? []) found.add(node);
    return found;
  };
  if (kind === "company") return records.companies.has(name) ? ofCompanies(graph, records, [name]) : null;
  if (kind === "component") return records.components.has(name) ? components([name]) : null;
  if (kind === "country") return records.countries.has(name) ? ofCountry(graph, records, name, target) : null;
  if (kind === "layer") {
    if (!records.layers.has(name)) return null;
    return components([...records.components].filter(([, c]) => c.layer === name).map(([id]) => id));
  }
  if (kind) return null;
  if (ref.includes("@")) {
    const node = graph.nodes.get(ref);
    if (!node) return null;
    const copies = graph.ofComponent.get(node.component).filter((id) => id.split(SPARED)[0] === ref);
    return withParts(graph, copies);
  }
  if (records.companies.has(ref)) return ofCompanies(graph, records, [ref]);
  return records.components.has(ref) ? components([ref]) : null;
}

// Whether a removal would take away the target itself or its makers' deliveries of it.
function touchesTarget(graph, nodes, target) {
  for (const id of nodes) if (graph.nodes.get(id).component === target) return true;
  return false;
}

function graphWithout(graph, nodes) {
  return { ...graph, removed: new Set([...graph.removed, ...nodes]) };
}
