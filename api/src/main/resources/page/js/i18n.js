import { fr } from './fr.js';
import { en } from './en.js';
import { FAULTS_FR } from './faults-fr.js';

const TEXTS = { fr, en };
const KEPT = 'ventes.lang';

let lang = kept() ?? (navigator.languages ?? []).map((one) => one.slice(0, 2)).find((one) => one in TEXTS) ?? 'fr';
let plurals = new Intl.PluralRules(lang);

function kept() {
  try {
    const chosen = localStorage.getItem(KEPT);
    return chosen in TEXTS ? chosen : null;
  } catch {
    return null;
  }
}

export const language = () => lang;
/** For `Intl`: numbers and dates as people write them there. */
export const locale = () => (lang === 'fr' ? 'fr-FR' : 'en-GB');

export function speak(chosen) {
  lang = chosen;
  plurals = new Intl.PluralRules(lang);
  try { localStorage.setItem(KEPT, chosen); } catch { /* Then for this visit only. */ }
  translatePage();
}

/** A text, with `{names}` filled in; where it depends on a number, on that of `n`. */
export function t(key, values = {}) {
  let text = TEXTS[lang][key];
  if (text === undefined) return key;
  if (typeof text === 'object') text = text[plurals.select(values.n)] ?? text.other;
  return filled(text, values);
}

const filled = (text, values) => text.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? '');

export const known = (key) => key in TEXTS[lang];

/** A fault of the pipeline in words: the API's own in English, and also where there are none of ours. */
export function faultTexts({ code, what, do: remedy, values }) {
  const [ours, oursToo] = (lang === 'fr' && FAULTS_FR[code]) || [];
  return ours ? { what: filled(ours, values), remedy: filled(oursToo, values) } : { what, remedy };
}

/** What is in the HTML file itself. */
export function translatePage() {
  document.documentElement.lang = lang;
  for (const element of document.querySelectorAll('[data-i18n]')) element.textContent = t(element.dataset.i18n);
  for (const element of document.querySelectorAll('[data-i18n-label]')) {
    element.setAttribute('aria-label', t(element.dataset.i18nLabel));
  }
}
