import './slip.css';

const pixelsPerMm = 96 / 25.4;
const feedMm = 4;
const button = document.getElementById('print');

button?.addEventListener('click', () => window.print());
// Two frames, so that the code's drawing is on the page before the dialogue stops it.
if (button && document.body.classList.contains('paper'))
  window.addEventListener('load', () => {
    fitPaper(button.offsetTop);
    requestAnimationFrame(() => requestAnimationFrame(() => window.print()));
  });

if (document.body.hasAttribute('data-print'))
  window.addEventListener('load', () => requestAnimationFrame(() => requestAnimationFrame(() => window.print())));

/** A roll has no height of its own, and CSS no word for "as long as it gets": the page ends behind the last line. */
function fitPaper(heightPx: number): void {
  const name = document.body.classList.contains('mm58') ? 'mm58' : 'mm80';
  const sheet = document.styleSheets[0];
  const heightMm = Math.ceil(heightPx / pixelsPerMm) + feedMm;
  sheet?.insertRule(`@page ${name} { size: ${name.slice(2)}mm ${heightMm}mm; }`, sheet.cssRules.length);
}
