// Requests to the scorer, with an access token where one is asked for.
import {askToken} from './token.js';

const base = 'api/v1/results';
const key = 'foresight-token';
let token = sessionStorage.getItem(key) ?? '';
let asking = null;
let declined = false;

/** An answer other than success, in words for the reader. */
export class Refusal extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

export const hasToken = () => token !== '';

export function forgetToken() {
  token = '';
  declined = false;
  sessionStorage.removeItem(key);
}

/** The next request asks for a token again. */
export function askAgain() {
  declined = false;
}

/** The address of a path below the results, its parts encoded. */
export const path = (...parts) => [base, ...parts.map(encodeURIComponent)].join('/');

/** With the parameters that have a value. */
export function query(address, parameters) {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined && value !== null);
  return given.length ? `${address}?${new URLSearchParams(given)}` : address;
}

/** The response to a request, asking for a token until one is accepted or refused to be given. */
export async function get(address, options = {}) {
  for (;;) {
    const used = token;
    const headers = {...options.headers, ...(used && {Authorization: `Bearer ${used}`})};
    const response = await fetch(address, {...options, headers});
    if (response.ok) return response;
    if (response.status !== 401) throw new Refusal(response.status, await reason(response));
    await anotherToken(used);
  }
}

export const getJson = async (address, options) => (await get(address, options)).json();

async function reason(response) {
  if (response.status === 403) return 'This access token may not read results.';
  try {
    const {title, detail} = await response.json();
    return detail ?? title ?? `The scorer answered ${response.status}.`;
  } catch {
    return `The scorer answered ${response.status}.`;
  }
}

async function anotherToken(used) {
  if (token !== used) return;
  if (declined) throw new Refusal(401, 'Results are shown to those with an access token.');
  asking ??= askToken(used ? 'That token was not accepted. Please enter another one.'
    : 'Results are shown to those with an access token.').finally(() => { asking = null; });
  const entered = await asking;
  if (entered === null) {
    declined = true;
    throw new Refusal(401, 'Results are shown to those with an access token.');
  }
  token = entered;
  sessionStorage.setItem(key, entered);
}

/** Saves what is at an address; a plain link would not carry the token. */
export async function download(address, name) {
  const blob = await (await get(address)).blob();
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
