// The live page: chooses an experiment, follows its stream, and draws what it says.
const api = 'api/v1/results/experiments';
const at = id => document.getElementById(id);

let stream = null;
let chosen = '';
let figureAsked = false;
let figureBusy = false;

/** An element with properties and children; text becomes text, never markup. */
function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

async function listExperiments() {
  try {
    const response = await fetch(api);
    if (!response.ok) throw new Error(response.status);
    offer(await response.json());
  } catch {
    if (!stream) connection('lost', 'The scorer does not answer; trying again');
  }
  setTimeout(listExperiments, 5000);
}

function offer(experiments) {
  const select = at('experiment');
  const known = [...select.options].map(option => option.value).join();
  at('waiting').hidden = experiments.length > 0;
  at('chooser').hidden = experiments.length === 0;
  at('experiment-results').hidden = experiments.length === 0;
  if (experiments.length === 0) connection('live', 'Live');
  if (known !== experiments.map(experiment => experiment.id).join()) {
    select.replaceChildren(...experiments.map(option));
  }
  const wanted = location.hash.slice(1);
  const first = experiments.find(experiment => experiment.id === wanted) ?? experiments[0];
  if (!chosen && first) follow(first.id);
  select.value = chosen;
}

function option({id, name, submittedAt}) {
  const when = new Date(submittedAt).toLocaleString([], {dateStyle: 'medium', timeStyle: 'short'});
  return element('option', {value: id}, `${name || 'Unnamed'}, ${when}`);
}

function follow(id) {
  chosen = id;
  history.replaceState(null, '', '#' + id);
  at('experiment').value = id;
  const base = `${api}/${encodeURIComponent(id)}`;
  at('csv').href = `${base}/results.csv`;
  at('png').href = `${base}/figure.png`;
  at('svg').href = `${base}/figure.svg`;
  stream?.close();
  stream = new EventSource(`${base}/stream`);
  stream.addEventListener('open', () => connection('live', 'Live'));
  stream.addEventListener('error', () => {
    connection('lost', 'Connection lost; trying again');
    // A refused stream is not opened again by itself.
    if (stream.readyState === EventSource.CLOSED) setTimeout(() => follow(id), 5000);
  });
  stream.addEventListener('results', event => show(JSON.parse(event.data)));
}

function connection(state, text) {
  if (at('connection').textContent !== text) at('connection').textContent = text;
  at('connection').className = state;
}

function show(results) {
  if (results.id !== chosen) return;
  document.title = `${results.name} · Foresight`;
  summary(results);
  notices(results);
  at('table').replaceChildren(table(results));
  training(results);
  figure();
}

function summary({cells, complete}) {
  const sum = of => cells.reduce((total, cell) => total + of(cell), 0);
  const done = sum(cell => cell.complete ? 1 : 0);
  const counted = sum(cell => cell.samplesCounted);
  const wanted = sum(cell => cell.samplesWanted);
  const share = wanted ? counted / wanted : 0;
  at('summary').textContent = complete
    ? `Complete: ${number(counted)} samples in ${cells.length} cells.`
    : `${done} of ${cells.length} cells complete, ${number(counted)} of ${number(wanted)} samples ` +
      `(${Math.floor(share * 100)}%).`;
  at('overall').value = share;
  at('overall').className = complete ? 'complete' : '';
}

function notices({runs, cells}) {
  const lines = runs.filter(run => ['failed', 'cancelled'].includes(run.stage)).map(run =>
    element('li', {className: 'bad'}, `${model(run)}, seed ${run.seed}: training ${runText(run)}`));
  const conflicts = cells.reduce((total, cell) => total + cell.conflicts, 0);
  if (conflicts) {
    lines.push(element('li', {className: 'bad'},
      `${number(conflicts)} samples came again with another text; the first one counts.`));
  }
  at('notices').replaceChildren(...lines);
}

function runText(run) {
  const step = run.stepsTotal ? ` at step ${number(run.step)} of ${number(run.stepsTotal)}` : '';
  const loss = run.losses.length ? `, loss ${run.losses[0].toFixed(2)}` : '';
  const why = run.reason ? `: ${run.reason}` : '';
  return `${run.stage}${step}${loss}${why}`;
}

/** The server draws the figure; one request at a time, and one more if something changed meanwhile. */
async function figure() {
  figureAsked = true;
  if (figureBusy) return;
  figureBusy = true;
  while (figureAsked) {
    figureAsked = false;
    await drawFigure(chosen);
    await new Promise(resolve => setTimeout(resolve, 500));
  }
  figureBusy = false;
}

async function drawFigure(id) {
  try {
    const response = await fetch(`${api}/${encodeURIComponent(id)}/figure.svg`);
    const text = await response.text();
    if (id !== chosen) return;
    if (response.ok) {
      const svg = new DOMParser().parseFromString(text, 'image/svg+xml').documentElement;
      at('figure').replaceChildren(document.importNode(svg, true));
    } else {
      at('figure').replaceChildren(element('p', {}, JSON.parse(text).detail));
    }
  } catch {
    // The next change draws it again.
  }
}

function table(results) {
  const head = element('thead', {}, element('tr', {},
    element('th', {className: 'corner', scope: 'col'}, 'Temperature'),
    ...results.temperatures.map(t => element('th', {scope: 'col'}, t))));
  const groups = [...Map.groupBy(results.cells, key).values()].map(cells => group(results, cells));
  return element('table', {}, head, ...groups);
}

/** What tells models apart: those from elsewhere have a name, those from the middle of a run their tokens. */
const key = ({predictTokens, tokenBudget, tokensSeen, seed, name, intermediate}) =>
  [predictTokens, tokenBudget, seed, name ?? '', intermediate ? tokensSeen : ''].join();

function group(results, cellsOfModel) {
  const [first] = cellsOfModel;
  const cells = results.temperatures.map(temperature =>
    cellsOfModel.find(cell => cell.temperature === temperature));
  const training = results.runs.find(run => yields(run, first) && run.stage === 'training');
  const about = [`seed ${first.seed}`];
  if (first.name) about.push('trained elsewhere');
  if (first.intermediate) about.push('learning rate not decayed');
  if (training && !first.name && !first.intermediate) about.push(runText(training));
  const title = element('th', {scope: 'rowgroup', colSpan: cells.length + 1},
    element('span', {}, model(first), element('small', {}, about.join(', '))));
  const k = cells.some(cell => cell?.estimates.length) ? results.k : [];
  return element('tbody', {}, element('tr', {}, title),
    ...k.map(k => element('tr', {},
      element('th', {scope: 'row'}, `pass@${k}`),
      ...cells.map(cell => estimate(cell, k, results.policies[0])))),
    element('tr', {className: 'progress-row'},
      element('th', {scope: 'row'}, 'Samples'), ...cells.map(progress)));
}

function estimate(cell, k, policy) {
  const found = cell?.estimates.find(one => one.k === k && one.policy === policy);
  if (!found) return element('td', {}, '–');
  const interval = `${percent(found.lower)} – ${percent(found.upper)}`;
  const title = `${percent(found.value)}%, 90% interval ${interval}, ${found.problems} problems`;
  return element('td', {className: cell.complete ? '' : 'partial', title},
    percent(found.value), element('small', {}, interval));
}

function progress(cell) {
  if (!cell) return element('td', {}, '–');
  if (cell.stage === 'complete') return element('td', {}, `✓ ${number(cell.samplesCounted)}`);
  const bar = element('progress', {max: cell.samplesWanted || 1, value: cell.samplesCounted,
    ariaLabel: `${cell.samplesCounted} of ${cell.samplesWanted} samples`});
  const text = cell.stage === 'sampling' || cell.stage === 'trained'
    ? `${number(cell.samplesCounted)} / ${number(cell.samplesWanted)}`
    : element('span', {className: cell.stage}, cell.stage);
  return element('td', {}, text, bar);
}

/** Whether the run ends, or a branch of it, in the cell's model. */
const yields = (run, cell) => run.predictTokens === cell.predictTokens && run.seed === cell.seed &&
  [run.tokenBudget, ...run.branchBudgets].includes(cell.tokenBudget);

function model({predictTokens, tokenBudget, tokensSeen, name, intermediate}) {
  const seen = intermediate ? `${tokens(tokensSeen)} of ${tokens(tokenBudget)}` : tokens(tokenBudget);
  return `${name ? `${name}: ` : ''}n = ${predictTokens}, ${seen} tokens`;
}

/** How the runs went: schedule, losses, and what of the benchmark the corpus holds. */
function training({runs, schedule}) {
  at('training').hidden = runs.length === 0;
  at('schedule').textContent = schedule === 'wsd'
    ? 'One run for all budgets at a steady learning rate (wsd), with a decayed branch for each budget.'
    : 'A run of its own for each budget, its learning rate fully decayed (cosine).';
  overlap(runs.find(run => run.overlap)?.overlap);
  const validated = runs.some(run => run.validationLosses.length);
  const columns = ['Run', 'Step', 'Training loss by head', ...(validated ? ['Validation loss by head'] : [])];
  const head = element('thead', {}, element('tr', {}, ...columns.map((text, i) =>
    element('th', {scope: 'col', className: i ? '' : 'corner'}, text))));
  const body = element('tbody', {}, ...runs.map(run => element('tr', {},
    element('th', {scope: 'row'}, `${model(run)}, seed ${run.seed}`),
    element('td', {}, run.preparing || `${number(run.step)} / ${number(run.stepsTotal)}`),
    element('td', {}, losses(run.losses)),
    ...(validated ? [element('td', {}, losses(run.validationLosses))] : []))));
  at('losses').replaceChildren(element('table', {}, head, body));
}

const losses = values => values.map(loss => loss.toFixed(3)).join('  ') || '–';

function overlap(found) {
  at('overlap').hidden = !found;
  if (!found) return;
  const {n, problems, overlapping, worst} = found;
  at('overlap-summary').textContent = overlapping
    ? `The corpus shares runs of ${n} words with ${number(overlapping)} of the ${number(problems)} problems asked.`
    : `The corpus shares no run of ${n} words with any of the ${number(problems)} problems asked.`;
  at('overlap-summary').className = overlapping ? 'bad' : '';
  at('overlap-worst').replaceChildren(...worst.map(({problem, share, example}) =>
    element('li', {}, `Problem ${problem + 1}, ${percent(share)}% of its text: “${example}”`)));
}
const number = value => value.toLocaleString();
const percent = share => (100 * share).toFixed(1);
const tokens = value => Intl.NumberFormat('en', {notation: 'compact', maximumSignificantDigits: 3}).format(value);

at('experiment').addEventListener('change', event => follow(event.target.value));
addEventListener('hashchange', () => {
  const id = location.hash.slice(1);
  if (id && id !== chosen && [...at('experiment').options].some(one => one.value === id)) follow(id);
});
listExperiments();
