// Elements, numbers and words.
export const at = id => document.getElementById(id);

/** An element with properties and children; text becomes text, never markup. */
export function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children.flat().filter(child => child !== null && child !== undefined && child !== false));
  return made;
}

/**
 * Gives `place` these children. What is the same already is kept, so that focus, selection and scrolling survive an
 * update; so event handlers belong on what surrounds it.
 */
export function renew(place, ...children) {
  const wanted = document.createElement('div');
  wanted.append(...children.flat().filter(child => child !== null && child !== undefined && child !== false));
  patchChildren(place, wanted);
}

function patchChildren(place, wanted) {
  const fresh = [...wanted.childNodes];
  while (place.childNodes.length > fresh.length) place.lastChild.remove();
  fresh.forEach((node, i) => i < place.childNodes.length ? patch(place.childNodes[i], node) : place.append(node));
}

function patch(old, fresh) {
  if (old.nodeName !== fresh.nodeName) {
    old.replaceWith(fresh);
  } else if (old.nodeType === Node.TEXT_NODE) {
    if (old.data !== fresh.data) old.data = fresh.data;
  } else {
    patchAttributes(old, fresh);
    patchChildren(old, fresh);
  }
}

function patchAttributes(old, fresh) {
  for (const {name} of [...old.attributes]) {
    // Whether details are open is the reader's own.
    if (!fresh.hasAttribute(name) && name !== 'open') old.removeAttribute(name);
  }
  for (const {name, value} of fresh.attributes) {
    if (old.getAttribute(name) === value) continue;
    // The content security policy lets no style attribute through, but this.
    if (name === 'style') old.style.cssText = value;
    else old.setAttribute(name, value);
  }
}

/** Says something to those who listen to the page; nothing where it was said last. */
export function announce(text) {
  if (at('announcer').textContent !== text) at('announcer').textContent = text;
}

/** Shows a region or hides it. */
export function show(id, visible) {
  at(id).hidden = !visible;
}

export const number = value => value.toLocaleString('en');
export const percent = share => (100 * share).toFixed(1);
export const points = difference => {
  const text = Math.abs(100 * difference).toFixed(1);
  return text === '0.0' ? text : `${difference < 0 ? '−' : '+'}${text}`;
};
export const tokens = value =>
  Intl.NumberFormat('en', {notation: 'compact', maximumSignificantDigits: 3}).format(value).replace('K', 'k');
export const when = instant => new Date(instant).toLocaleString([], {dateStyle: 'medium', timeStyle: 'short'});
export const pValue = p => p < 0.001 ? 'p\u00a0<\u00a00.001' : `p\u00a0=\u00a0${p.toFixed(3)}`;
export const plural = (count, word) => `${number(count)} ${word}${count === 1 ? '' : 's'}`;

/** A table of head cells and bodies, which are arrays of rows. */
export function table(caption, columns, ...bodies) {
  const head = element('tr', {}, columns.map((column, i) =>
    element('th', {scope: 'col', className: i ? '' : 'corner'}, column)));
  return element('table', {}, element('caption', {className: 'unseen'}, caption), element('thead', {}, head),
    bodies.map(rows => element('tbody', {}, rows)));
}

/** A row that starts with its heading. */
export function row(heading, cells, className = '') {
  return element('tr', {className}, element('th', {scope: 'row'}, heading),
    cells.map(cell => cell instanceof HTMLTableCellElement ? cell : element('td', {}, cell)));
}

/** A heading over the rows of a body. */
export function groupHeading(columns, ...children) {
  return element('tr', {className: 'group'},
    element('th', {scope: 'rowgroup', colSpan: columns}, element('span', {}, children)));
}

/** A value in percent over its 90% interval. */
export function valueCell({value, lower, upper}, className = '', title = '') {
  return element('td', {className, title}, percent(value), ' ',
    element('small', {}, `${percent(lower)} – ${percent(upper)}`));
}
