/**
 * Texts by language. Every word that a person reads comes from here.
 *
 * Elements bring English as their default. Further languages register themselves on import
 * (`import 'callback-elements/messages/it.js'`), and a site may register its own words for any
 * language, all of them or a few: `registerMessages('en', { 'engagement.launcher': 'Ring me' })`.
 */

/** Texts by key. `{name}` in a text is replaced by the parameter of that name. */
export type Messages<Key extends string = string> = Readonly<Record<Key, string>>;

const registered = new Map<string, Map<string, string>>();

/** Fires `change` when texts were registered, so that elements on the page draw themselves anew. */
export const messagesChanged = new EventTarget();

/**
 * Adds texts for a language; later ones win over earlier ones and over the built-in English.
 * @param language BCP 47 tag: `it`, `pt-BR`.
 */
export function registerMessages(language: string, messages: Messages): void {
  const key = language.toLowerCase();
  const known = registered.get(key) ?? new Map<string, string>();
  for (const [name, text] of Object.entries(messages)) known.set(name, text);
  registered.set(key, known);
  messagesChanged.dispatchEvent(new Event('change'));
}

/** The text registered for the language, its parent (`pt` for `pt-BR`), or undefined. */
export function findMessage(language: string, key: string): string | undefined {
  for (
    let tag = language.toLowerCase();
    tag !== '';
    tag = tag.slice(0, Math.max(0, tag.lastIndexOf('-')))
  ) {
    const text = registered.get(tag)?.get(key);
    if (text !== undefined) return text;
  }
  return undefined;
}

/** Puts parameters into a text. Unknown placeholders stay visible: a missing value is a bug to be seen. */
export function fillMessage(
  text: string,
  parameters: Readonly<Record<string, string | number>> = {},
): string {
  return text.replace(/\{(\w+)\}/g, (placeholder, name: string) => {
    const value = parameters[name];
    return value === undefined ? placeholder : String(value);
  });
}
