import { get, Problem } from './api.js';
import { h } from './dom.js';
import { flow } from './flow.js';
import { ago, duration, moment, momentWithSeconds, number } from './format.js';
import { faultTexts, known, t } from './i18n.js';
import { tell } from './live.js';
import { Freshness } from './freshness.js';

const PAUSE = 2000;
const { prometheus: PROMETHEUS } = document.documentElement.dataset;

/** Whether the sync is healthy, and what to do if not. Asked every two seconds, as often as services tell how they are. */
export function pipeline(main, parameters, signal) {
  const state = h('p', { class: 'state', role: 'status' });
  const asOf = h('span', { class: 'count' });
  const faults = h('ul', { class: 'faults' });
  const picture = h('ol', { class: 'flow', 'aria-label': t('flow.label') });
  const who = card('who', ['who.what', 'who.state', 'who.since', 'who.rate', 'who.more']);
  const freshness = new Freshness();
  const rejected = card('rejected', ['rejected.at', 'column.id', 'rejected.reason', 'rejected.done']);
  const verified = h('div', {});
  const verification = h('section', { class: 'card', 'data-part': 'verification' }, h('h2', {}, t('verification.title')), verified);
  main.append(
    h('div', { class: 'title' }, h('h1', {}, t('title.pipeline')),
      h('div', { class: 'actions' }, asOf, PROMETHEUS && h('a', { class: 'button', href: PROMETHEUS, rel: 'noreferrer' }, 'Prometheus'))),
    state, faults, picture,
    h('div', { class: 'cards' }, who.element, freshness.element, rejected.element, verification));

  let timer = null;

  async function load() {
    try {
      const { data } = await get('/pipeline', { signal });
      if (signal.aborted) return;
      tell('on');
      show(data);
    } catch (problem) {
      if (signal.aborted) return;
      if (!(problem instanceof Problem)) throw problem;
      tell('wait');
      say('down', t(problem.status === 0 ? 'pipeline.silent' : 'pipeline.unknown'));
      faults.replaceChildren(h('li', { class: 'critical' }, h('p', {}, problem.text)));
      picture.classList.add('stale');
    }
    await freshness.load(signal);
    if (signal.aborted) return;
    if (document.hidden) document.addEventListener('visibilitychange', load, { once: true, signal });
    else timer = setTimeout(load, PAUSE);
  }

  /** Said only when it is something else. */
  function say(kind, text) {
    if (state.textContent === text) return;
    state.dataset.state = kind;
    state.textContent = text;
  }

  function show(now) {
    picture.classList.remove('stale');
    say(now.state, t(`pipeline.${now.state}`));
    asOf.textContent = t('period.asof', { when: momentWithSeconds(now.as_of) });
    faults.replaceChildren(...now.faults.map(faultOf));
    picture.replaceChildren(...flow(now));
    who.show(people(now));
    showRejected(now.rejected);
    verified.replaceChildren(...verificationOf(now.verification));
    const wrong = (part) => now.faults.some((fault) => fault.part === part);
    rejected.element.classList.toggle('wrong', wrong('rejected'));
    verification.classList.toggle('wrong', wrong('verification'));
  }

  function showRejected({ total, records }) {
    rejected.say(total === null ? '–' : total === 0 ? t('rejected.none') : t('rejected.total', { n: total, count: number(total) }));
    rejected.show(records.map((one) => [moment(one.at), one.id === null ? '–' : String(one.id), one.reason,
      one.done === null ? t('rejected.open') : t(`rejected.${one.done}`)]));
  }

  signal.addEventListener('abort', () => clearTimeout(timer));
  tell('wait');
  load();
}

function faultOf(fault) {
  const { what, remedy } = faultTexts(fault);
  return h('li', { class: fault.severity, 'data-code': fault.code },
    h('p', {}, h('strong', {}, t(`severity.${fault.severity}`)), ' ', what),
    h('p', { class: 'do' }, h('b', {}, t('fault.do')), ' ', remedy),
    h('p', { class: 'hint' }, t('fault.runbook'), ' ', h('code', {}, `docs/runbook.md#${fault.runbook}`)));
}

/** A card with a table whose rows are told anew again and again. */
function card(part, columns) {
  const note = h('p', { hidden: true });
  const body = h('tbody');
  const table = h('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': t(`${part}.title`) },
    h('table', {}, h('thead', {}, h('tr', {}, columns.map((name) => h('th', { scope: 'col' }, t(name))))), body));
  return {
    element: h('section', { class: 'card wide', 'data-part': part }, h('h2', {}, t(`${part}.title`)), note, table),
    say(text) {
      note.hidden = false;
      note.textContent = text;
    },
    show(rows) {
      table.hidden = rows.length === 0;
      body.replaceChildren(...rows.map((cells) => h('tr', {}, cells.map((cell) => h('td', {}, cell)))));
    },
  };
}

/** Every instance that was heard of, a row each. */
function people(now) {
  const row = (service, one, more) => [
    h('span', {}, h('b', {}, t(`node.${service}`)), h('br'), h('span', { class: 'hint' }, one.instance)),
    h('span', { class: `badge ${one.state}` }, known(`state.${one.state}`) ? t(`state.${one.state}`) : one.state),
    h('span', {}, moment(one.since), h('br'), h('span', { class: 'hint' }, t('who.seen', { when: ago(one.seen, now.as_of) }))),
    `${number(one.rate)}/s`,
    h('span', {}, more.filter(Boolean).join(' · '), one.fault && h('span', { class: 'fault' }, ` ${one.fault}`))];
  return [
    ...now.connectors.map((one) => row('connector', one, [
      one.term !== null && t('who.term', { term: one.term, generation: one.generation }),
      one.snapshot && !one.snapshot.complete && t('who.snapshot', { n: number(one.snapshot.rows) }),
      t('who.changes', { n: number(one.changes) })])),
    ...now.transformers.map((one) => row('transformer', one, [
      t('who.partitions', { list: one.partitions.join(', ') || '–' }), t('who.applied', { n: number(one.applied) }),
      one.retries > 0 && t('who.retries', { n: number(one.retries) })])),
    ...now.apis.map((one) => row('api', one, [
      t('who.requests', { n: number(one.requests) }), t('who.writes', { n: number(one.writes) }), t('who.streams', { n: one.streams })]))];
}

function verificationOf(last) {
  if (last === null) return [h('p', {}, t('verification.none'))];
  return [
    h('p', {}, h('b', {}, last.fault ? t('verification.failed') : last.differing ? t('verification.differs', { n: last.differing, count: number(last.differing) })
      : t('verification.same'))),
    last.fault && h('p', { class: 'fault' }, last.fault),
    h('p', { class: 'hint' }, t('verification.when', { when: momentWithSeconds(last.at), rows: number(last.rows), time: duration(last.duration_ms) })),
    last.unsettled > 0 && h('p', { class: 'hint' }, t('verification.unsettled', { n: last.unsettled }))].filter(Boolean);
}
