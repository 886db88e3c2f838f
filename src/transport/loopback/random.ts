/**
 * An unguessable name: 16 random bytes, base64url. `crypto.randomUUID` does not exist on plain-http
 * pages, where the visitor's role must still work.
 */
export function randomName(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}
