import { dialog, h } from './dom.js';
import { t } from './i18n.js';
import { FIELDS, shown } from './sale.js';

const same = (name, a, b) => (name === 'date_vente' && a && b
  ? new Date(a).getTime() === new Date(b).getTime() : (a ?? null) === (b ?? null));

/**
 * Somebody was faster: theirs beside mine, and the person chooses.
 *
 * @param mine the sale as I opened it, with what I changed; `changed` that alone
 * @param theirs the sale as it is now; null if it is not there any more
 * @returns {Promise<object|null|undefined>} what is to be changed in theirs; null if it is to stay as it is; undefined if
 *     nothing was chosen
 */
export function settle(id, mine, changed, theirs) {
  return new Promise((answer) => {
    let choice;
    const finish = (chosen) => {
      choice = chosen;
      box.close();
    };
    const content = theirs === null ? deleted(finish) : differing(mine, changed, theirs, finish);
    const box = dialog(t('conflict.title', { id }), content, { wide: true, onclose: () => answer(choice) });
    content.querySelector('input:checked, button').focus();
  });
}

function deleted(finish) {
  return h('div', {}, h('p', {}, t('conflict.deleted')), h('div', { class: 'actions' },
    h('button', { type: 'button', class: 'primary', onclick: () => finish({}) }, t('conflict.recreate')),
    h('button', { type: 'button', onclick: () => finish(null) }, t('conflict.drop'))));
}

function differing(mine, changed, theirs, finish) {
  const fields = FIELDS.filter((name) => !same(name, mine[name], theirs[name]));
  const option = (name, whose, value, chosen) => h('td', {}, h('label', { class: 'choice' },
    h('input', { type: 'radio', name: `choice-${name}`, value: whose, ...(chosen ? { checked: true } : {}) }), shown(name, value)));
  const form = h('form', { onsubmit: (event) => {
    event.preventDefault();
    const chosen = fields.filter((name) => form.querySelector(`[name="choice-${name}"]:checked`).value === 'mine');
    finish(Object.fromEntries(chosen.map((name) => [name, mine[name] ?? null])));
  } },
  h('p', {}, t('conflict.text')),
  h('table', { class: 'conflict' },
    h('caption', { class: 'sr' }, t('conflict.caption')),
    h('thead', {}, h('tr', {}, ['field', 'mine', 'theirs'].map((name) => h('th', { scope: 'col' }, t(`conflict.${name}`))))),
    h('tbody', {}, fields.map((name) => h('tr', {}, h('th', { scope: 'row' }, t(`column.${name}`)),
      option(name, 'mine', mine[name], name in changed), option(name, 'theirs', theirs[name], !(name in changed)))))),
  h('div', { class: 'actions' },
    h('button', { type: 'submit', class: 'primary' }, t('conflict.save')),
    h('button', { type: 'button', onclick: () => finish(null) }, t('conflict.theirs.keep'))));
  return form;
}
