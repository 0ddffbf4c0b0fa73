// Elements are made here and nowhere else. What others wrote becomes text, never markup.

/** `h('button', {class: 'x', onclick: f, 'aria-label': y}, 'text', otherElement, null)` */
export function h(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'value') element.value = value;
    else element.setAttribute(name, value === true ? '' : value);
  }
  for (const child of children.flat(Infinity)) {
    if (child !== null && child !== undefined && child !== false) element.append(child);
  }
  return element;
}

/** Says something for a while, also to those who do not see it. */
export function toast(text, kind = 'good') {
  const note = h('p', { class: `toast ${kind}` }, text);
  document.getElementById('toasts').append(note);
  setTimeout(() => note.remove(), 6000);
}

/**
 * A modal dialog; it takes itself away when it is closed, and gives the focus back to where it was.
 * @returns the dialog, open
 */
export function dialog(title, content, { wide = false, onclose = null } = {}) {
  const before = document.activeElement;
  const heading = h('h2', { id: `dialog-${++dialogs}` }, title);
  const element = h('dialog', { 'aria-labelledby': heading.id, class: wide ? 'wide' : '' }, heading, content);
  element.addEventListener('close', () => {
    element.remove();
    if (before?.isConnected) before.focus();
    onclose?.();
  });
  document.body.append(element);
  element.showModal();
  return element;
}
let dialogs = 0;

/** An input with its label, and a place for what is wrong with it. */
export function field(name, label, input, hint = null) {
  input.id ||= `field-${name}-${++fields}`;
  input.name = name;
  const fault = h('p', { class: 'fault', id: `${input.id}-fault` });
  const told = hint ? h('p', { class: 'hint', id: `${input.id}-hint` }, hint) : null;
  input.setAttribute('aria-describedby', [told?.id, fault.id].filter(Boolean).join(' '));
  return h('div', { class: 'field', 'data-field': name }, h('label', { for: input.id }, label), input, told, fault);
}
let fields = 0;

/** Shows each fault at its field; those without a field are returned. */
export function showFaults(form, faults) {
  for (const place of form.querySelectorAll('[data-field]')) {
    place.querySelector('.fault').textContent = '';
    place.querySelector('input, select')?.removeAttribute('aria-invalid');
  }
  const others = [];
  let first = null;
  for (const { field: name, text } of faults) {
    const place = form.querySelector(`[data-field="${CSS.escape(name)}"]`);
    if (!place) {
      others.push(`${name} : ${text}`);
      continue;
    }
    const input = place.querySelector('input, select');
    place.querySelector('.fault').textContent = text;
    input.setAttribute('aria-invalid', 'true');
    first ??= input;
  }
  first?.focus();
  return others;
}

/** Lights up for a moment what has changed. */
export function flash(element) {
  element.classList.remove('changed');
  void element.offsetWidth;
  element.classList.add('changed');
}
