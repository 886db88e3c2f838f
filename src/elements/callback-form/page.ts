import { pageLimits, type RequestPage } from '../../callback/index.js';

/**
 * The page as it is told to the backend and to agents: origin and path. Query and fragment stay here:
 * they may hold tokens, e-mail addresses and what was searched for.
 */
export function requestPage({ origin, pathname }: Location, title: string): RequestPage {
  return {
    url: cut(origin + pathname, pageLimits.urlLength),
    title: cut(title, pageLimits.titleLength),
  };
}

/** At most so many UTF-16 units, without half a character at the end. */
function cut(text: string, length: number): string {
  return text.slice(0, length).replace(/[\uD800-\uDBFF]$/, '');
}
