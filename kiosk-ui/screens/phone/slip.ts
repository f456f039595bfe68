import './slip.css';
import './poster.css';

const pixelsPerMm = 96 / 25.4;
const feedMm = 4;
const lettersMs = 3000;
const button = document.getElementById('print');

button?.addEventListener('click', () => window.print());
const isSlip = document.body.classList.contains('paper');
if (isSlip || document.body.hasAttribute('data-print'))
  window.addEventListener('load', () => {
    void lettersHere().then(() => {
      const last = button?.previousElementSibling;
      if (isSlip && last) fitPaper(last.getBoundingClientRect().bottom + window.scrollY);
      // Two frames, so that the code's drawing is on the page before the dialogue stops it.
      requestAnimationFrame(() => requestAnimationFrame(() => window.print()));
    });
  });

/** The letters that the page needs have come, or are given up: other letters have other heights. */
function lettersHere(): Promise<unknown> {
  const late = new Promise((resolve) => setTimeout(resolve, lettersMs));
  return Promise.race([document.fonts.ready, late]);
}

/** A roll has no height of its own, and CSS no word for "as long as it gets": the page ends behind the last line. */
function fitPaper(heightPx: number): void {
  const name = document.body.classList.contains('mm58') ? 'mm58' : 'mm80';
  const sheet = document.styleSheets[0];
  const heightMm = Math.ceil(heightPx / pixelsPerMm) + feedMm;
  sheet?.insertRule(`@page ${name} { size: ${name.slice(2)}mm ${heightMm}mm; }`, sheet.cssRules.length);
}
