// Making elements and words. Whatever comes from the dataset becomes text, never markup.

const byId = (id) => document.getElementById(id);

function el(tag, properties, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(properties ?? {})) {
    if (key === "on") for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
    else if (key in node && key !== "list") node[key] = value;
    else node.setAttribute(key, value);
  }
  node.append(...children.flat(Infinity).filter((c) => c !== null && c !== undefined && c !== false && c !== ""));
  return node;
}

// A link to a source; only to the web, and telling it nothing.
function linkTo(url, text) {
  if (!/^https?:\/\//.test(url ?? "")) return el("span", {}, text);
  return el("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, text);
}

function percentOf(value) {
  return `${Number((100 * value).toPrecision(3))}%`;
}

function lossText(loss) {
  if (!loss) return "";
  if (loss.high - loss.low < 1e-9) return percentOf(loss.value);
  return `${percentOf(loss.low).slice(0, -1)}–${percentOf(loss.high)}`;
}

function listed(names) {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names[names.length - 1]}`;
}

function counted(count, one, many = `${one}s`) {
  return `${count} ${count === 1 ? one : many}`;
}

// Names by kind of reference.
class Names {
  constructor(records) { this.records = records; }

  component(id) { return this.records.components.get(id)?.name ?? id; }

  company(id) { return this.records.companies.get(id)?.name ?? id; }

  firm(id) {
    const company = this.records.companies.get(id);
    return company ? `${company.name} (${company.headquarters})` : id;
  }

  country(code) { return this.records.countries.get(code) ?? code; }

  layer(id) { return this.records.layers.get(id) ?? id; }

  node(node) {
    if (node.kind === "component") return this.component(node.component);
    const who = node.company ? this.firm(node.company) : this.unnamed(node);
    return node.kind === "place" ? `${who}, made in ${this.country(node.country)}` : who;
  }

  unnamed(node) { return node.country ? `unnamed firms in ${this.country(node.country)}` : "unnamed firms"; }

  ref(ref) {
    const colon = ref.indexOf(":"), kind = ref.slice(0, Math.max(0, colon)), name = ref.slice(colon + 1);
    if (kind === "country") return `all firms of ${this.country(name)}`;
    if (kind === "layer") return `all of ${this.layer(name)}`;
    if (kind === "component") return this.component(name);
    if (kind === "company") return this.company(name);
    if (ref.includes("@")) {
      const [component, maker] = ref.split("@"), [company, place] = maker.split("/");
      return `${this.company(company)}'s ${this.component(component)}${place ? `, ${place.toUpperCase()}` : ""}`;
    }
    return this.records.companies.has(ref) ? this.company(ref) : this.component(ref);
  }
}

// One spelling for one removal, so that the same thing is not taken away twice.
function spelledOut(records, ref) {
  if (ref.includes(":") || ref.includes("@")) return ref;
  return records.companies.has(ref) ? `company:${ref}` : `component:${ref}`;
}

// A table, with a row of heads; cells are texts or elements.
function table(heads, rows, caption) {
  return el("table", {}, caption ? el("caption", {}, caption) : null,
    el("thead", {}, el("tr", {}, heads.map((h) => el("th", { scope: "col" }, h)))),
    el("tbody", {}, rows.map((row) => el("tr", {}, row.map((cell, i) => el(i ? "td" : "th", i ? {} : { scope: "row" }, cell))))));
}
