import type { Font } from 'fontkit';
import type PDFDocument from 'pdfkit';

export type Weight = 'regular' | 'semiBold';

export interface TextStyle {
  size: number;
  weight?: Weight;
  color?: string;
  align?: 'left' | 'right';
  width: number;
  lineGap?: number;
  /** Figures of equal width, so that columns of amounts line up. */
  isFigure?: boolean;
}

export type Pdf = InstanceType<typeof PDFDocument>;

const INK = '#0f172a';
const THIN_SPACE = /[\u2009\u202f]/g;

/** Writes at a place and returns the height taken. */
export function write(pdf: Pdf, text: string, x: number, y: number, style: TextStyle): number {
  select(pdf, style)
    .fillColor(style.color ?? INK)
    .text(printable(pdf, text), x, y, textOptions(style));
  return pdf.y - y;
}

export function heightOf(pdf: Pdf, text: string, style: TextStyle): number {
  return select(pdf, style).heightOfString(printable(pdf, text), textOptions(style));
}

export function widthOf(pdf: Pdf, text: string, style: Omit<TextStyle, 'width'>): number {
  return select(pdf, style).widthOfString(printable(pdf, text));
}

/** Fonts are registered by weight; which family stands behind them is the document's choice. */
function select(pdf: Pdf, { size, weight = 'regular' }: Omit<TextStyle, 'width'>): Pdf {
  return pdf.font(weight).fontSize(size);
}

/** Intl writes thin spaces into dates; a plain one stands for each that the selected font, which pdfkit's types hide, lacks. */
function printable(pdf: Pdf, text: string): string {
  const { font } = (pdf as unknown as { _font: { font: Font } })._font;
  return text.replace(THIN_SPACE, (space) =>
    font.hasGlyphForCodePoint(space.codePointAt(0) ?? 0) ? space : ' ',
  );
}

function textOptions({ width, align = 'left', lineGap = 2, isFigure }: TextStyle): PDFKit.Mixins.TextOptions {
  return { width, align, lineGap, ...(isFigure && { features: ['tnum'] }) };
}
