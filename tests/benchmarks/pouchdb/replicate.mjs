// Reads records as JSON lines, one array for each village, into one database each, then replicates all into one office.
// node replicate.mjs leveldb|memory RECORDS FOLDER  ->  {"docs": n, "ms": t, "cpu_ms": t, "villages": n}
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import memory from "pouchdb-adapter-memory";
import PouchDB from "pouchdb";

const [adapter, records, folder] = process.argv.slice(2);
if (adapter === "memory") PouchDB.plugin(memory);
const open = (name) => new PouchDB(`${folder}/${name}`, { adapter });

const villages = [];
for await (const line of createInterface({ input: createReadStream(records) })) {
  const village = open(`village-${villages.length}`);
  await village.bulkDocs(JSON.parse(line));
  villages.push(village);
}
const office = open("office");
await office.info();
const begun = performance.now();
const used = process.cpuUsage();
let docs = 0;
for (const village of villages) {
  const done = await PouchDB.replicate(village, office, { batch_size: 1000 });
  docs += done.docs_written;
}
const ms = performance.now() - begun;
const { user, system } = process.cpuUsage(used);
const cpu_ms = (user + system) / 1000;
console.log(JSON.stringify({ docs, ms, cpu_ms, villages: villages.length, version: PouchDB.version }));
process.exit(0);
