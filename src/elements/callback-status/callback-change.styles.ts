import { css } from 'lit';

export const callbackChangeStyles = css`
  form {
    padding: 1rem;
    border: 1px solid var(--_border);
    border-radius: var(--_radius-small);
    text-align: start;
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem;
  }
  .actions button {
    flex: 1 1 auto;
    font-size: 1rem;
  }
`;
