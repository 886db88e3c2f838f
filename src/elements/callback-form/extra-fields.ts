import { contextProblem } from '../../callback/index.js';
import type { VisitorMessageKey } from '../../messages/en/visitor.js';

/** What is wrong with one of the site's own fields, ready to be said. */
export interface ExtraProblem {
  readonly element: HTMLElement | undefined;
  readonly key: VisitorMessageKey;
  readonly parameters: Readonly<Record<string, string | number>>;
}

/** What the site's own fields hold. */
export interface Extras {
  readonly context: Readonly<Record<string, string>>;
  readonly problem: ExtraProblem | undefined;
}

interface Field extends HTMLElement {
  readonly name: string;
  readonly type?: string;
  readonly checked?: boolean;
  readonly value?: unknown;
  readonly selectedOptions?: HTMLCollectionOf<HTMLOptionElement>;
  readonly willValidate?: boolean;
  readonly validity?: ValidityState;
  readonly validationMessage?: string;
  readonly labels?: NodeListOf<HTMLElement> | null;
}

/** Never collected: a password or a file has no business in a callback; the rest holds no value. */
const skippedTypes = ['password', 'file', 'submit', 'button', 'reset', 'image'];

/**
 * Reads the fields that the site slotted into the form. They live outside its shadow root, so
 * neither the form's own `FormData` nor its validity knows of them.
 */
export function readExtras(slot: HTMLSlotElement | null, maxLength: number): Extras {
  const fields = slot ? fieldsIn(slot) : [];
  // No prototype: a field may well be named `__proto__` or `constructor`.
  const context = Object.create(null) as Record<string, string>;
  const sources = new Map<string, Field>();
  for (const field of fields) {
    const value = valueOf(field);
    if (value === undefined) continue;
    const known = context[field.name];
    context[field.name] = known === undefined ? value : `${known}, ${value}`;
    sources.set(field.name, field);
  }
  return { context, problem: invalid(fields) ?? tooMuch(context, sources, maxLength) };
}

function fieldsIn(slot: HTMLSlotElement): Field[] {
  return slot
    .assignedElements({ flatten: true })
    .flatMap((element) => [element, ...element.querySelectorAll('*')])
    .filter((element): element is Field => isField(element))
    .filter((field) => !field.matches(':disabled'))
    .filter((field) => !skippedTypes.includes(field.type ?? ''));
}

function isField(element: Element): boolean {
  if (!(element instanceof HTMLElement)) return false;
  const { name } = element as Field;
  if (typeof name !== 'string' || name === '') return false;
  if (element.matches('input, select, textarea')) return true;
  return 'formAssociated' in element.constructor && element.constructor.formAssociated === true;
}

function valueOf(field: Field): string | undefined {
  const togglable = !field.matches('input') || ['checkbox', 'radio'].includes(field.type ?? '');
  if (togglable && field.checked === false) return undefined;
  if (field.selectedOptions) {
    const chosen = [...field.selectedOptions].map((option) => option.value);
    return chosen.length > 0 ? chosen.join(', ') : undefined;
  }
  const { value } = field;
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

function invalid(fields: Field[]): ExtraProblem | undefined {
  const element = fields.find((field) => field.willValidate && field.validity?.valid === false);
  if (!element) return undefined;
  return {
    element,
    key: 'form.extra-invalid',
    parameters: { field: labelOf(element), message: element.validationMessage ?? '' },
  };
}

function tooMuch(
  context: Readonly<Record<string, string>>,
  sources: ReadonlyMap<string, Field>,
  max: number,
): ExtraProblem | undefined {
  const found = contextProblem(context);
  if (!found) return undefined;
  const element = found.field === undefined ? undefined : sources.get(found.field);
  const parameters = { field: element ? labelOf(element) : '', max };
  const key = `form.${found.problem}` as VisitorMessageKey;
  return { element, key, parameters };
}

function labelOf(field: Field): string {
  const label = field.ariaLabel ?? ownText(field.labels?.[0]) ?? field.name;
  return label.trim().replace(/[\s:*]+$/u, '') || field.name;
}

/** A label's words without those of the control inside it (the options of a select). */
function ownText(label: HTMLElement | undefined): string | undefined {
  if (!label) return undefined;
  const copy = label.cloneNode(true) as HTMLElement;
  for (const control of copy.querySelectorAll('select, textarea, input, button')) control.remove();
  return copy.textContent ?? undefined;
}
