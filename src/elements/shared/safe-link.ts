/**
 * An address that may be a link, or undefined: http and https alone, so that `javascript:` and the like
 * never get into an `href`, whoever wrote it.
 * @param base what a relative address begins from; without it there are none.
 */
export function safeLink(address: string, base?: string): URL | undefined {
  try {
    const url = new URL(address, base);
    return url.protocol === 'https:' || url.protocol === 'http:' ? url : undefined;
  } catch {
    return undefined;
  }
}
