// The page of one experiment: follows its stream and draws what it says.
import {announce, at, element, number, plural, renew, show, when} from './dom.js';
import {getJson, path, query} from './api.js';
import {follow} from './stream.js';
import {dashboard, record} from './links.js';
import {figure, hint, legend} from './figure.js';
import {cellsTable, samplesTable} from './cells.js';
import {verdict} from './verdict.js';
import {envelopeTable, lossesChart, overlapItems, overlapText, runsTable, scheduleText, speculationTable, troubles} from './models.js';

// The verdict resamples problems some ten thousand times; while samples come it need not be of this second.
const verdictPause = 5_000;

let results = null;
let policy = '';
let asked = 0;
let due = 0;

/** Shows an experiment until the returned function is called. */
export function showExperiment(id, state, failed) {
  results = null;
  policy = '';
  asked = 0;
  renew(at('downloads'), downloads(id));
  ['verdict', 'envelope'].forEach(section => show(section, false));
  const end = follow(path('experiments', id, 'stream'), heard => {
    results = heard;
    render();
  }, (kind, text) => {
    state(kind, text);
    if (kind === 'refused') failed(text);
  });
  return () => {
    end();
    clearTimeout(due);
    results = null;
  };
}

/** Draws everything again, in the colours of now. */
export function render() {
  if (!results) return;
  show('experiment', true);
  document.title = `${results.name || 'Unnamed'} · Foresight`;
  at('chosen').textContent = results.name || 'Unnamed';
  at('experiment-title').textContent = results.name || 'Unnamed experiment';
  at('experiment-about').textContent = about(results);
  renew(at('experiment-links'),
    record('trainer', `/api/v1/experiments/${encodeURIComponent(results.id)}`, 'All the trainer knows of it'),
    dashboard('figure-s13', {experiment: results.id}, 'Dashboard'));
  policies();
  summary();
  renew(at('troubles'), troubles(results));
  legend(at('legend'), results);
  at('figure-hint').textContent = hint(results);
  figure(at('panels'), results, policy);
  at('cells-hint').textContent = 'In percent, with the 90% interval over problems.' +
    (results.complete ? '' : ' Grey italics: not final, over the problems complete so far.');
  renew(at('cells-table'), cellsTable(results, policy));
  renew(at('samples-table'), samplesTable(results));
  models();
  contents();
  conclusions();
}

function about({problems, samplesPerProblem, topP, submittedAt}) {
  return [plural(problems, 'problem'), `${plural(samplesPerProblem, 'sample')} each`, `nucleus ${topP || '1'}`,
    `submitted ${when(submittedAt)}`].join(' · ');
}

function policies() {
  if (!results.policies.includes(policy)) policy = results.policies[0] ?? '';
  const options = results.policies.map(one => element('option', {value: one}, one));
  if (at('policy').length !== options.length) at('policy').replaceChildren(...options);
  at('policy').value = policy;
  at('policy-label').hidden = results.policies.length < 2;
}

function summary() {
  const {cells, complete} = results;
  const sum = of => cells.reduce((total, cell) => total + of(cell), 0);
  const counted = sum(cell => cell.samplesCounted);
  const wanted = sum(cell => cell.samplesWanted);
  const done = sum(cell => cell.complete ? 1 : 0);
  at('summary').textContent = complete
    ? `Complete: ${number(counted)} samples in ${plural(cells.length, 'cell')}.`
    : `${done} of ${plural(cells.length, 'cell')} complete, ${number(counted)} of ${number(wanted)} samples ` +
      `(${wanted ? Math.floor(100 * counted / wanted) : 0}%).`;
  at('overall').value = wanted ? counted / wanted : 0;
  at('overall').hidden = complete;
  if (complete) announce(`${results.name}: complete`);
}

function models() {
  const speculation = speculationTable(results, policy);
  show('speculation', speculation !== null);
  if (speculation) renew(at('speculation-table'), speculation);
  show('training', results.runs.length > 0);
  at('schedule').textContent = scheduleText(results.schedule);
  renew(at('runs-table'), runsTable(results.runs));
  lossesChart(at('losses'), results.runs);
  const overlap = results.runs.find(run => run.overlap)?.overlap;
  show('contamination', overlap !== undefined);
  if (!overlap) return;
  at('contamination-summary').textContent = overlapText(overlap);
  at('contamination-summary').className = overlap.overlapping ? 'bad' : '';
  show('contamination-details', overlap.worst.length > 0);
  renew(at('contamination-worst'), overlapItems(overlap));
}

function contents() {
  const sections = [...at('experiment').querySelectorAll('section[id]')].filter(section => !section.hidden);
  renew(at('contents'), element('ul', {}, sections.map(section =>
    element('li', {}, element('a', {href: `#${section.id}`}, section.querySelector('h2').textContent)))));
}

/** Verdict and best temperatures: at once, and then every few seconds as long as something changes. */
function conclusions() {
  clearTimeout(due);
  due = setTimeout(conclude, Math.max(0, asked + verdictPause - Date.now()));
}

async function conclude() {
  asked = Date.now();
  const {id} = results;
  const by = policy;
  try {
    const [decided, best] = await Promise.all(['verdict', 'envelope'].map(what =>
      getJson(query(path('experiments', id, what), {policy: by || undefined}))));
    if (results?.id !== id || policy !== by) return;
    show('verdict', decided.budgets.some(budget => budget.standings.length > 0));
    renew(at('verdict-body'), verdict(decided));
    show('envelope', best.best.length > 0);
    at('envelope-caveat').textContent = best.caveat;
    renew(at('envelope-table'), envelopeTable(best, results.k));
    contents();
  } catch {
    // The stream says what is wrong, and asks again with its next change.
  }
}

function downloads(id) {
  const link = (file, text) => element('a', {href: path('experiments', id, file), download: file}, text);
  return ['Download: ', link('results.csv', 'CSV'), ' ', link('figure.png', 'PNG'), ' ', link('figure.svg', 'SVG')];
}

at('policy').addEventListener('change', event => {
  policy = event.target.value;
  asked = 0;
  render();
});
