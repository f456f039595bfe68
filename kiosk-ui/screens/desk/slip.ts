/** A printer that jams must not hold the page: the frame is taken away after this. */
const frameMs = 60_000;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Prints a token's slip from a frame that nobody sees; the slip's page prints itself. */
export function printSlip(tokenId: string) {
  clearTimeout(timer);
  document.getElementById('slip-frame')?.remove();
  const frame = document.createElement('iframe');
  frame.id = 'slip-frame';
  frame.className = 'unseen';
  frame.title = 'slip';
  frame.setAttribute('aria-hidden', 'true');
  frame.tabIndex = -1;
  frame.src = `/slip/${encodeURIComponent(tokenId)}?width=80`;
  document.body.append(frame);
  timer = setTimeout(() => frame.remove(), frameMs);
}
