/** The words of the consent as they stand on the page: slotted ones, else those of the attribute. */
export function consentText(slot: HTMLSlotElement | null, attribute: string): string {
  // Without anything slotted the slot shows the attribute, but only after the next render.
  const nodes = slot?.assignedNodes().length ? slot.assignedNodes({ flatten: true }) : [];
  const slotted = nodes.map((node) => node.textContent ?? '').join(' ');
  return (slotted.trim() === '' ? attribute : slotted).replace(/\s+/gu, ' ').trim();
}

/** A link that leads to a page, or undefined: `javascript:` and the like never get into an `href`. */
export function pageLink(href: string | undefined): string | undefined {
  if (!href) return undefined;
  try {
    const { protocol } = new URL(href, document.baseURI);
    return ['http:', 'https:'].includes(protocol) ? href : undefined;
  } catch {
    return undefined;
  }
}
