// The drawing: what stands where and looks how, for the screen (cytoscape) and for files (SVG).

const LOOKS = {
  target: { fill: "#12395b", ink: "#ffffff", edge: "#12395b", wide: 1, mark: "" },
  needed: { fill: "#ffffff", ink: "#14202b", edge: "#71808f", wide: 0.8, mark: "" },
  fewer: { fill: "#fff7e0", ink: "#14202b", edge: "#9a6700", wide: 1, mark: "", dash: true },
  single: { fill: "#ffe2c4", ink: "#3d1d00", edge: "#c25100", wide: 2, mark: "" },
  idle: { fill: "#eef1f4", ink: "#59656f", edge: "#b6c0c9", wide: 0.8, mark: "", dash: true },
  stopped: { fill: "#a3245b", ink: "#ffffff", edge: "#7a1442", wide: 1, mark: "■ " },
  removed: { fill: "#23272b", ink: "#ffffff", edge: "#000000", wide: 1, mark: "✕ " },
  outside: { fill: "#f5f7f8", ink: "#7b8791", edge: "#dbe1e6", wide: 0.6, mark: "" },
};
const FONT = "Arial, Helvetica, sans-serif";
// Letters lower than this, in pixels on the screen, are shown larger under the pointer.
const READABLE = 10;
const UP = "#0b63ce", DOWN = "#b4490f", PLAIN = "#7f8fa0";

// How each component stands in a result.
function standings(records, out) {
  const single = new Set(out.status === "running" ? out.singleAfter ?? out.singleBefore : []), found = new Map();
  const reached = out.coverage[1]?.nodes;
  for (const [id] of records.components) {
    const made = (out.after.ofComponent.get(id) ?? []).filter((n) => n === id || !n.includes(SPARED));
    const known = out.beforeModel.index.has(id) || out.afterModel.index.has(id);
    const makers = made.map((n) => out.after.nodes.get(n)).filter((n) => n.kind === "offering" || n.kind === "group");
    const lost = makers.filter((n) => out.beforeRuns.has(n.id) && !out.afterRuns.has(n.id)).length;
    const index = out.afterModel.index.get(id);
    // A control can stop the deliveries to some only: those that go on stand in the graph as copies.
    const partly = (out.after.ofComponent.get(id) ?? []).some((n) => n.startsWith(id + SPARED) && out.afterRuns.has(n));
    let standing = "needed";
    if (id === out.view.target) standing = out.status === "running" ? "target" : "stopped";
    else if (!known && !made.some((n) => out.beforeModel.index.has(n))) standing = "outside";
    else if (partly && !out.afterRuns.has(id)) standing = "fewer";
    else if (index !== undefined && out.afterModel.blocked.has(index)) standing = "removed";
    else if (index !== undefined && !out.afterRuns.has(id)) standing = "stopped";
    else if (reached && !made.some((n) => reached.has(n))) standing = "idle";
    else if (makers.some((n) => single.has(n.company) && out.afterRuns.has(n.id))) standing = "single";
    else if (lost) standing = "fewer";
    found.set(id, { standing, makers: makers.length, lost, partly: partly && !out.afterRuns.has(id) });
  }
  return found;
}

// Who needs whom among components, whoever the maker.
function componentEdges(graph, shown) {
  const found = new Map();
  for (const node of graph.nodes.values()) {
    if (!shown.has(node.component) || node.id.includes(SPARED)) continue;
    for (const gateId of node.gates) {
      for (const { node: id } of graph.gates.get(gateId).options) {
        const other = id === null ? null : graph.nodes.get(id).component;
        if (other === null || other === node.component || !shown.has(other)) continue;
        found.set(`${node.component}>${other}`, [node.component, other]);
      }
    }
  }
  return [...found.values()].sort((a, b) => (a.join() < b.join() ? -1 : 1));
}

// A curve that leaves and enters boxes sideways; one within a column bows out to its right.
function curveOf(a, b, width) {
  const half = width / 2, same = Math.abs(a.x - b.x) < width, right = b.x > a.x;
  const start = [a.x + (same || right ? half : -half), a.y], end = [b.x + (same || !right ? half : -half), b.y];
  const bow = same ? 14 : (end[0] - start[0]) / 2;
  return { start, end, one: [start[0] + bow, start[1]], two: same ? [end[0] + bow, end[1]] : [end[0] - bow, end[1]] };
}

class Figure {
  constructor(app) {
    this.app = app;
    this.numbers = [...app.bench.records.components.keys()];
    this.measure = document.createElement("canvas").getContext("2d");
    this.cy = cytoscape({
      container: byId("drawing"), style: this.styles(), minZoom: 0.15, maxZoom: 6, boxSelectionEnabled: false,
      autoungrabify: true, autounselectify: true, layout: { name: "preset" },
    });
    this.cy.on("viewport", () => { this.headings(); app.moved(); });
    this.cy.on("tap", "node", (event) => app.tapped(`component:${event.target.id()}`, event.originalEvent));
    this.cy.on("tap", "edge", (event) => app.tapped(`edge:${event.target.data("pair")}`, event.originalEvent));
    this.cy.on("tap", (event) => { if (event.target === this.cy) app.select(null); });
    this.lens = el("div", { id: "lens", hidden: true });
    byId("stage").append(this.lens);
    this.cy.on("mouseover", "node", (event) => this.magnify(event.target));
    this.cy.on("mouseout pan zoom", () => { this.lens.hidden = true; });
    new ResizeObserver(() => this.resized()).observe(byId("drawing"));
  }

  styles() {
    const own = (key) => (item) => item.data(key);
    return [
      { selector: "node", style: {
        shape: "round-rectangle", width: own("wide"), height: own("high"), "background-color": own("fill"), color: own("ink"),
        "border-color": own("edge"), "border-width": own("border"), "border-style": own("style"), label: own("label"),
        "text-valign": "center", "text-halign": "center", "text-wrap": "wrap", "text-max-width": 400, "font-family": FONT,
        "font-size": own("size"), "line-height": 1.08, "min-zoomed-font-size": 3, "outline-width": 0, "font-weight": own("weight"),
        "corner-radius": 3, opacity: own("opacity"), "overlay-opacity": 0 } },
      { selector: "edge", style: {
        width: own("width"), "line-color": own("colour"), "curve-style": "unbundled-bezier", "edge-distances": "endpoints",
        "source-endpoint": own("from"), "target-endpoint": own("to"), "control-point-distances": own("distances"),
        "control-point-weights": own("weights"), opacity: own("opacity"), "overlay-opacity": 0, "overlay-padding": 3 } },
      { selector: "node.chosen", style: { "outline-width": 3, "outline-color": UP, "outline-offset": 1.5 } },
    ];
  }

  layout() {
    const { data } = this.app.bench, { target, whole } = this.app.view;
    return data.layouts[!whole && Object.hasOwn(data.layouts, target) ? target : ""];
  }

  // Draw a result anew; only what changed is touched.
  draw(out) {
    const layout = this.layout(), { bench } = this.app;
    if (layout !== this.shown || out.after !== this.graph) this.place(layout, out);
    this.standing = standings(bench.records, out);
    this.colour();
  }

  place(layout, out) {
    const { box: wide, lines: written } = this.app.bench.data.wraps[layout.wrap], elements = [];
    const moved = layout !== this.shown;
    this.boxes = new Map(layout.boxes.map(([n, x, y, high]) => [this.numbers[n], { x, y, high }]));
    for (const [id, box] of this.boxes) {
      const lines = written[this.numbers.indexOf(id)];
      elements.push({ group: "nodes", data: { id, wide, high: box.high, lines }, position: { x: box.x, y: box.y } });
    }
    this.edges = componentEdges(out.after, this.boxes).map(([a, b]) => ({ a, b, pair: `${a}>${b}`, curve: curveOf(this.boxes.get(a), this.boxes.get(b), wide) }));
    for (const { a, b, pair, curve } of this.edges) {
      elements.push({ group: "edges", data: { id: `edge ${pair}`, pair, source: a, target: b, ...this.bezier(a, b, curve) } });
    }
    this.shown = layout;
    this.wide = wide;
    this.written = written;
    this.graph = out.after;
    this.cy.batch(() => {
      this.cy.elements().remove();
      for (const element of elements) this.dress(element.data);
      this.cy.add(elements);
    });
    if (moved) { this.makeHeadings(layout); this.fit(); }
  }

  dress(data) {
    Object.assign(data, data.lines
      ? { fill: "#fff", ink: "#000", edge: "#888", border: 1, style: "solid", label: "", size: 10, weight: "normal", opacity: 1 }
      : { width: 0.6, colour: PLAIN, opacity: 0.25 });
  }

  // Control points as cytoscape takes them: along the line between the ends, and away from it.
  bezier(a, b, { start, end, one, two }) {
    const from = this.boxes.get(a), to = this.boxes.get(b);
    const dx = end[0] - start[0], dy = end[1] - start[1], length = Math.hypot(dx, dy) || 1;
    const weights = [], distances = [];
    for (const [x, y] of [one, two]) {
      const px = x - start[0], py = y - start[1];
      weights.push((px * dx + py * dy) / (length * length));
      distances.push((py * dx - px * dy) / length);
    }
    return { from: `${start[0] - from.x}px ${start[1] - from.y}px`, to: `${end[0] - to.x}px ${end[1] - to.y}px`, weights, distances };
  }

  // What a component looks like now: also what files are drawn with.
  looksOf(id) {
    const { standing } = this.standing.get(id), look = LOOKS[standing], { near } = this;
    const lines = this.written[this.numbers.indexOf(id)];
    const label = [look.mark + lines[0], ...lines.slice(1)];
    this.measure.font = `10px ${FONT}`;
    const widest = Math.max(...label.map((line) => this.measure.measureText(line).width));
    const size = Math.min(10, (10 * (this.wide - 5)) / widest);
    return { ...look, standing, label, size, opacity: near && !near.all.has(id) ? 0.16 : 1 };
  }

  edgeLooks(edge) {
    const { near } = this;
    if (!near) {
      const dead = ["removed", "stopped", "outside"].some((s) => this.standing.get(edge.a).standing === s || this.standing.get(edge.b).standing === s);
      return { colour: PLAIN, width: 0.6, opacity: dead ? 0.06 : 0.2 };
    }
    if (near.edge === edge.pair) return { colour: UP, width: 2.6, opacity: 1 };
    // Where very many lines are meant, those of the selected itself stand out.
    const strong = near.up.size + near.down.size < 160 || near.start.has(edge.a) || near.start.has(edge.b);
    if (near.up.has(edge.pair)) return { colour: UP, width: 1.1, opacity: strong ? 0.75 : 0.16 };
    if (near.down.has(edge.pair)) return { colour: DOWN, width: 1.1, opacity: strong ? 0.75 : 0.16 };
    return { colour: PLAIN, width: 0.5, opacity: 0.04 };
  }

  colour() {
    this.near = this.neighbourhood(this.app.view.selected);
    this.cy.batch(() => {
      for (const id of this.boxes.keys()) {
        const look = this.looksOf(id), node = this.cy.getElementById(id);
        node.data({
          fill: look.fill, ink: look.ink, edge: look.edge, border: look.wide, style: look.dash ? "dashed" : "solid", size: look.size,
          label: look.label.join("\n"), opacity: look.opacity, weight: look.standing === "target" ? "bold" : "normal",
        });
        node.toggleClass("chosen", this.app.view.selected === `component:${id}`);
      }
      for (const edge of this.edges) this.cy.getElementById(`edge ${edge.pair}`).data(this.edgeLooks(edge));
    });
  }

  // What stands above and below the selected; null if nothing is selected.
  neighbourhood(selected) {
    if (!selected) return null;
    const [kind, name] = splitOnce(selected, ":"), { after } = this.app.out, { records } = this.app.bench;
    let start = [];
    if (kind === "component") start = [name];
    if (kind === "edge") start = name.split(">");
    if (kind === "layer") start = [...records.components].filter(([, c]) => c.layer === name).map(([id]) => id);
    const makers = kind === "company" ? withAffiliates(records, name) : new Set();
    if (kind === "country") for (const id of records.companyIds) if (records.companies.get(id).headquarters === name) makers.add(id);
    for (const id of makers) for (const n of after.ofCompany.get(id) ?? []) start.push(after.nodes.get(n).component);
    const all = new Set(start), up = new Set(), down = new Set();
    if (kind === "edge") return { all, up, down, start: new Set(start), edge: name };
    if (kind === "layer" || kind === "country") {
      for (const { a, b, pair } of this.edges) { if (all.has(a)) up.add(pair); else if (all.has(b)) down.add(pair); }
      return { all, up, down, start: new Set(start) };
    }
    const walk = (from, to, marked) => {
      const seen = new Set(start), stack = [...start];
      while (stack.length) {
        const here = stack.pop();
        for (const edge of this.edges) {
          if (edge[from] !== here) continue;
          marked.add(edge.pair);
          all.add(edge[to]);
          if (!seen.has(edge[to])) { seen.add(edge[to]); stack.push(edge[to]); }
        }
      }
    };
    walk("a", "b", up);
    walk("b", "a", down);
    return { all, up, down, start: new Set(start) };
  }

  makeHeadings(layout) {
    const { names } = this.app;
    this.bands = layout.bands.map(([layer, left, right, top, bottom]) => ({
      left, right, top, bottom,
      node: el("button", { type: "button", className: "heading", title: `${names.layer(layer)}: the whole layer`, on: { click: (e) => this.app.tapped(`layer:${layer}`, e) } }, names.layer(layer)),
    }));
    byId("headings").replaceChildren(...this.bands.map((b) => b.node));
  }

  // Headings stay in view for as long as anything of their layer is.
  headings() {
    const zoom = this.cy.zoom(), pan = this.cy.pan();
    for (const { node, left, right, top, bottom } of this.bands ?? []) {
      const wide = right - left + 18;
      const high = Math.min(34, Math.max(24 * zoom, 14)), upper = top * zoom + pan.y, lower = bottom * zoom + pan.y;
      const at = Math.max(upper, Math.min(0, lower - high));
      node.classList.toggle("stuck", at > upper);
      node.style.transform = `translate(${(left - 9) * zoom + pan.x}px, ${at}px)`;
      node.style.width = `${wide * zoom}px`;
      node.style.height = `${high}px`;
      node.style.fontSize = `${Math.min(13, Math.max(6.5, 9 * zoom))}px`;
    }
  }

  resized() {
    this.cy.resize();
    if (!this.app.view.port) this.fit();
    this.headings();
  }

  // All in view, but on a narrow screen no smaller than can be read.
  fitting() {
    const [wide, high] = this.shown.size, room = byId("drawing");
    const across = room.clientWidth - 12, down = room.clientHeight - 12;
    const zoom = Math.min(1.8, Math.max(Math.min(across / wide, down / high), room.clientWidth < 560 ? READABLE / 10 : 0));
    const box = this.boxes.get(this.app.view.target);
    const y = high * zoom <= down ? (room.clientHeight - high * zoom) / 2 : Math.min(6, room.clientHeight / 2 - (box?.y ?? 0) * zoom);
    return { zoom, pan: { x: wide * zoom <= across ? (room.clientWidth - wide * zoom) / 2 : 6, y } };
  }

  fit() {
    this.own = true;
    this.cy.viewport(this.fitting());
    this.own = false;
    this.headings();
  }

  look(port) {
    this.own = true;
    this.cy.viewport({ zoom: port[0], pan: { x: port[1], y: port[2] } });
    this.own = false;
    this.headings();
  }

  zoomBy(factor) {
    const room = byId("drawing");
    this.cy.zoom({ level: this.cy.zoom() * factor, renderedPosition: { x: room.clientWidth / 2, y: room.clientHeight / 2 } });
  }

  // The whole name in letters of the page's size, where it is drawn small or cut short.
  magnify(node) {
    const label = node.data("label"), box = node.renderedBoundingBox(), room = byId("stage");
    if (node.data("size") * this.cy.zoom() >= READABLE && !label.includes("…")) return;
    this.lens.textContent = this.app.names.component(node.id());
    this.lens.hidden = false;
    const { offsetWidth: wide, offsetHeight: high } = this.lens;
    const left = Math.min(Math.max(2, (box.x1 + box.x2 - wide) / 2), Math.max(2, room.clientWidth - wide - 2));
    this.lens.style.transform = `translate(${left}px, ${box.y1 - high - 3 < 0 ? box.y2 + 3 : box.y1 - high - 3}px)`;
  }

  // Bring a component into view if it is not.
  reveal(id) {
    const box = this.boxes.get(id);
    if (!box) return;
    const zoom = this.cy.zoom(), pan = this.cy.pan(), room = byId("drawing");
    const x = box.x * zoom + pan.x, y = box.y * zoom + pan.y;
    if (x < 40 || y < 40 || x > room.clientWidth - 40 || y > room.clientHeight - 30) this.cy.center(this.cy.getElementById(id));
  }

  // The next box in a direction: to the right is what it needs, to the left what needs it, if anything.
  next(id, key) {
    const from = this.boxes.get(id), across = key === "ArrowRight" || key === "ArrowLeft", sign = key === "ArrowRight" || key === "ArrowDown" ? 1 : -1;
    const joined = across ? this.edges.flatMap((e) => (sign > 0 ? (e.a === id ? [e.b] : []) : e.b === id ? [e.a] : [])) : [];
    let best = null, least = Infinity;
    for (const other of joined.length ? joined : this.boxes.keys()) {
      const box = this.boxes.get(other), dx = sign * (box.x - from.x), dy = sign * (box.y - from.y);
      if (!joined.length && (across ? dx : dy) <= 1) continue;
      const cost = across ? Math.abs(dx) + Math.abs(dy) : dy + 3 * Math.abs(dx);
      if (cost < least) { least = cost; best = other; }
    }
    return best;
  }
}
