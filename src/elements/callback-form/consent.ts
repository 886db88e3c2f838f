/** The words of the consent as they stand on the page: slotted ones, else those of the attribute. */
export function consentText(slot: HTMLSlotElement | null, attribute: string): string {
  // Without anything slotted the slot shows the attribute, but only after the next render.
  const nodes = slot?.assignedNodes().length ? slot.assignedNodes({ flatten: true }) : [];
  const slotted = nodes.map((node) => node.textContent ?? '').join(' ');
  return (slotted.trim() === '' ? attribute : slotted).replace(/\s+/gu, ' ').trim();
}
