// The dialog that asks for an access token.
import {at} from './dom.js';

/** What was entered; null if the reader does not want to. */
export function askToken(message) {
  const dialog = at('token');
  at('token-message').textContent = message;
  at('token-value').value = '';
  dialog.returnValue = '';
  dialog.showModal();
  at('token-value').focus();
  return new Promise(resolve => dialog.addEventListener('close',
    () => resolve(dialog.returnValue === 'entered' ? at('token-value').value.trim() : null), {once: true}));
}

at('token-form').addEventListener('submit', event => {
  event.preventDefault();
  at('token').close('entered');
});
at('token-cancel').addEventListener('click', () => at('token').close(''));
