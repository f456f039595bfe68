import {signal} from '@preact/signals';

/** What a screen reader is told besides what it reads where the focus is: "Lane: Priority", "Cardiology: 8 waiting". */
const spoken = signal('');

export function announce(words: string) {
  // The same words twice must be heard twice: a no-break space makes them differ.
  spoken.value = spoken.value === words ? `${words}\u00a0` : words;
}

export function Spoken() {
  return (
    <p class="unseen" role="status">
      {spoken.value}
    </p>
  );
}
