/**
 * The ids of a relay's events are `EPOCH.NUMBER`. The epoch is another one after its store was restored: then
 * what was counted before tells nothing of what comes.
 */
export function epochOf(id: string): string {
  return split(id)[0];
}

/** Whether an event came before another one of its epoch. */
export function isBefore(id: string, other: string): boolean {
  const [epoch, number] = split(id);
  const [otherEpoch, otherNumber] = split(other);
  return epoch === otherEpoch && number < otherNumber;
}

function split(id: string): [string, number] {
  const dot = id.lastIndexOf('.');
  return [id.slice(0, dot), Number(id.slice(dot + 1))];
}
