import type {MyTokenView} from '../../../server/queue/schema.ts';
import {newKey, post, type Refusal} from '../../api.ts';
import type {TokenPage} from './token.ts';

/** The buttons are plain forms; here the answer comes without leaving the page, and a lost one is asked for again. */
export function answerForms(page: TokenPage): void {
  document.addEventListener('submit', async (event) => {
    const form = event.target as HTMLFormElement;
    const deed = /\/(here|late|cancel|undo)$/.exec(new URL(form.action).pathname)?.[1];
    if (deed === undefined) return;
    event.preventDefault();
    // Chrome 80 does not say which button it was, but that one has the focus.
    const button = (event as SubmitEvent).submitter ?? document.activeElement;
    const pressed = button instanceof HTMLButtonElement ? button : form.querySelector('button');
    const body = deed === 'late' ? {minutes: Number(pressed?.value || 5)} : {};
    if (pressed !== null) pressed.disabled = true;
    try {
      page.show(await post<MyTokenView>(`${page.address}/${deed}`, body, {key: newKey()}));
    } catch (error) {
      const {code, title, detail} = error as Refusal;
      page.shown.problem = {code, title, detail};
      if (code === 'token.state') page.askAgain(0);
    } finally {
      if (pressed !== null) pressed.disabled = false;
      page.draw();
    }
  });
}
