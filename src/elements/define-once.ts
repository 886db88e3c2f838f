/** Registers an element, unless something on the page did before: two copies must not clash. */
export function defineOnce(tag: string, element: CustomElementConstructor): void {
  // By another name: the manifest analyzer would take `tag` for the tag of an element.
  const registry = customElements;
  if (!registry.get(tag)) registry.define(tag, element);
}
