// Runs @getodk/xforms-engine in a process of its own: one JSON request per line in, one answer per line out.
// Requests: {do: "open", path} · {do: "answer", path, text} · {do: "add", path} · {do: "remove", path} ·
// {do: "time", path, rounds, answers, keep}. The reply holds every element, path -> [flags, text], or an error.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { JSDOM } from "jsdom";

const { window } = new JSDOM("<!doctype html>");
for (const name of ["DOMParser", "XMLSerializer", "Document", "Element", "Node", "NodeFilter", "Attr", "Text", "Comment",
  "CDATASection", "ProcessingInstruction", "XMLDocument", "XPathEvaluator", "XPathExpression", "XPathResult", "File", "Blob",
  "FormData", "document", "DocumentFragment", "DocumentType", "NamedNodeMap", "CharacterData"]) {
  if (!(name in globalThis) || name === "File" || name === "Blob" || name === "FormData") globalThis[name] = window[name];
}
globalThis.window ??= window;
globalThis.__dirname = import.meta.dirname; // the engine's bundle asks for it
const { loadForm } = await import("@getodk/xforms-engine");

let root;

async function open(path) {
  const form = await loadForm(readFileSync(path, "utf8"), {
    fetchFormAttachment: async () => new Response("", { status: 404 }),
    missingResourceBehavior: "BLANK",
  });
  if (form.status === "failure") throw form.error;
  const device = { deviceID: "found", email: "found", username: "found", phoneNumber: "found" };
  root = form.createInstance({ instanceOptions: {}, preloadProperties: device }).root;
}

function* nodes(node) {
  for (const child of node.currentState.children ?? []) {
    if (!child.nodeType.startsWith("repeat-range")) yield child;
    yield* nodes(child);
  }
}

function values() {
  const found = { [root.currentState.reference]: ["r", ""] };
  for (const node of nodes(root)) {
    const { relevant, required, reference } = node.currentState;
    const isLeaf = node.currentState.children === null;
    found[reference] = [(relevant ? "r" : "") + (required ? "q" : ""), isLeaf ? (node.currentState.instanceValue ?? "") : ""];
  }
  return found;
}

function find(wanted) {
  for (const node of nodes(root)) if (node.currentState.reference === wanted) return node;
  throw new Error(`nothing at ${wanted}`);
}

function answer(wanted, text) {
  const node = find(wanted);
  const codes = text.split(" ").filter((code) => code !== "");
  if (node.nodeType === "select") node.selectValues(node.selectType === "select1" && text ? [text] : codes);
  else if (node.nodeType === "rank") node.setValues(codes);
  else if (node.nodeType === "trigger") node.setValue(text === "OK");
  else if (node.nodeType !== "upload") node.setValue(text);
}

function rangeOf(row) {
  const wanted = row.replace(/\[\d+\]$/, "");
  const search = (node) => {
    for (const child of node.currentState.children ?? []) {
      if (child.nodeType.startsWith("repeat-range") && child.currentState.reference === wanted) return child;
      const found = search(child);
      if (found) return found;
    }
    return null;
  };
  return search(root);
}

async function reply(request) {
  const place = Number(/\[(\d+)\]$/.exec(request.path)?.[1] ?? 1) - 1;
  if (request.do === "open") await open(request.path);
  else if (request.do === "answer") answer(request.path, request.text);
  else if (request.do === "add") rangeOf(request.path).addInstances(place - 1, 1);
  else if (request.do === "remove") rangeOf(request.path).removeInstances(place, 1);
  else if (request.do === "time") return times(request);
  else throw new Error(request.do);
  return { values: values() };
}

async function times(request) {
  const loads = [];
  const answers = [];
  for (let round = 0; round < request.rounds; round += 1) {
    const started = performance.now();
    await open(request.path);
    loads.push((performance.now() - started) / 1000);
  }
  for (const [wanted, text] of request.prepare) answer(wanted, text);
  const known = new Map([...nodes(root)].map((node) => [node.currentState.reference, node]));
  const looked = [...known.values()].slice(0, 1_000); // as many as a screen could show
  const read = [...known.values()].filter((node) => node.nodeType === "model-value");
  for (const [wanted, text] of request.answers) {
    const node = known.get(wanted);
    const started = performance.now();
    if (node.nodeType === "select") node.selectValues([text]);
    else node.setValue(text);
    for (const other of looked) void other.currentState.relevant; // what is worked out only when it is looked at
    for (const other of read) void other.currentState.instanceValue;
    answers.push((performance.now() - started) / 1000);
  }
  return { loads: loads.slice(-request.keep), answers };
}

for await (const line of createInterface({ input: process.stdin })) {
  let answered;
  try {
    answered = await reply(JSON.parse(line));
  } catch (error) {
    answered = { error: String(error?.message ?? error).split("\n")[0] };
  }
  process.stdout.write(`${JSON.stringify(answered)}\n`);
}
