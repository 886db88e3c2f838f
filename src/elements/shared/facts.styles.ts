import { css } from 'lit';

/** What is told of a request, in the list and in the box. */
export const factStyles = css`
  /* Text of its own direction stands where the page's text stands. */
  [dir='auto']:not(textarea) {
    text-align: -webkit-match-parent;
    text-align: match-parent;
  }
  .small,
  .page {
    color: var(--_muted);
    font-size: 0.875rem;
  }
  .page {
    display: block;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  a {
    color: var(--_accent);
    text-underline-offset: 2px;
  }
  .tags {
    display: flex;
    flex-wrap: wrap;
    gap: 0.35rem;
  }
  .tag {
    padding: 0.1em 0.55em;
    border: 1px solid var(--_border);
    border-radius: 99px;
    font-size: 0.8125rem;
    font-weight: 600;
  }
  .tag.again {
    border-color: transparent;
    background: var(--_warning-soft);
    color: var(--_warning);
  }
  details {
    font-size: 0.875rem;
  }
  summary {
    display: inline-block;
    min-block-size: 24px;
    padding-block: 0.15em;
    color: var(--_accent);
    font-weight: 600;
    cursor: pointer;
  }
  dl {
    display: grid;
    grid-template-columns: minmax(4rem, auto) 1fr;
    gap: 0.2rem 0.75rem;
  }
  dt {
    color: var(--_muted);
    overflow-wrap: anywhere;
  }
  dd {
    overflow-wrap: anywhere;
    white-space: pre-wrap;
  }
`;
