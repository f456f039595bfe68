import {askBox} from './ask-box.ts';
import {pairingSecret} from './pairing.ts';
import {promotionOf} from './succession.ts';

const tellEveryMs = 10_000;
const toldEveryMs = 60_000;

/** A box that took over tells the one it replaced, for as long as it runs: that one may be plugged in again any day. */
export function tellReplaced(dataDir: string, said: (stoodDown: boolean) => void): {stop(): void} | null {
  const promotion = promotionOf(dataDir);
  const secret = pairingSecret(dataDir);
  if (!promotion || !secret) return null;
  const {url, replaced, epoch, at} = promotion;
  const end = new AbortController();
  let timer: NodeJS.Timeout | null = null;
  let last: boolean | null = null;
  const tell = async () => {
    let reached = false;
    try {
      const answer = await askBox(url, secret, {
        method: 'POST',
        path: '/api/spare/succession',
        body: {replaced, epoch, at},
        signal: end.signal,
      });
      const {stoodDown} = (await answer.json()) as {stoodDown: boolean};
      if (stoodDown !== last) said(stoodDown);
      last = stoodDown;
      reached = true;
    } catch {
      // Away, as it should be: its plug was pulled.
    }
    if (end.signal.aborted) return;
    timer = setTimeout(tell, reached ? toldEveryMs : tellEveryMs);
    timer.unref();
  };
  void tell();
  return {
    stop() {
      end.abort();
      if (timer) clearTimeout(timer);
    },
  };
}
