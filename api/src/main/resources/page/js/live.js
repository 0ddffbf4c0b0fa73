import { open } from './api.js';
import { t } from './i18n.js';

const LONGEST_PAUSE = 15_000;

/**
 * Follows the changes of the sales, and comes back by itself. `EventSource` would, too, but cannot say who is asking.
 *
 * @param filter of the changes, as of `GET /ventes`
 * @param on what to do with `change(kind, data)`, and `reset()` where changes may have been missed
 * @param signal ends it
 */
export async function follow(filter, on, signal) {
  let last = null;
  let pause = 500;
  while (!signal.aborted) {
    await visible(signal);
    // A browser has few connections to one server, and a tab that nobody sees can make up for it later.
    const seen = new AbortController();
    const hide = () => { if (document.hidden) seen.abort(); };
    document.addEventListener('visibilitychange', hide);
    try {
      const response = await open('GET', `/ventes/stream${filter ? `?${filter}` : ''}`, {
        signal: AbortSignal.any([signal, seen.signal]), headers: { Accept: 'text/event-stream', ...(last ? { 'Last-Event-ID': last } : {}) },
      });
      for await (const event of events(response.body)) {
        if (event.id) last = event.id;
        if (!event.kind) {
          tell('on');
          pause = 500;
        } else if (event.kind === 'reset') on.reset();
        else on.change(event.kind, event);
      }
    } catch (error) {
      if (signal.aborted) return;
      if ([400, 401, 403].includes(error.status)) {
        tell('off');
        return;
      }
    } finally {
      document.removeEventListener('visibilitychange', hide);
    }
    if (signal.aborted) return;
    tell('wait');
    if (seen.signal.aborted) continue;
    await new Promise((resolve) => { setTimeout(resolve, pause * (0.5 + Math.random())); });
    pause = Math.min(2 * pause, LONGEST_PAUSE);
  }
}

function visible(signal) {
  return new Promise((resolve) => {
    const look = () => {
      if (document.hidden && !signal.aborted) return;
      document.removeEventListener('visibilitychange', look);
      resolve();
    };
    document.addEventListener('visibilitychange', look);
    look();
  });
}

/** Server-sent events, as they come. The data is read by those who need it. */
async function* events(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const blocks = (rest + value).split('\n\n');
    rest = blocks.pop();
    for (const block of blocks) yield parsed(block);
  }
}

function parsed(block) {
  const event = { id: null, kind: null, text: '', get data() { return JSON.parse(this.text); } };
  for (const line of block.split('\n')) {
    if (line.startsWith('id: ')) event.id = line.slice(4);
    else if (line.startsWith('event: ')) event.kind = line.slice(7);
    else if (line.startsWith('data: ')) event.text += line.slice(6);
  }
  return event;
}

/** In the page's head: whether what is seen moves. */
export function tell(state) {
  const place = document.getElementById('live');
  if (place.dataset.state === state && place.textContent === t(`live.${state}`)) return;
  place.dataset.state = state;
  place.textContent = t(`live.${state}`);
}
