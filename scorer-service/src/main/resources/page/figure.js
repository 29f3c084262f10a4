// pass@k against temperature: a panel for each row of models and each k, a line with its band for each n.
import {element, renew} from './dom.js';
import {draw, forget, ink, seriesInk} from './chart.js';
import {cellsOf, estimate, lines, meanOverSeeds, pointText, rows} from './series.js';

/** Draws the figure of results, or of one evaluation, into the place. */
export function figure(place, results, policy) {
  const across = results.k;
  const down = rows(results);
  const tops = across.map(k => top(results, k, policy));
  renewPanels(place, down, across);
  down.forEach((row, i) => across.forEach((k, j) =>
    panel(place.children[i].lastChild.children[j], results, row, k, policy, tops[j])));
  forget();
}

/** A row of panels has a heading; panels stay where they are as long as there are as many. */
function renewPanels(place, down, across) {
  const shape = JSON.stringify([down.map(row => row.title), across]);
  if (place.dataset.shape === shape) return;
  place.dataset.shape = shape;
  place.replaceChildren(...down.map(row => element('section', {className: 'panel-row'},
    element('h3', {}, row.title),
    element('div', {className: 'panels'}, across.map(k => element('figure', {className: 'panel'},
      element('figcaption', {}, `pass@${k}`), element('div', {className: 'chart'}), element('p', {className: 'empty'})))))));
}

/** Panels of one k have one scale, so that budgets compare. */
function top(results, k, policy) {
  const uppers = results.cells.map(cell => estimate(cell, k, policy)?.upper ?? 0);
  return Math.max(0.01, ...uppers);
}

function panel(place, results, row, k, policy, highest) {
  const data = panelData(results, row, k, policy);
  const [, chart, empty] = place.children;
  chart.hidden = data.points.length === 0;
  empty.hidden = data.points.length > 0;
  empty.textContent = 'No complete problem yet';
  if (data.points.length === 0) return;
  draw(chart, specification(row, k, results.temperatures), data, {highest});
}

/** The rows of a panel's marks. */
export function panelData(results, row, k, policy) {
  const points = [], segments = [], seeds = [];
  for (const line of lines(results)) {
    const cells = cellsOf(results.cells, line, row);
    const about = {line: line.label, colour: seriesInk(line.style), shape: line.shape};
    const own = alongTemperatures(results.temperatures, temperature =>
      meanOverSeeds(cells.filter(cell => cell.temperature === temperature), k, policy));
    points.push(...own.map(({temperature, value}) =>
      ({...about, ...value, temperature: Number(temperature), text: pointText(line.label, temperature, value)})));
    segments.push(...own.slice(1).map(({temperature, value}, i) => ({
      ...about, from: Number(own[i].temperature), to: Number(temperature), fromValue: own[i].value.value,
      toValue: value.value, complete: own[i].value.complete && value.complete})));
    seeds.push(...bySeed(cells, results.temperatures, k, policy).map(one => ({...about, ...one})));
  }
  return {points, segments, seeds};
}

function alongTemperatures(temperatures, valueAt) {
  return temperatures.map(temperature => ({temperature, value: valueAt(temperature)}))
    .filter(one => one.value)
    .sort((a, b) => a.temperature - b.temperature);
}

/** Each seed's own line; none where there is one seed, which the mean is. */
function bySeed(cells, temperatures, k, policy) {
  const all = [...new Set(cells.map(cell => cell.seed))];
  if (all.length < 2) return [];
  return all.flatMap(seed => alongTemperatures(temperatures, temperature =>
    estimate(cells.find(cell => cell.seed === seed && cell.temperature === temperature), k, policy))
    .map(({temperature, value}) => ({seed, temperature: Number(temperature), value: value.value})));
}

function specification(row, k, temperatures) {
  const numbers = temperatures.map(Number);
  const digits = Math.max(...temperatures.map(text => (text.split('.')[1] ?? '').length));
  const margin = 0.06 * (Math.max(...numbers) - Math.min(...numbers)) || 0.1;
  const x = {field: 'temperature', type: 'quantitative', title: 'temperature',
    scale: {domain: [Math.min(...numbers) - margin, Math.max(...numbers) + margin], nice: false, zero: false},
    axis: {values: numbers, grid: false, labelOverlap: true, format: `.${digits}f`}};
  const y = {type: 'quantitative', title: null, scale: {domain: [0, {expr: 'highest'}], nice: 4},
    axis: {format: '~%', tickCount: 4, domain: false, ticks: false}};
  const colour = {field: 'colour', scale: null};
  const unfinished = [4, 3];
  return {
    width: 'container', height: 190, autosize: {type: 'fit', contains: 'padding'},
    description: `pass@${k} against temperature after ${row.title}. The table "Every cell" holds the same numbers.`,
    layer: [{
      data: {name: 'points'}, mark: {type: 'area', opacity: 0.15, aria: false, tooltip: null},
      encoding: {x, y: {...y, field: 'lower'}, y2: {field: 'upper'}, fill: colour, detail: {field: 'line'}},
    }, {
      data: {name: 'points'}, mark: {type: 'rule', opacity: numbers.length > 1 ? 0 : 0.6, aria: false, tooltip: null},
      encoding: {x, y: {...y, field: 'lower'}, y2: {field: 'upper'}, stroke: colour},
    }, {
      data: {name: 'seeds'}, mark: {type: 'line', strokeWidth: 1, opacity: 0.45, aria: false, tooltip: null},
      encoding: {x, y: {...y, field: 'value'}, stroke: colour, detail: [{field: 'line'}, {field: 'seed'}]},
    }, {
      data: {name: 'segments'}, mark: {type: 'rule', strokeWidth: 2, aria: false, tooltip: null},
      encoding: {x: {...x, field: 'from'}, x2: {field: 'to'}, y: {...y, field: 'fromValue'}, y2: {field: 'toValue'},
        stroke: colour, strokeDash: {condition: {test: 'datum.complete', value: [1, 0]}, value: unfinished}},
    }, {
      data: {name: 'points'}, mark: {type: 'point', size: 62, strokeWidth: 2, opacity: 1},
      encoding: {x, y: {...y, field: 'value'}, stroke: colour, shape: {field: 'shape', scale: null},
        fill: {condition: {test: 'datum.complete', field: 'colour', scale: null}, value: ink('card')},
        tooltip: {field: 'text'}, description: {field: 'text'}},
    }],
  };
}

/** Symbol and name of each line. */
export function legend(place, results) {
  renew(place, element('ul', {className: 'legend'}, lines(results).map(line =>
    element('li', {}, symbol(line), line.label + (line.label === 'n = 1' ? ' (next token)' : '')))));
}

const outlines = {
  circle: 'M8 3.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 1 1 0-9', square: 'M4 4h8v8H4z', 'triangle-up': 'M8 3l5 9.5H3z',
  diamond: 'M8 2.5L13 8l-5 5.5L3 8z', cross: 'M6 3h4v3h3v4h-3v3H6v-3H3V6h3z', 'triangle-down': 'M8 13L3 3.5h10z', 'triangle-right': 'M13 8L3.5 13V3z',
  'triangle-left': 'M3 8l9.5-5v10z'};

function symbol({shape, style}) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 16 16');
  svg.setAttribute('class', `symbol series-${style}`);
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  path.setAttribute('d', outlines[shape]);
  svg.append(path);
  return svg;
}

/** How to read the figure, and what of it is not final. */
export function hint(results) {
  const missing = results.cells.filter(cell => !cell.complete).length;
  const seeds = new Set(results.cells.map(cell => cell.seed)).size;
  const text = ['Unbiased pass@k with 90% bootstrap intervals over problems.'];
  if (seeds > 1) text.push(`Strong lines are means over ${seeds} seeds, of values and of ends of intervals; faint lines are the seeds.`);
  if (missing) {
    text.push(`Dashed and hollow: not final. ${missing} of ${results.cells.length} cells still lack samples; their values ` +
      'are over the problems complete so far.');
  }
  return text.join(' ');
}
