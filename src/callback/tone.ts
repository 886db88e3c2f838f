/** The keys of a phone's keypad, in the order in which a phone shows them (ITU-T E.161). */
export const tones = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'] as const;

export type Tone = (typeof tones)[number];

export function isTone(text: string): text is Tone {
  return (tones as readonly string[]).includes(text);
}
