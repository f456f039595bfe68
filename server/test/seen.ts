// What can be seen of a page: runs inside the browser, so it stands alone and names nothing from outside its function.

export interface Seen {
  /** Where words are cut off, leave their box or the page, or lie on other words. */
  faults: string[];
  /** Every text that is shown or read out, with what the page says its language is. */
  texts: {words: string; lang: string}[];
}

/** `mayCut`: what may end in dots because it stands in full elsewhere. `oneScreen`: a face that nobody scrolls. */
export function seeThePage({mayCut, oneScreen}: {mayCut: string; oneScreen: boolean}): Seen {
  const faults: string[] = [];
  const texts: Seen['texts'] = [];
  const slack = 1.5; // pixels: rounding
  const root = document.documentElement;
  const brush = document.createElement('canvas').getContext('2d')!;

  const short = (words: string) => words.trim().replace(/\s+/g, ' ').slice(0, 50);
  const nameOf = (element: Element) =>
    `${element.tagName.toLowerCase()}${element.id ? `#${element.id}` : ''}${[...element.classList].map((one) => `.${one}`).join('')}`;
  const fault = (what: string, element: Element, words: string) => {
    const line = `${what}: ${nameOf(element)} "${short(words)}"`;
    if (!faults.includes(line)) faults.push(line);
  };
  // A style is asked for many times on the way up from each text: once is enough, nothing moves while this runs.
  const styles = new Map<Element, CSSStyleDeclaration>();
  const styleOf = (element: Element) => {
    let style = styles.get(element);
    if (!style) {
      style = getComputedStyle(element);
      styles.set(element, style);
    }
    return style;
  };
  const langOf = (element: Element) => element.closest('[lang]')?.getAttribute('lang') ?? '';
  const pinnedIn = (element: Element): Element => {
    for (let at: Element | null = element; at; at = at.parentElement)
      if (at.tagName === 'DIALOG' || /fixed|sticky/.test(styleOf(at).position)) return at;
    return root;
  };

  /** Read out, but for eyes no bigger than a dot. */
  const onlyHeard = (element: Element): boolean => {
    for (let at: Element | null = element; at && at !== root; at = at.parentElement) {
      const style = styleOf(at);
      if (style.position === 'absolute' && (style.clip !== 'auto' || at.clientWidth <= 1)) return true;
    }
    return false;
  };
  const shown = (element: Element) =>
    element.checkVisibility({visibilityProperty: true, opacityProperty: true}) &&
    !/^(SCRIPT|STYLE|NOSCRIPT)$/.test(element.tagName);

  /** Does an ancestor cut this part of a text off? One that scrolls shows it on asking. */
  const cutBy = (element: Element, box: DOMRect, high: number): Element | 'page' | null => {
    let acrossDone = false;
    let downDone = false;
    for (let at: Element | null = element; at && at !== document.body && at !== root; at = at.parentElement) {
      const style = styleOf(at);
      const edge = at.getBoundingClientRect();
      if (/auto|scroll/.test(style.overflowX)) acrossDone = true;
      if (/auto|scroll/.test(style.overflowY)) downDone = true;
      if (!acrossDone && /hidden|clip/.test(style.overflowX))
        if (box.left < edge.left - slack || box.right > edge.right + slack) return at;
      // A line's box is higher than its letters: a quarter may go.
      if (!downDone && /hidden|clip/.test(style.overflowY))
        if (box.top < edge.top - high / 4 - slack || box.bottom > edge.bottom + high / 4 + slack) return at;
      if (style.position === 'fixed') break;
    }
    if (!acrossDone && (box.left < -slack || box.right > root.clientWidth + slack)) return 'page';
    if (oneScreen && !downDone && (box.top < -high / 4 || box.bottom > root.clientHeight + high / 4)) return 'page';
    return null;
  };

  const drawn: {element: Element; box: DOMRect; words: string; pinned: Element}[] = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const words = node.textContent ?? '';
    const element = node.parentElement!;
    if (words.trim() === '' || !shown(element)) continue;
    if (element.tagName === 'OPTION' || element.closest('svg title')) {
      texts.push({words, lang: langOf(element)});
      continue;
    }
    const range = document.createRange();
    range.selectNodeContents(node);
    const boxes = [...range.getClientRects()].filter(({width, height}) => width > 0 && height > 0);
    if (boxes.length === 0) continue;
    texts.push({words, lang: langOf(element)});
    if (onlyHeard(element)) continue;
    const allowed = mayCut !== '' && element.closest(mayCut) !== null;
    const holder = element.closest('button, .btn, th, td, legend, summary, [role=tab]');
    for (const box of boxes) {
      if (allowed) continue;
      const cut = cutBy(element, box, box.height);
      if (cut === 'page') fault('off the page', element, words);
      else if (cut) fault(`cut by ${nameOf(cut)}`, element, words);
      else if (holder) {
        const edge = holder.getBoundingClientRect();
        if (box.left < edge.left - slack || box.right > edge.right + slack || box.bottom > edge.bottom + box.height / 4)
          fault(`out of ${nameOf(holder)}`, element, words);
      }
      drawn.push({element, box, words, pinned: pinnedIn(element)});
    }
  }

  // Words upon words: the middle halves of two lines of different elements.
  for (let one = 0; one < drawn.length; one++)
    for (let other = one + 1; other < drawn.length; other++) {
      const [a, b] = [drawn[one]!, drawn[other]!];
      if (a.pinned !== b.pinned || a.element === b.element) continue;
      const across = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left);
      const down =
        Math.min(a.box.bottom - a.box.height / 4, b.box.bottom - b.box.height / 4) -
        Math.max(a.box.top + a.box.height / 4, b.box.top + b.box.height / 4);
      if (across > 3 && down > 3 && !cutBy(a.element, a.box, a.box.height) && !cutBy(b.element, b.box, b.box.height)) {
        const seen = (what: (typeof drawn)[number]) => {
          for (let at = what.element.parentElement; at && at !== root; at = at.parentElement) {
            const edge = at.getBoundingClientRect();
            if (/auto|scroll/.test(styleOf(at).overflow) && (what.box.top > edge.bottom || what.box.bottom < edge.top))
              return false;
          }
          return true;
        };
        if (seen(a) && seen(b)) fault(`lies on "${short(b.words)}"`, a.element, a.words);
      }
    }

  /** What a scrolling ancestor leaves of a box. */
  function visiblePart(element: Element): DOMRect {
    let {left, top, right, bottom} = element.getBoundingClientRect();
    for (let at = element.parentElement; at && at !== document.body && at !== root; at = at.parentElement) {
      if (!/auto|scroll|hidden/.test(styleOf(at).overflow)) continue;
      const edge = at.getBoundingClientRect();
      left = Math.max(left, edge.left);
      top = Math.max(top, edge.top);
      right = Math.min(right, edge.right);
      bottom = Math.min(bottom, edge.bottom);
    }
    return new DOMRect(left, top, Math.max(0, right - left), Math.max(0, bottom - top));
  }

  // Buttons and fields that touch each other are pressed by mistake.
  const parts = [...document.querySelectorAll('button, .btn, input:not([type=hidden]), select, textarea')]
    .filter((element) => shown(element) && !onlyHeard(element))
    .map((element) => ({element, box: visiblePart(element), pinned: pinnedIn(element)}));
  for (let one = 0; one < parts.length; one++)
    for (let other = one + 1; other < parts.length; other++) {
      const [{element: a, box: x}, {element: b, box: y}] = [parts[one]!, parts[other]!];
      if (parts[one]!.pinned !== parts[other]!.pinned || a.contains(b) || b.contains(a)) continue;
      const across = Math.min(x.right, y.right) - Math.max(x.left, y.left);
      const down = Math.min(x.bottom, y.bottom) - Math.max(x.top, y.top);
      const reached = (element: Element, box: DOMRect) => {
        const hit = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
        return hit !== null && (element.contains(hit) || hit.closest('label')?.contains(element));
      };
      if (across > 2 && down > 2 && reached(a, x) && reached(b, y))
        fault(`overlaps ${nameOf(b)}`, a, a.textContent || a.getAttribute('name') || '');
    }

  // What fields say: hints that do not fit, and the chosen line of a list.
  for (const field of document.querySelectorAll<HTMLInputElement | HTMLSelectElement>('input, select')) {
    if (!shown(field) || onlyHeard(field)) continue;
    const style = styleOf(field);
    const isList = field.tagName === 'SELECT';
    const words = isList
      ? ((field as HTMLSelectElement).selectedOptions[0]?.textContent ?? '')
      : (field as HTMLInputElement).placeholder;
    if (!words) continue;
    brush.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    const room = field.clientWidth - Number.parseFloat(style.paddingLeft) - Number.parseFloat(style.paddingRight);
    if (mayCut !== '' && field.closest(mayCut)) continue;
    if (brush.measureText(words).width > room - (isList ? 12 : 0) + slack) fault('no room in the field', field, words);
  }
  for (const element of document.querySelectorAll('[placeholder], [aria-label], [title], img[alt]'))
    if (shown(element))
      for (const name of ['placeholder', 'aria-label', 'title', 'alt']) {
        const words = element.getAttribute(name);
        if (words) texts.push({words, lang: langOf(element)});
      }
  texts.push({words: document.title, lang: root.lang});
  if (root.scrollWidth > root.clientWidth + slack && styleOf(root).overflowX !== 'hidden')
    faults.push(`the page is ${root.scrollWidth - root.clientWidth} px too wide`);
  return {faults, texts};
}
