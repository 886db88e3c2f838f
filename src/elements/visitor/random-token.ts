/**
 * Random bytes in base64url. `getRandomValues` alone: on plain-http pages neither `crypto.subtle` nor
 * `randomUUID` exists, and the visitor's widget must still work there.
 */
export function randomToken(bytes: number): string {
  const random = crypto.getRandomValues(new Uint8Array(bytes));
  return btoa(String.fromCharCode(...random))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}
