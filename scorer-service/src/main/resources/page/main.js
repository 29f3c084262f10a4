// Chooses what the address names, and keeps the state of the connection.
import {announce, at, element, renew, show} from './dom.js';
import {askAgain, download, forgetToken, hasToken} from './api.js';
import {load} from './chooser.js';
import {learnPlaces} from './links.js';
import {onColours} from './chart.js';
import {render as renderExperiment, showExperiment} from './experiment.js';
import {render as renderEvaluation, showEvaluation} from './evaluation.js';
import {render as renderRecord, showRecord} from './record.js';

const listPause = 5_000;
const articles = ['experiment', 'evaluation', 'record'];
// By the parameter of the address that names one.
const views = {
  evaluation: showEvaluation,
  run: (...rest) => showRecord('run', ...rest),
  checkpoint: (...rest) => showRecord('checkpoint', ...rest),
  experiment: showExperiment};
let leave = () => {};
let current = null;

/** Shows what the address says; without that the latest experiment. */
function route() {
  const parameters = new URLSearchParams(location.search);
  const kind = Object.keys(views).find(one => parameters.get(one)) ?? 'experiment';
  const id = parameters.get(kind) ?? '';
  const key = `${kind} ${id}`;
  if (key === current && kind === 'evaluation') return renderEvaluation();
  if (key === current) return;
  leave();
  leave = () => {};
  current = key;
  [...articles, 'notice'].forEach(view => show(view, false));
  if (id) leave = views[kind](id, connection, failed);
  else latest();
  learnPlaces().then(isNew => isNew && renderAll());
}

function renderAll() {
  renderExperiment();
  renderEvaluation(true);
  renderRecord();
}

/** Waits for an experiment to come, and goes there. */
async function latest() {
  let stopped = false;
  leave = () => { stopped = true; };
  while (!stopped) {
    try {
      const entries = await load();
      if (stopped) return;
      connection('live', 'Live');
      if (entries.length) return go(`./?${entries[0].kind}=${encodeURIComponent(entries[0].id)}`, true);
      notice(element('h1', {}, 'Waiting for the first experiment'),
        element('p', {}, 'Send one to the trainer with ', element('code', {}, 'POST /api/v1/experiments'), '.'),
        element('p', {}, 'This page shows it within seconds, and follows it from then on.'));
    } catch (failure) {
      if (stopped) return;
      if (failure.status && failure.status < 500) return failed(failure.message);
      connection('lost', 'The scorer does not answer; trying again');
    }
    await new Promise(resolve => setTimeout(resolve, listPause));
  }
}

function go(address, replace = false) {
  history[replace ? 'replaceState' : 'pushState'](null, '', address);
  route();
}

function notice(...children) {
  show('notice', true);
  renew(at('notice'), ...children);
}

function failed(text) {
  articles.forEach(view => show(view, false));
  connection('refused', 'Not connected');
  notice(element('h1', {}, 'Nothing to show'), element('p', {role: 'alert'}, text));
  current = null;
}

function connection(state, text) {
  if (at('connection').textContent !== text) at('connection').textContent = text;
  at('connection').className = state;
  show('enter-token', state === 'refused');
  show('forget-token', hasToken());
}

async function keepList() {
  try {
    if (current && current !== 'experiment ') await load();
  } catch {
    // The view's own requests say what is wrong.
  }
  setTimeout(keepList, listPause);
}

/** Links within the page are followed without loading it again; files are fetched where that takes a token. */
document.addEventListener('click', event => {
  const link = event.target.closest('a[href]');
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.defaultPrevented) return;
  if (link.hasAttribute('download')) {
    if (!hasToken()) return;
    event.preventDefault();
    download(link.href, link.download).catch(failure => announce(failure.message));
  } else if (link.origin === location.origin && link.pathname === location.pathname && !link.getAttribute('href').startsWith('#')) {
    event.preventDefault();
    go(link.getAttribute('href'));
    if (!link.closest('#browser')) scrollTo(0, 0);
  }
});
addEventListener('popstate', route);
onColours(renderAll);
at('enter-token').addEventListener('click', () => {
  askAgain();
  forgetToken();
  current = null;
  route();
});
at('forget-token').addEventListener('click', () => {
  forgetToken();
  location.assign('./');
});
route();
keepList();
