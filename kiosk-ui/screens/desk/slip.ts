/** A printer that jams must not hold the page: the frame is taken away after this. */
const frameMs = 60_000;
let timer: ReturnType<typeof setTimeout> | undefined;
/** Set once the page's policy turned the frame away: then slips open in a small window. */
let framesForbidden = false;

const addressOf = (tokenId: string) => `/slip/${encodeURIComponent(tokenId)}?width=80`;

/** Prints a token's slip from a frame that nobody sees; the slip's page prints itself. */
export function printSlip(tokenId: string) {
  clearTimeout(timer);
  document.getElementById('slip-frame')?.remove();
  if (framesForbidden) return openWindow(tokenId);
  const forbidden = (event: SecurityPolicyViolationEvent) => {
    if (!event.effectiveDirective.startsWith('frame')) return;
    framesForbidden = true;
    frame.remove();
    openWindow(tokenId);
  };
  document.addEventListener('securitypolicyviolation', forbidden, {once: true});
  const frame = document.createElement('iframe');
  frame.id = 'slip-frame';
  frame.className = 'unseen';
  frame.title = 'slip';
  frame.setAttribute('aria-hidden', 'true');
  frame.tabIndex = -1;
  frame.src = addressOf(tokenId);
  document.body.append(frame);
  timer = setTimeout(() => {
    document.removeEventListener('securitypolicyviolation', forbidden);
    frame.remove();
  }, frameMs);
}

/** One window for all slips; the next slip takes the place of the one before. */
function openWindow(tokenId: string) {
  window.open(addressOf(tokenId), 'baari-slip', 'popup,width=420,height=640');
}
