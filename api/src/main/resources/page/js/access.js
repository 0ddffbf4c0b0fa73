import { dialog, field, h } from './dom.js';
import { t } from './i18n.js';

const KEPT = 'ventes.access';
let asking = null;
/** What was refused when the person would rather not say; until the button is pressed they are left alone. */
let declined = null;

/** The header that says who is asking. Kept for as long as the tab is open, and sent to this API alone. */
export function credentials() {
  const kept = sessionStorage.getItem(KEPT);
  return kept ? JSON.parse(kept) : {};
}

/**
 * Asks the person for a key or a token, once, however many requests were refused.
 * @param used the header that was refused; if there is another by now, that one is to be tried
 * @returns whether there is one to try
 */
export async function askForAccess(used) {
  if (JSON.stringify(used) !== JSON.stringify(credentials())) return true;
  if (declined === JSON.stringify(used)) return false;
  asking ??= ask(Object.keys(used).length > 0).finally(() => { asking = null; });
  const given = await asking;
  declined = given ? null : JSON.stringify(used);
  return given;
}

/** By the button, at any time. */
export const changeAccess = () => { asking ??= ask(false).finally(() => { asking = null; }); };

function ask(refused) {
  return new Promise((answer) => {
    let given = false;
    const kind = h('select', {},
      h('option', { value: 'key' }, t('access.key')), h('option', { value: 'token' }, t('access.token')));
    const secret = h('input', { type: 'password', autocomplete: 'off', required: true, spellcheck: 'false' });
    const form = h('form', { onsubmit: (event) => {
      event.preventDefault();
      const value = secret.value.trim();
      sessionStorage.setItem(KEPT, JSON.stringify(
        kind.value === 'key' ? { 'X-API-Key': value } : { Authorization: `Bearer ${value}` }));
      given = true;
      box.close();
    } },
    h('p', {}, t(refused ? 'access.refused' : 'access.needed')),
    field('kind', t('access.kind'), kind), field('secret', t('access.secret'), secret, t('access.kept')),
    h('div', { class: 'actions' },
      h('button', { type: 'submit', class: 'primary' }, t('access.use')),
      Object.keys(credentials()).length > 0 && h('button', { type: 'button', onclick: () => {
        sessionStorage.removeItem(KEPT);
        location.reload();
      } }, t('access.forget')),
      h('button', { type: 'button', onclick: () => box.close() }, t('cancel'))));
    const box = dialog(t('access.title'), form, { onclose: () => {
      answer(given);
      if (given) window.dispatchEvent(new Event('access'));
    } });
    secret.focus();
  });
}
