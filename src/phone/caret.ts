/**
 * Where the caret belongs after a text was formatted: behind as many digits as before.
 */
export function caretAfter(before: string, caret: number, after: string): number {
  if (caret >= before.length) return after.length;
  // What was pasted or composed may be in another script; what is formatted is not.
  const count = (before.slice(0, caret).match(/[\p{Nd}+＋]/gu) ?? []).length;
  let seen = 0;
  for (let index = 0; index < after.length; index++) {
    if (seen === count) return index;
    if (/[\d+]/.test(after.charAt(index))) seen++;
  }
  return after.length;
}
