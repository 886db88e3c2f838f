import { css, svg, unsafeCSS, type TemplateResult } from 'lit';

/** Names of the colours that a box can have. */
export const boxColourNames = [
  'red',
  'orange',
  'yellow',
  'green',
  'teal',
  'blue',
  'purple',
  'pink',
] as const;

export type BoxColourName = (typeof boxColourNames)[number];

export interface BoxColour {
  readonly light: string;
  readonly dark: string;
  /** A shape of its own, on a grid of 24: colour alone tells nothing to those who cannot see it. */
  readonly mark: TemplateResult<2>;
}

/** Each stands out from the ground by 3:1 and more, in both schemes (WCAG 1.4.11); a test counts. */
export const boxColours: Readonly<Record<BoxColourName, BoxColour>> = {
  red: { light: '#c62828', dark: '#ff8a80', mark: svg`<circle cx="12" cy="12" r="7.5"/>` },
  orange: { light: '#bf5000', dark: '#ffab66', mark: svg`<path d="M12 4l8.500 15h-17Z"/>` },
  yellow: { light: '#8a6a00', dark: '#ffd54f', mark: svg`<path d="M5 5h14v14H5Z"/>` },
  green: {
    light: '#2e7d32',
    dark: '#81c784',
    mark: svg`<path d="M12 3.500 20.500 12 12 20.500 3.500 12Z"/>`,
  },
  teal: {
    light: '#00766c',
    dark: '#4dd0c0',
    mark: svg`<path d="M9 4h6v5h5v6h-5v5H9v-5H4V9h5Z"/>`,
  },
  blue: {
    light: '#1565c0',
    dark: '#82b1ff',
    mark: svg`<path d="m12 3.500 2.600 5.600 6.100.7-4.500 4.200 1.200 6L12 17l-5.400 3 1.200-6-4.500-4.200 6.100-.7Z"/>`,
  },
  purple: { light: '#7b1fa2', dark: '#ce93d8', mark: svg`<path d="M4 9.500h16v5H4Z"/>` },
  pink: {
    light: '#c2185b',
    dark: '#f48fb1',
    mark: svg`<path d="M12 20 5 12.500a4.400 4.400 0 0 1 7-5.200 4.400 4.400 0 0 1 7 5.200Z"/>`,
  },
};

/** A stored colour name, if it is a known one. */
export function asBoxColour(name: string | undefined): BoxColourName | undefined {
  return boxColourNames.find((known) => known === name);
}

/** The mark of a colour. */
export function boxMark(name: BoxColourName): TemplateResult<2> {
  return svg`<svg viewBox="0 0 24 24" aria-hidden="true" focusable="false">${boxColours[name].mark}</svg>`;
}

/** `[data-colour]` gives `--_box` to what stands inside. */
export const boxColourStyles = boxColourNames.map(
  (name) => css`
    [data-colour='${unsafeCSS(name)}'] {
      --_box: light-dark(${unsafeCSS(boxColours[name].light)}, ${unsafeCSS(boxColours[name].dark)});
    }
  `,
);
