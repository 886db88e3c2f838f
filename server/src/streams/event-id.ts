/** The id of an event on the wire. */
export interface EventId {
  readonly epoch: string;
  readonly number: number;
}

export function idText({ epoch, number }: EventId): string {
  return `${epoch}.${number}`;
}

/** @returns undefined for what no relay has sent */
export function parseId(text: string): EventId | undefined {
  const [, epoch, number] = /^(.+)\.(\d{1,15})$/.exec(text) ?? [];
  return epoch === undefined ? undefined : { epoch, number: Number(number) };
}
