/**
 * A random token, base64url: keys that make a repeated request harmless, secrets that open one.
 * `getRandomValues` alone, because `randomUUID` and `subtle` do not exist on plain-http pages.
 * @param bytes of randomness. Default 16; secrets take 32.
 */
export function randomToken(bytes = 16): string {
  const random = crypto.getRandomValues(new Uint8Array(bytes));
  return btoa(String.fromCharCode(...random))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=+$/, '');
}
