import { h } from './dom.js';
import { ago, bytes, number, seconds } from './format.js';
import { known, t } from './i18n.js';

const sum = (instances, name) => instances.reduce((total, one) => total + (one[name] ?? 0), 0);

/** The way of a sale as boxes with arrows between them, red where something is wrong. */
export function flow(now) {
  const leader = now.connectors.find((one) => one.state === 'leading') ?? null;
  const slot = leader?.slot ?? null;
  const working = now.transformers.filter((one) => one.state === 'working');
  const serving = now.apis.filter((one) => one.state === 'serving');
  const standby = now.connectors.filter((one) => one.state === 'standby').length;
  const { log, view } = now;
  const node = (part, title, state, facts) => ({ part, title, state, facts });
  const count = (name, n) => t(`flow.${name}`, { n, count: number(n) });
  const nodes = [
    // Only the leader tells of it.
    node('slot', 'PostgreSQL', stateOf(slot?.state), [
      slot && [t('flow.slot'), slot.name], slot && [t('flow.retained'), bytes(slot.retained_bytes)],
      slot && [t('flow.lag'), seconds(slot.lag_seconds)]]),
    node('connector', t('node.connector'), stateOf(worst(now.connectors, leader)), [
      standby > 0 && [t('flow.standbys'), number(standby)],
      leader?.snapshot && !leader.snapshot.complete && [t('flow.snapshot'), number(leader.snapshot.rows)]]),
    node('log', 'ventes.changes', null, [[t('flow.waiting'), number(log.lag)], [t('flow.lag'), seconds(log.lag_seconds)]]),
    node('transformer', t('node.transformer'), working.length ? count('working', working.length) : stateOf(worst(now.transformers)), [
      sum(now.transformers, 'retries') > 0 && [t('flow.retries'), number(sum(now.transformers, 'retries'))],
      [t('rejected.title'), number(now.rejected.total)]]),
    node('view', 'MongoDB', null, [[t('nav.sales'), number(view.sales)],
      [t('flow.lag'), seconds(view.lag_seconds)], view.as_of && [t('flow.asof'), ago(view.as_of, now.as_of)]]),
    node('api', t('node.api'), serving.length ? count('serving', serving.length) : null, [[t('flow.writes'), number(sum(serving, 'writes'))]]),
    node('clients', t('node.clients'), null, [[t('flow.streams'), number(sum(serving, 'streams'))]]),
  ];
  const perSecond = (rate) => (rate === null || rate === undefined ? '' : `${number(rate)}/s`);
  const rates = [leader?.rate, log.rate, sum(working, 'rate'), sum(working, 'rate'), sum(serving, 'rate'), null];
  return nodes.flatMap((one, i) => [box(one, now.faults), i < rates.length && h('li', {
    class: `pipe${rates[i] > 0 ? ' moving' : ''}`, 'aria-hidden': rates[i] ? null : 'true' },
  h('span', { class: 'rate' }, perSecond(rates[i])))].filter(Boolean));
}

/** What one of several is at that stands for them: the leader, else the worst that is alive. */
const worst = (instances, leader = null) => (leader ?? ['failing', 'starting', 'standby', 'idle', 'gone']
  .map((state) => instances.find((one) => one.state === state)).find((one) => one))?.state;

/** Undefined where nobody tells. */
const stateOf = (state) => (state === undefined ? undefined : known(`state.${state}`) ? t(`state.${state}`) : state);

function box({ part, title, state, facts }, faults) {
  const own = faults.filter((fault) => fault.part === part);
  const kind = own.some((fault) => fault.severity === 'critical') ? 'critical' : own.length ? 'warning'
    : state === undefined ? 'unknown' : 'well';
  return h('li', { class: `node ${kind}`, 'data-part': part },
    h('h2', {}, title),
    h('p', { class: 'node-state' }, own.length ? t(`severity.${kind}`) : state ?? t(`flow.${kind}`)),
    h('dl', {}, facts.filter(Boolean).map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, value)))));
}
