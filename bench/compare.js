// Puts the same requests to the API and to express.js, one after the other, and prints what each took: requests per
// second, p50 and p99, and the CPU that its processes used. Both read the same MongoDB. How to run it, and the last
// figures: docs/performance.md.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync, mkdirSync } from 'node:fs';
import os from 'node:os';
import process from 'node:process';

const SALES = Number(process.env.SALES ?? 1_000_000);
const SECONDS = Number(process.env.SECONDS ?? 10);
// Both sides have warmed up then; Java takes longer for it, while it compiles.
const SECONDS_BEFORE = Number(process.env.SECONDS_BEFORE ?? 30);
const CONNECTIONS = 32;
/** So many sales at once are what the API takes; more are answered 503. */
const BATCHES = 4;
const DEEP = 10_000;
const LIMIT = 50;
const HEAP = process.env.API_HEAP ?? '144m';
const TICKS = Number(execFileSync('getconf', ['CLK_TCK']));

const ports = { api: 4501, express: 4502 };
const started = [];

function start(command, args, env) {
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'ignore', 'inherit'] });
  started.push(child);
  return child;
}

const children = (pid) => readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
const family = (pid) => [pid, ...children(pid).flatMap(family)];

/** Seconds of CPU, of all of its processes. */
function cpu(service) {
  const ticks = family(service.pid).map((pid) => {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
    return Number(fields[11]) + Number(fields[12]);
  });
  return ticks.reduce((one, next) => one + next, 0) / TICKS;
}

/** MiB that are its own, what it shares divided by those who share. */
function memory(service) {
  const kib = family(service.pid).map((pid) => Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))[1]));
  return kib.reduce((one, next) => one + next, 0) / 1024;
}

async function until(what, condition, seconds = 900) {
  for (let second = 0; second < seconds; second++) {
    try {
      if (await condition()) return;
    } catch {
      // Not yet.
    }
    await new Promise((resolve) => setTimeout(resolve, 1000));
    process.stderr.write(`\r${what} … ${second} s `);
  }
  throw new Error(`${what}: not within ${seconds} s`);
}

async function fill(api) {
  const sql = `insert into ventes (produit, quantite, prix_unitaire, date_vente, client, pays)
    select 'Produit ' || n % 997, n % 9 + 1, (n % 9973) / 100.0, timestamp '2015-01-01' + n * interval '3 minutes',
      'Client ' || n % 4999, (array['France', 'Belgique', 'Suisse', 'Canada'])[n % 4 + 1]
    from generate_series((select count(*) + 1 from ventes), ${SALES}) n`;
  execFileSync('psql', ['-q', '-v', 'ON_ERROR_STOP=1', '-c', sql], { stdio: 'inherit' });
  const highest = execFileSync('psql', ['-At', '-c', 'select max(id) from ventes']).toString().trim();
  await until(`${SALES} sales in the view`, async () => (await fetch(`${api}/ventes/${highest}`)).ok);
}

/** Where page 10,000 begins: the links lead there, a thousand sales at a time. */
async function deep(api) {
  let target = `/ventes?limit=1000`;
  for (let read = 0; read < (DEEP - 1) * LIMIT; read += 1000) {
    const link = (await fetch(api + target)).headers.get('link');
    target = /<([^>]+)>; rel="next"/.exec(link)[1];
    process.stderr.write(`\rpage ${DEEP} … ${read} sales passed `);
  }
  return target.replace(/limit=\d+/, `limit=${LIMIT}`);
}

function load(url, script, seconds) {
  const connections = script === 'batch' ? BATCHES : CONNECTIONS;
  const args = ['-t2', `-c${connections}`, `-d${seconds}s`, '--timeout', '30s', '--latency'];
  const out = execFileSync('wrk', [...args, ...(script ? ['-s', `wrk/${script}.lua`] : []), url],
    { env: { ...process.env, SALES: String(SALES) } }).toString();
  const wrong = /Non-2xx or 3xx responses: (\d+)/.exec(out) ?? /Socket errors: (.*)/.exec(out);
  if (wrong) throw new Error(`${url}: ${out}`);
  return {
    requests: Number(/(\d+) requests in/.exec(out)[1]),
    rate: Number(/Requests\/sec:\s+([\d.]+)/.exec(out)[1]),
    p50: /^\s+50%\s+(\S+)/m.exec(out)[1],
    p99: /^\s+99%\s+(\S+)/m.exec(out)[1],
  };
}

function measure(service, url, script) {
  load(url, script, SECONDS_BEFORE);
  const before = cpu(service);
  const result = load(url, script, SECONDS);
  return { ...result, perCpu: result.requests / (cpu(service) - before) };
}

const figure = (value) => value.toLocaleString('en', { maximumFractionDigits: value < 100 ? 1 : 0 });
const cells = (result) => (result ? [figure(result.rate), result.p50, result.p99, figure(result.perCpu)] : ['', '', '', '']);

function line({ name, api, express }) {
  const ratio = express ? `**${(api.perCpu / express.perCpu).toFixed(1)}**` : '';
  return `| ${[name, ...cells(api), ...cells(express), ratio].join(' | ')} |`;
}

async function main() {
  const env = { VENTES_API_PORT: String(ports.api), VENTES_MANAGEMENT_PORT: '4503' };
  const java = process.env.JAVA_HOME ? `${process.env.JAVA_HOME}/bin/java` : 'java';
  const options = ['-XX:+UseSerialGC', `-Xmx${HEAP}`, '-XX:MaxMetaspaceSize=96m', '-XX:ReservedCodeCacheSize=48m', '-Xss512k'];
  const api = start(java, [...options, '-jar', '../api/target/api.jar'], env);
  const express = start('node', ['express.js'], { PORT: String(ports.express), MONGODB_DATABASE: 'salesdb_mongo' });
  const urls = Object.fromEntries(Object.entries(ports).map(([name, port]) => [name, `http://127.0.0.1:${port}`]));
  for (const url of Object.values(urls)) await until(url, async () => (await fetch(`${url}/ventes?limit=1`)).ok, 120);
  await fill(urls.api);
  const cases = [
    ['a sale by id', '', '', 'read'],
    ['the first page of 50', `/ventes?limit=${LIMIT}`, `/ventes?limit=${LIMIT}`],
    // Express would skip half a million sales for each: nothing else would be answered meanwhile.
    [`page ${DEEP.toLocaleString('en')}`, await deep(urls.api), null],
    ['a sale created', '/ventes', '/ventes', 'create'],
    ['1,000 created in a batch', '/ventes/batch', '/ventes/batch', 'batch'],
  ];
  const rows = [];
  for (const [name, ours, theirs, script] of cases) {
    process.stderr.write(`\r${name} …                              `);
    const row = { name, api: measure(api, urls.api + ours, script) };
    if (theirs !== null) row.express = measure(express, urls.express + theirs, script);
    process.stderr.write(`\r${line(row)}\n`);
    rows.push(row);
  }
  const used = { api: memory(api), express: memory(express) };
  const lines = [
    `${os.cpus().length} processors (${os.cpus()[0].model}), ${SALES.toLocaleString('en')} sales, ${CONNECTIONS} connections (batches: ${BATCHES}), ${SECONDS} s each after ${SECONDS_BEFORE} s to warm up`,
    '',
    '| | API: requests/s | p50 | p99 | per CPU second | Express: requests/s | p50 | p99 | per CPU second | ratio per CPU second |',
    '|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|',
    ...rows.map(line),
    '',
    `Memory after it (PSS): API ${figure(used.api)} MiB, Express ${figure(used.express)} MiB.`,
  ];
  mkdirSync('target', { recursive: true });
  writeFileSync('target/compare.md', `${lines.join('\n')}\n`);
  console.log(`\n${lines.join('\n')}`);
}

try {
  await main();
} finally {
  started.forEach((child) => child.kill());
  await Promise.all(started.filter((child) => child.exitCode === null).map((child) => once(child, 'exit')));
}
