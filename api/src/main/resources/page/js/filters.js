import { get } from './api.js';
import { field, h } from './dom.js';
import { t } from './i18n.js';
import { CRITERIA, RANGES, criterion, range, toAddress } from './query.js';

const SUGGESTED = { produit: 'produits', client: 'clients', pays: 'pays' };

/** The form above the table. What it says goes into the address; the table follows that. */
export function filters(parameters) {
  const by = h('select', {}, CRITERIA.map((name) => h('option', { value: name }, t(`filter.${name}`))));
  by.value = criterion(parameters) ?? 'q';
  const place = h('div', { class: 'field' });
  const suggestions = h('datalist', { id: 'suggestions' });
  const ranged = h('select', {}, Object.keys(RANGES).map((name) => h('option', { value: name }, t(`range.${name}`))));
  ranged.value = range(parameters) ?? 'date';
  const min = h('input');
  const max = h('input');
  let value;

  function chooseCriterion(given) {
    const isChoice = by.value === 'source';
    value = isChoice
      ? h('select', {}, h('option', { value: '' }, t('filter.any')),
        ['postgres', 'api'].map((name) => h('option', { value: name }, t(`source.${name}`))))
      : h('input', { type: 'search', maxlength: by.value === 'q' ? 200 : 100, list: by.value in SUGGESTED && 'suggestions', autocomplete: 'off' });
    value.value = given;
    value.addEventListener('input', restrict);
    const made = field(by.value, t('filter.value'), value);
    place.replaceWith(made);
    place.made?.replaceWith(made);
    place.made = made;
    suggest(by.value, suggestions, value);
    restrict();
  }

  /** Together with anything else, the API sorts by date and takes dates only. */
  function restrict() {
    const alone = value.value === '';
    for (const option of ranged.options) option.disabled = !alone && option.value !== 'date';
    if (!alone && ranged.value !== 'date') {
      ranged.value = 'date';
      chooseRange('', '');
    }
    hint.hidden = alone;
  }

  function chooseRange(from, to) {
    for (const [input, given] of [[min, from], [max, to]]) {
      input.type = ranged.value === 'date' ? 'date' : 'number';
      if (ranged.value === 'montant') input.step = '0.01';
      else input.removeAttribute('step');
      input.value = given;
    }
  }

  const hint = h('p', { class: 'hint', hidden: true }, t('filter.hint'));
  const form = h('form', { class: 'filters', role: 'search', 'aria-label': t('filter.label'), onsubmit: (event) => {
    event.preventDefault();
    const chosen = new URLSearchParams();
    if (value.value !== '') chosen.set(by.value, value.value);
    if (min.value !== '') chosen.set(`${ranged.value}_min`, min.value);
    if (max.value !== '') chosen.set(`${ranged.value}_max`, max.value);
    location.hash = toAddress('ventes', chosen);
  } },
  field('by', t('filter.by'), by), place,
  field('ranged', t('range.label'), ranged),
  field('min', t('range.min'), min), field('max', t('range.max'), max),
  h('div', { class: 'actions' },
    h('button', { type: 'submit', class: 'primary' }, t('filter.apply')),
    h('button', { type: 'button', onclick: () => { location.hash = '#/ventes'; } }, t('filter.clear'))),
  hint, suggestions);

  by.addEventListener('change', () => chooseCriterion(''));
  ranged.addEventListener('change', () => chooseRange('', ''));
  const name = range(parameters) ?? 'date';
  chooseCriterion(parameters.get(by.value) ?? '');
  // What is longer than a day in the address was not written here; it stays in the address.
  chooseRange((parameters.get(`${name}_min`) ?? '').slice(0, 20), (parameters.get(`${name}_max`) ?? '').slice(0, 20));
  restrict();
  return form;
}

/** The largest of them, when somebody begins to write. */
function suggest(name, suggestions, input) {
  suggestions.replaceChildren();
  if (!(name in SUGGESTED)) return;
  input.addEventListener('focus', async () => {
    const { data } = await get(`/kpis/${SUGGESTED[name]}?limit=200`).catch(() => ({ data: [] }));
    suggestions.replaceChildren(...data.map((row) => row[name]).filter(Boolean).map((one) => h('option', { value: one })));
  }, { once: true });
}
