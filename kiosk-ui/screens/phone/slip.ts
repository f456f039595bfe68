import './slip.css';

document.getElementById('print')?.addEventListener('click', () => window.print());
// Two frames, so that the code's drawing is on the page before the dialogue stops it.
if (document.body.classList.contains('paper'))
  window.addEventListener('load', () => requestAnimationFrame(() => requestAnimationFrame(() => window.print())));
