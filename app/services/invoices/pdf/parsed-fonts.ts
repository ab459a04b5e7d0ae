import { create, type Font } from 'fontkit';
import type { FontFile, LoadFontFile } from './fonts.ts';

/** Fonts never change, and reading their tables costs more than drawing an invoice, so a Worker reads each once. */
const parsed = new Map<FontFile, Font>();

export async function parsedFont(file: FontFile, loadFile: LoadFontFile): Promise<Font> {
  const known = parsed.get(file);
  if (known !== undefined) return known;
  const font = create(await loadFile(file));
  parsed.set(file, font);
  return font;
}
