/** Text that is HTML already; everything else put into `html` is escaped. */
export interface Html {
  readonly html: string;
}

type Part = string | number | null | undefined | Html | readonly Html[];

export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  let text = strings[0] ?? '';
  parts.forEach((part, index) => {
    text += render(part) + (strings[index + 1] ?? '');
  });
  return { html: text };
}

function render(part: Part): string {
  if (part === null || part === undefined) return '';
  if (typeof part === 'number') return String(part);
  if (typeof part === 'string') return escapeText(part);
  if ('html' in part) return part.html;
  return part.map(({ html: inner }) => inner).join('');
}

function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
