// Files: the figure as SVG and PNG, the tables as CSV.

const SVG = "http://www.w3.org/2000/svg";

function svgEl(tag, attributes, ...children) {
  const node = document.createElementNS(SVG, tag);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

// The figure as an SVG element: all of it, with title, headings, legend and where it is from.
function figureAsSvg(app) {
  const { figure, names, view, out } = app, [wide, high] = figure.shown.size, margin = 16, head = 34, foot = 62;
  const width = Math.max(wide, 640) + 2 * margin, height = high + head + foot + 2 * margin;
  const title = `${names.component(view.target)}${view.removed.length ? ` without ${listed(view.removed.map((r) => names.ref(r)))}` : ""}`;
  const text = (x, y, size, content, more = {}) => svgEl("text", { x, y, "font-size": size, "font-family": FONT, fill: "#14202b", ...more }, content);
  const clipped = (content, most) => (content.length > most ? `${content.slice(0, most - 1)}…` : content);
  const body = svgEl("g", { transform: `translate(${margin + Math.max(0, (640 - wide) / 2)} ${margin + head})` });
  for (const edge of figure.edges) {
    const { colour, width: line, opacity } = figure.edgeLooks(edge), { start, end, one, two } = edge.curve;
    body.append(svgEl("path", { d: `M${start} C${one} ${two} ${end}`, fill: "none", stroke: colour, "stroke-width": line, "stroke-opacity": opacity }));
  }
  for (const [layer, left, right, top] of figure.shown.bands) {
    const lines = headingLines(names.layer(layer), Math.floor((right - left + 18) / 4.9));
    lines.forEach((line, i) => body.append(text((left + right) / 2, top + 10 + i * 9 + (lines.length > 1 ? 0 : 6), 8.5, line, { "text-anchor": "middle", "font-weight": "bold", fill: "#40505e" })));
  }
  for (const [id, box] of figure.boxes) {
    const look = figure.looksOf(id), w = figure.wide;
    const group = svgEl("g", { opacity: look.opacity }, svgEl("title", {}, names.component(id)));
    group.append(svgEl("rect", { x: box.x - w / 2, y: box.y - box.high / 2, width: w, height: box.high, rx: 3, fill: look.fill, stroke: look.edge, "stroke-width": look.wide, ...(look.dash ? { "stroke-dasharray": "3 2" } : {}) }));
    const step = look.size * 1.08, first = box.y - ((look.label.length - 1) * step) / 2 + look.size * 0.35;
    look.label.forEach((line, i) => group.append(text(box.x, first + i * step, look.size, line, { "text-anchor": "middle", fill: look.ink, ...(look.standing === "target" ? { "font-weight": "bold" } : {}) })));
    body.append(group);
  }
  const most = Math.floor((width - 2 * margin) / 4.4);
  const lines = app.results.lines(out).filter((line) => !line.startsWith("Command"));
  const end = margin + head + high + 22;
  const footer = svgEl("g", {}, ...legendMarks(margin, end, text), ...lines.map((line, i) => text(margin, end + 16 + i * 10, 8, clipped(line, most), { fill: "#40505e" })));
  return svgEl("svg", { xmlns: SVG, viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": title },
    svgEl("title", {}, title), svgEl("rect", { width, height, fill: "#ffffff" }),
    text(margin, margin + 14, 16, clipped(title, Math.floor(width / 9)), { "font-weight": "bold" }), body, footer);
}

function headingLines(name, letters) {
  const lines = [""];
  for (const word of name.split(" ")) {
    const last = lines[lines.length - 1];
    if (!last || last.length + word.length < letters) lines[lines.length - 1] = last ? `${last} ${word}` : word;
    else lines.push(word);
  }
  return lines.slice(0, 2);
}

const LEGEND = [["single", "a maker is a single point of failure"], ["fewer", "goes on in part"], ["stopped", "stopped"], ["removed", "removed"], ["idle", "no longer needed"]];

function legendMarks(x, y, text) {
  const out = [];
  for (const [standing, said] of LEGEND) {
    const look = LOOKS[standing];
    out.push(svgEl("rect", { x, y: y - 8, width: 14, height: 10, rx: 2, fill: look.fill, stroke: look.edge, "stroke-width": look.wide, ...(look.dash ? { "stroke-dasharray": "3 2" } : {}) }));
    if (look.mark) out.push(text(x + 7, y - 0.5, 7, look.mark.trim(), { "text-anchor": "middle", fill: look.ink }));
    out.push(text(x + 18, y, 8.5, said));
    x += 30 + said.length * 4.4;
  }
  return out;
}

function svgText(app) {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(figureAsSvg(app))}\n`;
}

function saveAs(name, blob) {
  const url = URL.createObjectURL(blob), link = el("a", { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}

// The figure as a PNG, twice its size for slides.
async function figureAsPng(app) {
  const image = new Image(), drawn = figureAsSvg(app), scale = 2;
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(drawn))}`;
  await image.decode();
  const canvas = el("canvas", { width: drawn.getAttribute("width") * scale, height: drawn.getAttribute("height") * scale });
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((done) => { canvas.toBlob(done, "image/png"); });
}

// No text becomes a formula where a table is opened in a spreadsheet.
function csvCell(value) {
  if (value === null || value === undefined) return "";
  if (typeof value === "number") return String(Number(value.toPrecision(12)));
  let text = String(value).replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, " ");
  if (/^[=+\-@]/.test(text.trimStart())) text = `'${text}`;
  return /[",;]/.test(text) || text !== text.trim() ? `"${text.replaceAll('"', '""')}"` : text;
}

function tablesAsCsv(app) {
  const { out, names, groups } = app, rows = [];
  const section = (title, heads, lines) => { if (rows.length) rows.push([]); rows.push([`# ${title}`], heads, ...lines); };
  const ends = (x) => (x ? [x.value, x.low, x.high] : ["", "", ""]);
  section("What is asked", ["what", "value"], [["target", app.view.target], ["removed", app.view.removed.join(" ")], ["scenario", app.view.scenario ?? ""], ["confidence", app.view.confidence], ["months", app.view.horizon ?? ""], ["status", out.status], ["holder", out.holder?.label ?? ""]]);
  section("Components", ["id", "name", "layer", "standing"], [...app.figure.standing].filter(([, s]) => s.standing !== "outside").map(([id, s]) => [id, names.component(id), app.bench.records.components.get(id).layer, s.standing]));
  section("By layer", ["layer", "most exposed before", "after", "could cut before", "low", "high", "after", "low", "high", "firms it takes before", "after"], out.layers.map(({ layer, before, after }) => [names.layer(layer), before.most.join(" "), after?.most.join(" "), ...ends(before.held), ...ends(after?.held), before.order, after?.order]));
  section("Share of supply lost if a firm stops", ["id", "name", "country", "before", "low", "high", "after", "low", "high", "must grow"], out.suppliers.map((s) => [s.id, names.company(s.id), out.country(s.id), ...ends(s.before), ...ends(s.after), s.growth]));
  const sides = groups.found ?? [out.singleBefore?.map((id) => [id]), out.singleAfter?.map((id) => [id])];
  const origins = app.results.origins(), changes = groups.changes, later = new Set((sides[1] ?? []).map((g) => g.join(" ")));
  const change = (i, key) => (changes ? origins.get(key)?.tag ?? (i || later.has(key) ? "kept" : "absorbed") : "");
  const lines = ["before", "after"].flatMap((when, i) => (sides[i] ?? []).map((g) => [when, g.length, g.join(" "), change(i, g.join(" "))]));
  section(`Smallest groups that stop it, ${groups.found ? `up to ${app.view.groups}` : "single firms only"}`, ["when", "size", "firms", "change"], lines);
  rows.push([], ...app.results.lines(out).map((line) => [`# ${line}`]));
  return `\ufeff${rows.map((row) => row.map(csvCell).join(",")).join("\r\n")}\r\n`;
}
