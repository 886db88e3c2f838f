/** Brings a popover to the state in which it should be: harmless when it is there already. */
export function showPopover(popover: HTMLElement | null, shown: boolean): void {
  if (!popover?.isConnected || !popover.popover) return;
  if (popover.matches(':popover-open') === shown) return;
  if (shown) popover.showPopover();
  else popover.hidePopover();
}

/** What has the focus, through all shadow roots; undefined when nothing has. */
export function deepActiveElement(): HTMLElement | undefined {
  let active = document.activeElement;
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
  return active instanceof HTMLElement && active !== document.body ? active : undefined;
}
