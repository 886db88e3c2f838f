import { html, nothing, type TemplateResult } from 'lit';
import type { EngagementMessageKey } from '../../messages/en/engagement.js';
import { icons } from '../shared/icons.js';
import { visitorIcons } from '../shared/visitor-icons.js';

/** Gives a text in the element's language. */
export type Say = (key: EngagementMessageKey) => string;

export interface LauncherPart {
  readonly label: string | undefined;
  readonly opened: boolean;
  /** A request is open. */
  readonly pending: boolean;
}

export function launcherPart(say: Say, { label, opened, pending }: LauncherPart): TemplateResult {
  return html`
    <button
      class="launcher primary"
      part="launcher"
      type="button"
      aria-haspopup="dialog"
      aria-expanded=${opened ? 'true' : 'false'}
    >
      ${icons.phone}
      <span>
        ${pending ? say('engagement.launcher-open') : (label ?? say('engagement.launcher'))}
      </span>
      ${
        pending
          ? html`<span class="mark" aria-hidden="true"></span>
              <span class="visually-hidden">${say('engagement.open-mark')}</span>`
          : nothing
      }
    </button>
  `;
}

export interface HeaderPart {
  readonly title: string;
  readonly onBack: (() => void) | undefined;
  readonly onClose: () => void;
}

export function headerPart(say: Say, { title, onBack, onClose }: HeaderPart): TemplateResult {
  return html`
    <div class="header">
      ${
        onBack
          ? html`<button
              class="quiet icon back"
              type="button"
              aria-label=${say('engagement.back')}
              @click=${onBack}
            >
              ${visitorIcons.back}
            </button>`
          : nothing
      }
      <h2 id="panel-title" class="panel-title" part="title" tabindex="-1">${title}</h2>
      <button
        class="quiet icon close"
        type="button"
        aria-label=${say('engagement.close')}
        @click=${onClose}
      >
        ${icons.close}
      </button>
    </div>
  `;
}

/** The built-in channel: to ask for a callback, or to see the one that is under way. */
export function channelPart(say: Say, pending: boolean, onChoose: () => void): TemplateResult {
  const open = pending ? '-open' : '';
  return html`
    <button class="channel" part="channel" type="button" @click=${onChoose}>
      <span class="channel-icon">${icons.phone}</span>
      <span class="channel-words">
        <span class="channel-name">${say(`engagement.channel${open}`)}</span>
        <span class="channel-hint">${say(`engagement.channel${open}-hint`)}</span>
      </span>
      ${visitorIcons.forward}
    </button>
  `;
}

/** What stands in the panel until its parts are there. */
export function loadingPart(say: Say, failed: boolean, onRetry: () => void): TemplateResult {
  if (!failed) return html`<p class="loading">${say('engagement.loading')}</p>`;
  return html`
    <div class="failed">
      <p role="alert">${say('engagement.failed')}</p>
      <button type="button" @click=${onRetry}>${say('engagement.retry')}</button>
    </div>
  `;
}
