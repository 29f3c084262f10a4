// Draws Vega-Lite charts in the colours of the page, under a content security policy without eval.
import {at} from './dom.js';

const drawn = new Map();
const dark = matchMedia('(prefers-color-scheme: dark)');

/** The value of a custom property of the style sheet. */
export const ink = name => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

/** The colour of a line of the figure. */
export const seriesInk = style => ink(`series-${style}`);

/**
 * Draws a chart, or gives the one that is there new data.
 *
 * @param specification its data sets are named
 * @param datasets rows by name
 * @param signals values by parameter
 */
export async function draw(place, specification, datasets, signals = {}) {
  const colours = JSON.stringify([specification, dark.matches]);
  const before = drawn.get(place);
  const chart = before?.colours === colours ? before : {colours, view: embed(place, specification, datasets, signals)};
  drawn.set(place, chart);
  const view = await chart.view;
  if (chart === before) {
    Object.entries(datasets).forEach(([name, rows]) => view.data(name, rows));
    Object.entries(signals).forEach(([name, value]) => view.signal(name, value));
    await view.runAsync();
  } else {
    (await before?.view)?.finalize();
  }
}

/** Forgets the charts of places that have left the page. */
export function forget() {
  for (const [place, {view}] of drawn) {
    if (place.isConnected) continue;
    drawn.delete(place);
    view.then(one => one.finalize());
  }
}

/** Calls back when the colours of the page change. */
export const onColours = callback => dark.addEventListener('change', callback);

async function embed(place, specification, datasets, signals) {
  const params = Object.entries(signals).map(([name, value]) => ({name, value}));
  const whole = {...specification, datasets, params: [...(specification.params ?? []), ...params]};
  const {view} = await vegaEmbed(place, whole, {
    mode: 'vega-lite', ast: true, renderer: 'svg', actions: false, defaultStyle: false, tooltip, config: theme()});
  return view;
}

function theme() {
  const font = getComputedStyle(document.body).fontFamily;
  const text = {labelColor: ink('faint'), titleColor: ink('faint'), labelFontSize: 12, titleFontSize: 12,
    labelFont: font, titleFont: font, titleFontWeight: 'normal'};
  return {
    background: 'transparent', font,
    axis: {...text, gridColor: ink('grid'), domainColor: ink('edge'), tickColor: ink('edge'), labelPadding: 5, titlePadding: 8},
    view: {stroke: null}};
}

/** The tip lies outside the chart; a title of Vega's own would need a style of its own. */
function tooltip(handler, event, item, text) {
  const tip = at('tip');
  tip.hidden = !text;
  if (!text) return;
  tip.textContent = text;
  const room = document.documentElement.clientWidth - tip.offsetWidth - 8;
  tip.style.left = `${Math.max(8, Math.min(room, event.clientX + 12))}px`;
  tip.style.top = `${event.clientY + 16 + tip.offsetHeight > innerHeight ? event.clientY - tip.offsetHeight - 8 : event.clientY + 16}px`;
}
