import { get, links, Problem } from './api.js';
import { h, toast } from './dom.js';
import { filters } from './filters.js';
import { number } from './format.js';
import { history } from './history.js';
import { t } from './i18n.js';
import { follow, tell } from './live.js';
import { PAGE, filter, list, sorting, toAddress } from './query.js';
import { Rows } from './rows.js';
import { createSale, editSale, removeSale } from './sale.js';

/** How long changes are gathered before the table moves, and before the page is asked for again, in milliseconds. */
const CALM = 250;
const SETTLED = 2000;

/** The table of sales: filtered, sorted, page by page; it moves as sales are made. */
export function sales(main, parameters, signal) {
  const rows = new Rows({
    edit: (id) => editSale(id, { saved: seen, gone }),
    history,
    remove: (id) => removeSale(id, { gone }),
    sort: (sort) => {
      const other = new URLSearchParams(parameters);
      other.set('sort', sort);
      location.hash = toAddress('ventes', other);
    },
  });
  const place = h('div', { class: 'filter-place' });
  const told = h('p', { class: 'count', role: 'status' });
  const fault = h('div', { class: 'problem', role: 'alert', hidden: true });
  const paths = {};
  const pagers = Object.fromEntries(['first', 'prev', 'next'].map((rel) => [rel, h('button', {
    type: 'button', disabled: true, 'data-rel': rel, onclick: () => turn(rel),
  }, t(`pager.${rel}`))]));
  const pager = h('nav', { class: 'pager', 'aria-label': t('pager.label') }, Object.values(pagers));
  main.append(
    h('div', { class: 'title' }, h('h1', {}, t('title.ventes')),
      h('button', { type: 'button', class: 'primary', id: 'create', onclick: () => createSale({ saved: seen }) }, t('create'))),
    place, fault, told, h('div', { class: 'scroll' }, rows.element), pager);

  let page = null;
  let total = null;
  let following = null;
  let waiting = new Map();
  let asked = 0;
  let loading = false;
  let timer = null;
  let settling = null;
  let moved = 0;

  /** Whether new sales belong on this page. */
  const isFirst = () => page === null;

  async function load(path = list(parameters)) {
    const mine = ++asked;
    loading = true;
    rows.element.setAttribute('aria-busy', 'true');
    try {
      const { data, headers } = await get(path, { signal });
      if (signal.aborted || mine !== asked) return;
      fault.hidden = true;
      rows.show(data, parameters);
      total = headers.has('X-Total-Count')
        ? { n: Number(headers.get('X-Total-Count')), kind: headers.get('X-Total-Count-Kind') } : null;
      showTotal();
      showPager(links(headers));
    } catch (problem) {
      if (signal.aborted || mine !== asked) return;
      if (!(problem instanceof Problem)) throw problem;
      showProblem(problem);
    } finally {
      if (mine === asked) loading = false;
      rows.element.removeAttribute('aria-busy');
    }
  }

  function showProblem(problem) {
    rows.show([], parameters);
    told.textContent = '';
    showPager({});
    fault.hidden = false;
    fault.replaceChildren(
      h('p', {}, problem.text),
      problem.faults.length > 0 && h('ul', {}, problem.faults.map(({ field, text }) => h('li', {}, h('b', {}, field), ` ${text}`))),
      h('div', { class: 'actions' },
        h('button', { type: 'button', onclick: () => load() }, t('again')),
        problem.status === 400 && h('button', { type: 'button', onclick: () => { location.hash = '#/ventes'; } }, t('filter.clear'))));
  }

  function showTotal() {
    const text = rows.size === 0 ? t('sales.none')
      : total === null ? '' : t(`sales.count.${total.kind}`, { n: total.n, count: number(total.n) });
    if (told.textContent !== text) told.textContent = text;
  }

  function showPager({ first, prev, next }) {
    if (!prev) page = null;
    Object.assign(paths, { first: prev && first, prev, next });
    for (const [rel, button] of Object.entries(pagers)) button.disabled = !paths[rel];
  }

  async function turn(rel) {
    // Else what has been pushed off this page would not be on the next.
    if (settling !== null) await load(page ?? undefined);
    page = rel === 'first' ? null : paths[rel];
    await load(paths[rel]);
    pagers[rel].focus({ preventScroll: true });
    main.scrollIntoView();
  }

  /** One's own change is shown at once; the stream tells it again. */
  function seen(sale) {
    rows.put(sale, isFirst() ? PAGE : 0);
    showTotal();
  }

  function gone(id) {
    rows.remove(id);
    showTotal();
  }

  /** However many changes come, the table moves some times in a second; of what is being read they may be news. */
  function later(kind, event) {
    const { id, vente } = event.data;
    waiting.set(id, kind === 'deleted' || kind === 'left' ? null : vente);
    if (total !== null && kind === 'created') total.n += 1;
    if (total !== null && kind === 'deleted') total.n = Math.max(0, total.n - 1);
    timer ??= setTimeout(apply, CALM);
  }

  function apply() {
    timer = null;
    if (signal.aborted) return;
    if (loading) {
      timer = setTimeout(apply, CALM);
      return;
    }
    const changes = waiting;
    waiting = new Map();
    for (const [id, sale] of changes) {
      if (sale === null) rows.remove(id);
      else rows.put(sale, isFirst() ? PAGE : 0);
    }
    showTotal();
    moved = Date.now();
    settling ??= setTimeout(settle, SETTLED);
  }

  /** Rows were pushed off the page, or are missing at its end, and where the next one begins is not known here. */
  function settle() {
    settling = null;
    if (signal.aborted) return;
    // A change is told before it can be read: the last of them is looked at again.
    if (Date.now() - moved < SETTLED) settling = setTimeout(settle, SETTLED);
    if (!loading) load(page ?? undefined);
  }

  function begin() {
    page = null;
    waiting = new Map();
    place.replaceChildren(filters(parameters));
    following?.abort();
    following = new AbortController();
    tell('wait');
    // First the stream, then the list: what comes in between is not missed.
    follow(filter(parameters).toString(), { change: later, reset: () => load() }, AbortSignal.any([signal, following.signal]));
    load();
  }

  begin();
  return {
    update(now) {
      const resorted = filter(now).toString() === filter(parameters).toString();
      parameters = now;
      if (resorted) {
        page = null;
        const sorted = sorting(now).column;
        load().then(() => rows.element.querySelector(`[data-sort="${sorted}"]`)?.focus());
      } else {
        const stood = place.contains(document.activeElement);
        begin();
        if (stood) place.querySelector('[type=submit]').focus();
        toast(t('filter.applied'));
      }
    },
  };
}
