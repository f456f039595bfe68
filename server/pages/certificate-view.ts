import {html} from 'hono/html';
import {certificatePageWords} from '../words/certificate-page.ts';
import {phoneWords} from '../words/phone.ts';
import {sayer} from '../words/say.ts';
import {frame, type Html, headLine, type PageProps} from './frame-view.ts';

export interface CertificatePageProps extends PageProps {
  /** Null: this box has no authority of its own. `until`: a local day. */
  authority: {fingerprint: string; until: string} | null;
  /** Where staff sign in over TLS; null where that listener is not open. */
  signInAt: string | null;
}

const machines = ['windows', 'firefox', 'chromium', 'android'] as const;

/** How a staff PC comes to trust this box. Plain HTML: it is read on PCs that trust nothing yet. */
export function certificatePage(props: CertificatePageProps): Html {
  const {language, authority, signInAt} = props;
  const say = sayer(certificatePageWords, language);
  const title = say('title');
  const body = html`<div id="page" class="page">${headLine(props, '/certificate')}<main><h1>${title}</h1>${
    authority === null
      ? html`<p class="note">${say('none')}</p>`
      : html`<p>${say('intro')}</p><div class="acts"><a class="btn main" href="/certificate.crt" download>${say('getFile')}</a></div><section class="slip"><h2>${say('fingerprint')}</h2><p class="told"><code>${groups(authority.fingerprint)}</code></p><p class="told muted">${say('fingerprintWhy')}</p></section>${machines.map(
          (machine) => html`<section><h2>${say(`${machine}.title`)}</h2><p>${say(`${machine}.steps`)}</p></section>`,
        )}${signInAt === null ? '' : html`<p>${say('done', {address: signInAt})}</p>`}<p class="muted">${say('until', {date: authority.until})} ${say('limits')}</p>`
  }</main></div>`;
  const brand = sayer(phoneWords, language)('brand');
  return frame(
    {...props, title: `${title} · ${brand}`, face: 'certificate', path: '/certificate', refreshS: null},
    body,
  );
}

/** SHA-256 as people compare it: eight groups of four bytes, wrapped between them only. */
function groups(fingerprint: string): string {
  return fingerprint.replaceAll(/((?:\w\w:){3}\w\w):/g, '$1 ');
}
