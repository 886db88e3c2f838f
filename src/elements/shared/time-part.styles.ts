import { css } from 'lit';

export const timePartStyles = css`
  .when {
    gap: 0.6rem;
    margin: 0;
    padding: 0;
    border: 0;
  }
  .when legend {
    margin-block-end: 0.5rem;
    padding: 0;
    font-size: 0.9375rem;
    font-weight: 600;
  }
  .choices {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(11rem, 100%), 1fr));
    gap: 0.5rem;
  }
  .choice {
    display: flex;
    gap: 0.6em;
    align-items: center;
    min-block-size: 44px;
    padding: 0.5em 0.75em;
    border: 1px solid var(--_control);
    border-radius: var(--_radius-small);
    background: var(--_surface);
    font-weight: 400;
    cursor: pointer;
  }
  .choice:hover {
    border-color: var(--_text);
  }
  .choice:has(:checked) {
    border-color: var(--_accent);
    background: var(--_accent-soft);
    font-weight: 600;
  }
  .choice input[type='radio'] {
    inline-size: 1.25rem;
    block-size: 1.25rem;
    min-block-size: 0;
    padding: 0;
    flex: none;
    accent-color: var(--_accent);
  }
  /* Side by side only where the longest day fits. */
  .day-and-time {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(17rem, 100%), 1fr));
    gap: 0.75rem 0.5rem;
  }
  .times:not(:has(p)) {
    position: absolute;
  }
  .waiting {
    display: flex;
    gap: 0.6em;
    align-items: center;
  }
`;
