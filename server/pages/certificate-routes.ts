import {Hono} from 'hono';
import {isoAt} from '../base/day.ts';
import {refuse} from '../base/refusal.ts';
import {readAuthority} from '../device/local-authority.ts';
import {settingsOf} from '../settings/rows.ts';
import {safeAddress} from '../staff/signed-in.ts';
import type {Ctx, Env} from '../web/conventions.ts';
import {certificatePage} from './certificate-view.ts';
import type {PageProps} from './frame-view.ts';
import {page} from './page.ts';

/** The box's own authority, for staff PCs: a page that says how, and the file. It is public by its nature. */
export function certificateRoutes(base: (c: Ctx) => PageProps) {
  const authorityOf = (c: Ctx) => readAuthority(c.get('box').config.dataDir);
  return new Hono<Env>()
    .get(
      '/certificate',
      page('anyone', (c) => {
        const authority = authorityOf(c);
        const {timeZone} = settingsOf(c.get('box').db);
        return c.html(
          certificatePage({
            ...base(c),
            authority: authority && {
              fingerprint: authority.fingerprint,
              until: isoAt(authority.endsAt, timeZone).slice(0, 10),
            },
            signInAt: safeAddress(c),
          }),
        );
      }),
    )
    .get(
      '/certificate.crt',
      page('anyone', (c) => {
        const authority = authorityOf(c) ?? refuse('route.missing');
        return c.body(new Uint8Array(authority.der), 200, {
          'content-type': 'application/x-x509-ca-cert',
          'content-disposition': 'attachment; filename="baari-authority.crt"',
        });
      }),
    );
}
