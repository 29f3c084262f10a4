// Server-sent events over fetch, which can carry an access token as EventSource cannot.
import {get, getJson, Refusal} from './api.js';

const firstPause = 1_000;
const longestPause = 30_000;
const pollPause = 5_000;
// The scorer says something at least every 15 seconds.
const silence = 45_000;

/**
 * Follows a stream for ever and connects again where it breaks, after ever longer pauses.
 *
 * @param heard gets the data of each event, parsed
 * @param state gets 'live', 'lost' or 'refused', and words for the reader
 * @return ends it
 */
export function follow(address, heard, state) {
  const end = new AbortController();
  run(address, heard, state, end.signal);
  return () => end.abort();
}

async function run(address, heard, state, end) {
  let pause = firstPause;
  while (!end.aborted) {
    try {
      await once(address, data => {
        pause = firstPause;
        state('live', 'Live');
        heard(data);
      }, end);
    } catch (failure) {
      if (end.aborted) return;
      if (failure instanceof Refusal && failure.status < 500) return state('refused', failure.message);
    }
    if (end.aborted) return;
    state('lost', `Connection lost; trying again in ${Math.round(pause / 1000)} s`);
    await wait(pause * (0.8 + 0.4 * Math.random()), end);
    pause = Math.min(longestPause, 2 * pause);
  }
}

/**
 * Asks for what grows without a stream, every few seconds until it is whole.
 *
 * @param heard gets what is there, and returns whether that is all
 * @param state as above
 * @param failed gets words for the reader where asking again would not help
 * @return ends it
 */
export function poll(address, heard, state, failed) {
  let ended = false;
  keep();
  return () => { ended = true; };

  async function keep() {
    while (!ended) {
      try {
        const found = await getJson(address);
        if (ended) return;
        state('live', 'Live');
        if (heard(found)) return;
      } catch (failure) {
        if (ended) return;
        if (failure.status && failure.status < 500) return failed(failure.message);
        state('lost', 'The scorer does not answer; trying again');
      }
      await new Promise(resolve => setTimeout(resolve, pollPause));
    }
  }
}

async function once(address, heard, end) {
  const quiet = new AbortController();
  let timer = setTimeout(() => quiet.abort(), silence);
  try {
    const response = await get(address, {
      headers: {Accept: 'text/event-stream'}, cache: 'no-store', signal: AbortSignal.any([end, quiet.signal])});
    const text = response.body.pipeThrough(new TextDecoderStream()).getReader();
    const parser = eventParser(heard);
    for (let part = await text.read(); !part.done; part = await text.read()) {
      clearTimeout(timer);
      timer = setTimeout(() => quiet.abort(), silence);
      parser(part.value);
    }
  } finally {
    clearTimeout(timer);
  }
}

/** Takes text as it comes and hands on the data of whole events. */
export function eventParser(heard) {
  let rest = '';
  return text => {
    const events = (rest + text).replaceAll('\r\n', '\n').split('\n\n');
    rest = events.pop();
    for (const event of events) {
      const data = event.split('\n').filter(line => line.startsWith('data:')).map(line => line.slice(5).trimStart());
      if (data.length) heard(JSON.parse(data.join('\n')));
    }
  };
}

/** Ends early when the network comes back. */
function wait(milliseconds, end) {
  return new Promise(resolve => {
    const woken = new AbortController();
    const wake = () => { woken.abort(); clearTimeout(timer); resolve(); };
    const timer = setTimeout(wake, milliseconds);
    addEventListener('online', wake, {signal: woken.signal});
    end.addEventListener('abort', wake, {signal: woken.signal});
  });
}
