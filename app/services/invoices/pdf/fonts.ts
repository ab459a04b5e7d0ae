/** Files under `/fonts/`, put there by the build. Whole fonts; the PDF embeds only the glyphs it uses. */
export const FONT_FILES = {
  latin: { regular: 'inter-400.ttf', semiBold: 'inter-600.ttf' },
  japanese: { regular: 'noto-sans-jp-400.ttf', semiBold: 'noto-sans-jp-600.ttf' },
} as const;

export type FontFamily = keyof typeof FONT_FILES;
export type FontFile = (typeof FONT_FILES)[FontFamily]['regular' | 'semiBold'];
export type LoadFontFile = (file: FontFile) => Promise<Uint8Array>;

/** From the Worker's static files. */
export function fontsFromAssets(assets: Pick<Fetcher, 'fetch'> | null): LoadFontFile {
  return async (file) => {
    if (assets === null) throw new Error('The ASSETS binding is missing');
    const response = await assets.fetch(`https://assets.invalid/fonts/${file}`);
    if (!response.ok) throw new Error(`Font ${file}: status ${response.status}`);
    return new Uint8Array(await response.arrayBuffer());
  };
}

/** Kana, Han and the full-width forms that Japanese number formats use, such as the yen sign of `ja-JP`. */
const JAPANESE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303f\uff00-\uffef]/u;

export function needsJapanese(text: string): boolean {
  return JAPANESE.test(text);
}
