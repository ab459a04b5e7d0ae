import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import PDFDocument from 'pdfkit';
import { expect, it } from 'vitest';
import { heightOf, type Pdf, widthOf, write } from './canvas.ts';

const require = createRequire(import.meta.url);
const INTER = '@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf';
const NOTO = '@expo-google-fonts/noto-sans-jp/400Regular/NotoSansJP_400Regular.ttf';

/** As Intl writes a period from one hour to another. */
const PERIOD = 'Nov 1\u2009–\u20093, 2025, 10:00\u202fAM';
const PLAIN = 'Nov 1 – 3, 2025, 10:00 AM';
const STYLE = { size: 10, width: 500 };
const MISSING = '0000';

async function openPdf(font: string): Promise<Pdf> {
  const pdf = new PDFDocument({ compress: false, font: '' });
  pdf.registerFont('regular', await readFile(require.resolve(font)));
  return pdf;
}

/** The numbers of the glyphs that are printed. */
async function glyphsOf(pdf: Pdf): Promise<string[]> {
  const chunks: Buffer[] = [];
  pdf.on('data', (chunk: Buffer) => chunks.push(chunk));
  const ended = new Promise((resolve) => pdf.on('end', resolve));
  pdf.end();
  await ended;
  const shown = Buffer.concat(chunks)
    .toString('latin1')
    .matchAll(/\[(.*)\] TJ/g);
  return [...shown].flatMap(([, line = '']) =>
    [...line.matchAll(/<([0-9a-f]+)>/g)].flatMap(([, hex = '']) => hex.match(/.{4}/g) ?? []),
  );
}

it.each([
  ['Inter', INTER],
  ['Noto Sans JP', NOTO],
])('thin spaces print no box in %s', async (_, font) => {
  const pdf = await openPdf(font);
  write(pdf, PERIOD, 0, 0, STYLE);
  const glyphs = await glyphsOf(pdf);
  expect(glyphs).toHaveLength(PERIOD.length);
  expect(glyphs).not.toContain(MISSING);
});

it('they are as wide as plain ones where the font has none of them, and as thin as they are where it has', async () => {
  const [inter, noto] = [await openPdf(INTER), await openPdf(NOTO)];
  expect(widthOf(noto, PERIOD, STYLE)).toBe(widthOf(noto, PLAIN, STYLE));
  expect(widthOf(inter, PERIOD, STYLE)).toBeLessThan(widthOf(inter, PLAIN, STYLE));
  const narrow = { ...STYLE, width: widthOf(noto, PLAIN, STYLE) + 1 };
  expect(heightOf(noto, PERIOD, narrow)).toBe(heightOf(noto, PLAIN, narrow));
});
