import { call, get, Problem } from './api.js';
import { settle } from './conflict.js';
import { dialog, field, h, showFaults, toast } from './dom.js';
import { instantOf, localParts, money, moment, number } from './format.js';
import { t } from './i18n.js';

export const FIELDS = ['produit', 'quantite', 'prix_unitaire', 'date_vente', 'client', 'pays'];

const INPUTS = {
  produit: { maxlength: 100, autocomplete: 'off' },
  quantite: { inputmode: 'numeric', autocomplete: 'off' },
  prix_unitaire: { inputmode: 'decimal', autocomplete: 'off' },
  date_vente: { type: 'datetime-local', step: 1 },
  client: { maxlength: 50, autocomplete: 'off' },
  pays: { maxlength: 60, autocomplete: 'off' },
};

/** As people write it, with a comma or a point. What is no number goes to the API as it is, which says so. */
function numeric(text) {
  const plain = text.replace(/[\s\u00a0\u202f]/g, '').replace(',', '.');
  return plain !== '' && Number.isFinite(Number(plain)) ? Number(plain) : text;
}

/** What a field says, as the API takes it; undefined if it says nothing. */
function valueOf(name, text) {
  if (text.trim() === '') return ['client', 'pays'].includes(name) ? null : undefined;
  if (name === 'quantite' || name === 'prix_unitaire') return numeric(text);
  return name === 'date_vente' ? instantOf(text.length === 16 ? `${text}:00` : text).toISOString() : text;
}

function textOf(name, value) {
  if (value === null || value === undefined) return '';
  if (name !== 'date_vente') return String(value);
  return Number.isNaN(new Date(value).getTime()) ? '' : localParts(new Date(value));
}

export function shown(name, value) {
  if (value === null || value === undefined) return '–';
  return name === 'prix_unitaire' ? money(value) : name === 'date_vente' ? moment(value) : name === 'quantite' ? number(value) : String(value);
}

/** A form for a sale, in a dialog; `save` is called with what changed and all that is there, and fails with a problem. */
function form(title, sale, save) {
  const inputs = Object.fromEntries(FIELDS.map((name) => [
    name, h('input', { type: 'text', ...INPUTS[name], value: textOf(name, sale[name]) })]));
  const before = Object.fromEntries(FIELDS.map((name) => [name, inputs[name].value]));
  const total = h('output', { class: 'total' });
  const fault = h('div', { class: 'problem', role: 'alert', hidden: true });
  const submit = h('button', { type: 'submit', class: 'primary' }, t('save'));
  const compute = () => {
    const [quantity, price] = [numeric(inputs.quantite.value), numeric(inputs.prix_unitaire.value)];
    total.textContent = typeof quantity === 'number' && typeof price === 'number' ? money(quantity * price) : '–';
  };
  inputs.quantite.addEventListener('input', compute);
  inputs.prix_unitaire.addEventListener('input', compute);
  compute();

  const element = h('form', { class: 'sale', novalidate: true, onsubmit: async (event) => {
    event.preventDefault();
    const all = {};
    const changed = {};
    for (const name of FIELDS) {
      const value = valueOf(name, inputs[name].value);
      if (value !== undefined) all[name] = value;
      if (inputs[name].value !== before[name]) changed[name] = value ?? null;
    }
    submit.disabled = true;
    fault.hidden = true;
    try {
      await save(changed, all);
      box.close();
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      const others = showFaults(element, problem.faults);
      fault.hidden = false;
      fault.replaceChildren(h('p', {}, [problem.text, ...others].join(' ')));
    } finally {
      submit.disabled = false;
    }
  } },
  fault,
  h('div', { class: 'fields' }, FIELDS.map((name) => field(name, t(`column.${name}`), inputs[name],
    name === 'date_vente' ? t('sale.date.hint') : name === 'quantite' ? t('sale.quantity.hint') : null))),
  h('p', {}, t('column.montant_total'), ' ', total),
  h('div', { class: 'actions' }, submit, h('button', { type: 'button', onclick: () => box.close() }, t('cancel'))));
  const box = dialog(title, element);
  inputs.produit.focus();
  return box;
}

/** Says what became of a write; what is not readable yet comes by the stream. */
function done({ status, data }, text, saved) {
  if (status === 202) toast(t('sale.accepted', { id: data?.id ?? '' }));
  else {
    toast(text);
    if (data) saved(data);
  }
}

export function createSale({ saved }, sale = {}) {
  // Sent again, the same sale is not made twice.
  let sent = { body: null, key: null };
  form(t('sale.new'), sale, async (changed, all) => {
    const body = JSON.stringify(all);
    if (sent.body !== body) {
      sent = { body, key: [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, '0')).join('') };
    }
    const answer = await call('POST', '/ventes', { body: all, headers: { 'Idempotency-Key': sent.key } });
    done(answer, t('sale.created', { id: answer.data?.id ?? '' }), saved);
  });
}

/** The sale as it is now, with its version; null if it is not there any more. */
async function fetchSale(id) {
  try {
    const { data, headers } = await get(`/ventes/${id}`);
    return { sale: data, etag: headers.get('ETag') };
  } catch (problem) {
    if (problem instanceof Problem && problem.status === 404) return null;
    throw problem;
  }
}

/** The same, for whoever pressed a button: told what is wrong. */
async function fetched(id, gone) {
  try {
    const now = await fetchSale(id);
    if (now === null) {
      toast(t('sale.gone', { id }), 'bad');
      gone(id);
    }
    return now;
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    toast(problem.text, 'bad');
    return null;
  }
}

export async function editSale(id, { saved, gone }) {
  const now = await fetched(id, gone);
  if (now === null) return;
  form(t('sale.edit', { id }), now.sale, async (changed, all) => {
    let { etag } = now;
    let body = changed;
    while (Object.keys(body).length > 0) {
      let refused;
      try {
        done(await call('PATCH', `/ventes/${id}`, { body, headers: { 'If-Match': etag } }), t('sale.saved', { id }), saved);
        return;
      } catch (problem) {
        if (!(problem instanceof Problem) || problem.status !== 412) throw problem;
        refused = problem;
      }
      const theirs = await fetchSale(id);
      if (theirs) saved(theirs.sale);
      else gone(id);
      const choice = await settle(id, { ...now.sale, ...changed }, changed, theirs?.sale ?? null);
      // What was written stays in the form.
      if (choice === undefined) throw refused;
      if (choice === null) return;
      if (!theirs) {
        createSale({ saved }, all);
        return;
      }
      body = choice;
      etag = theirs.etag;
    }
  });
}

export async function removeSale(id, { gone }) {
  const now = await fetched(id, gone);
  if (now === null) return;
  const fault = h('p', { class: 'problem', role: 'alert', hidden: true });
  const confirm = h('button', { type: 'button', class: 'danger', onclick: async () => {
    try {
      done(await call('DELETE', `/ventes/${id}`, { headers: { 'If-Match': now.etag } }), t('sale.deleted', { id }));
      gone(id);
      box.close();
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      fault.hidden = false;
      fault.textContent = problem.status === 412 ? t('sale.delete.changed') : problem.text;
      confirm.disabled = problem.status === 412;
    }
  } }, t('row.remove'));
  const box = dialog(t('sale.delete', { id }), h('div', {}, fault,
    h('dl', { class: 'sale-facts' }, FIELDS.map((name) => [h('dt', {}, t(`column.${name}`)), h('dd', {}, shown(name, now.sale[name]))])),
    h('div', { class: 'actions' }, confirm, h('button', { type: 'button', onclick: () => box.close() }, t('cancel')))));
  confirm.focus();
}
