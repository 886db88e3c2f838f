/** How many wait in each list that shows it. */
const counts = new Map<object, number>();
/** What stands before the title now. */
let badge = '';

/**
 * Puts a number before the page's title; 0 takes it away. Whatever else the page writes stays.
 *
 * A window has one title, however many lists: it shows the longest. A sum would count everybody twice
 * who waits in two lists of one desk.
 * @param list whose number it is.
 */
export function showBadge(list: object, count: number): void {
  if (count > 0) counts.set(list, count);
  else counts.delete(list);
  const most = Math.max(0, ...counts.values());
  const { title } = document;
  const bare = badge && title.startsWith(badge) ? title.slice(badge.length) : title;
  badge = most > 0 ? `(${most}) ` : '';
  if (badge + bare !== title) document.title = badge + bare;
}
